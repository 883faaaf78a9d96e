/** One line of a container's log. */
export interface LogLine {
  /** RFC 3339 with up to nine digits of a second, as the runtime wrote it; null for a line without one. */
  readonly at: string | null;
  readonly text: string;
}

const newline = 0x0a;
/** Four bytes for each character that is kept, so that the cut is never inside what is shown. */
const mostBytes = 80_000;
const mostCharacters = 20_000;
const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

/**
 * Cuts a log that was asked for with timestamps into lines, of which at most 20,000 characters are kept. A last line
 * without an end is handed over when the stream ends.
 */
export async function* logLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  let pending: Buffer[] = [];
  let kept = 0;
  const keep = (part: Buffer) => {
    // What goes beyond the bound is let go at once: a program may never end its line.
    const fits = part.subarray(0, mostBytes - kept);
    if (fits.length === 0) return;
    pending.push(fits);
    kept += fits.length;
  };
  const take = () => {
    const line = lineOf(pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending));
    pending = [];
    kept = 0;
    return line;
  };
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      yield take();
    }
    // Copied: the rest of the chunk must not stay in memory for the sake of its end.
    if (from < chunk.length) keep(Buffer.from(chunk.subarray(from)));
  }
  if (kept > 0) yield take();
}

function lineOf(bytes: Buffer): LogLine {
  const line = bytes.toString("utf8");
  const at = stamp.exec(line);
  const text = at ? line.slice(at[0].length) : line;
  return { at: at?.[1] ?? null, text: text.slice(0, mostCharacters) };
}

/** Nanoseconds since 1970 of a log's timestamp: dates of the language know only milliseconds. */
export function nanoseconds(at: string): bigint {
  const [, fraction = ""] = /\.(\d+)/.exec(at) ?? [];
  const whole = at.replace(/\.\d+/, "");
  return BigInt(Date.parse(whole)) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
