import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { HalcyonError } from "#platform/errors.ts";
import type { AnyEndpoint } from "#platform/http/types.ts";

/** Often enough that proxies, which like to give up after 30 or 60 s, keep a quiet stream open. */
const heartbeatMs = 15_000;
/** A handler that refuses does so within this; later the status is already sent and the refusal is an event. */
const firstAnswerMs = 250;

/**
 * Sends a handler's items as server-sent events: each a `data:` line that the endpoint's output schema describes.
 * Ends with the iteration, the client, or the server. A refusal before the first item is an ordinary problem answer;
 * after that it is an event named `problem`.
 * @param options.explain turns what was thrown into the problem to send
 * @throws what the handler throws before anything was sent
 */
export async function sendEvents(
  source: AsyncIterable<unknown>,
  reply: ServerResponse,
  options: {
    endpoint: AnyEndpoint;
    headers: Record<string, string>;
    explain: (error: unknown) => { error: HalcyonError; problem: unknown };
    signal: AbortSignal;
  },
): Promise<void> {
  const { signal } = options;
  const items = source[Symbol.asyncIterator]();
  let next = items.next();
  // Throws here, before the head is sent, if the handler refuses at once.
  await Promise.race([next, delay(firstAnswerMs)]);
  if (signal.aborted) return finish();

  reply.writeHead(200, {
    ...options.headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  reply.write("retry: 2000\n\n");
  const heartbeat = setInterval(() => reply.write(": still here\n\n"), heartbeatMs);
  const stopped = new Promise<"stopped">((resolve) => {
    signal.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  try {
    for (;;) {
      const item = await Promise.race([next, stopped]);
      if (item === "stopped" || item.done === true) return;
      const text = `data: ${JSON.stringify(options.endpoint.output.parse(item.value))}\n\n`;
      // A slow reader slows the handler down; nothing piles up here.
      if (!reply.write(text)) await Promise.race([once(reply, "drain"), stopped]);
      next = items.next();
    }
  } catch (thrown) {
    if (!signal.aborted)
      reply.write(`event: problem\ndata: ${JSON.stringify(options.explain(thrown).problem)}\n\n`);
  } finally {
    clearInterval(heartbeat);
    finish();
  }

  function finish(): void {
    // Not awaited: a handler that waits for something without listening to the signal must not hold up the end.
    next.catch(() => undefined);
    void Promise.resolve(items.return?.()).catch(() => undefined);
    reply.end();
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
