import { errorOfAnswer, KubeError } from "./errors.ts";
import type { WatchEvent } from "./types.ts";

const newline = 0x0a;
/** Far above the 1.5 MiB an object may have. */
const maxLineBytes = 16 * 1024 * 1024;

/**
 * Cuts a watch answer into events. An event cut off by the end of the stream is dropped: the caller resumes from
 * the last resourceVersion it saw and gets it again.
 * @throws KubeError for an ERROR event (410 when the position is gone) and for what is not JSON
 */
export async function* watchEvents<T>(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      const line = chunk.subarray(from, at);
      from = at + 1;
      const whole = pending.length === 0 ? line : Buffer.concat([...pending, line]);
      pending = [];
      pendingBytes = 0;
      if (whole.length > 0) yield parseEvent<T>(whole);
    }
    if (from < chunk.length) {
      pending.push(Buffer.from(chunk.subarray(from)));
      pendingBytes += chunk.length - from;
      if (pendingBytes > maxLineBytes)
        throw new KubeError({ kind: "protocol", message: "an event of the watch is too large" });
    }
  }
}

function parseEvent<T>(line: Buffer): WatchEvent<T> {
  let event: { type?: unknown; object?: unknown };
  try {
    event = JSON.parse(line.toString("utf8"));
  } catch (error) {
    throw new KubeError({
      kind: "protocol",
      message: "the watch sent something that is not JSON",
      cause: error,
    });
  }
  if (event.type === "ERROR") {
    const status = event.object as { code?: number } | undefined;
    throw errorOfAnswer(status?.code ?? 500, JSON.stringify(status ?? {}), {
      retryAfter: undefined,
      write: false,
    });
  }
  if (typeof event.type !== "string" || typeof event.object !== "object" || event.object === null) {
    throw new KubeError({ kind: "protocol", message: "the watch sent something that is not an event" });
  }
  return event as WatchEvent<T>;
}
