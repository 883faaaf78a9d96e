import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { Log } from "#platform/log.ts";

const firstDelayMs = 50;
const longestDelayMs = 2_000;
/** A peer that vanished without a word is noticed by the next of these. */
const probeEveryMs = 15_000;
const probeTimeoutMs = 5_000;

/**
 * Hears a channel until stopped, over a connection of its own that is made again whenever it breaks.
 * @param handler gets each payload, and null after a reconnect, when messages may have been missed
 */
export async function listen(
  deps: { url: string; log: Log },
  channel: string,
  handler: (payload: string | null) => void,
): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let current = await connect(deps.url, channel, handler);

  const running = (async () => {
    for (;;) {
      await Promise.race([current.broken, aborted(stopped.signal)]);
      await current.close();
      if (stopped.signal.aborted) return;
      deps.log.warn({ channel }, "the listening connection broke; connecting again");
      const next = await reconnect(deps, channel, handler, stopped.signal);
      if (next === null) return;
      current = next;
      handler(null);
    }
  })();
  return async () => {
    stopped.abort();
    await running;
  };
}

async function reconnect(
  deps: { url: string; log: Log },
  channel: string,
  handler: (payload: string | null) => void,
  signal: AbortSignal,
): Promise<Connection | null> {
  for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, longestDelayMs)) {
    await wait(delay, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
    try {
      return await connect(deps.url, channel, handler);
    } catch (error) {
      deps.log.debug({ err: error, channel }, "not yet");
    }
  }
}

interface Connection {
  /** Resolves once the connection is of no more use. */
  readonly broken: Promise<void>;
  close(): Promise<void>;
}

async function connect(
  url: string,
  channel: string,
  handler: (payload: string) => void,
): Promise<Connection> {
  const client = new Client({
    connectionString: url,
    application_name: "halcyon-listen",
    connectionTimeoutMillis: 5_000,
    query_timeout: probeTimeoutMs,
    keepAlive: true,
  });
  const { promise: broken, resolve } = Promise.withResolvers<void>();
  client.on("error", () => resolve());
  client.on("end", () => resolve());
  client.on("notification", (message) => handler(message.payload ?? ""));
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  const probe = setInterval(() => void client.query("select 1").catch(() => resolve()), probeEveryMs);
  probe.unref();
  return {
    broken,
    async close() {
      clearInterval(probe);
      // A server that hangs never says goodbye: do not wait for it.
      await Promise.race([client.end().catch(() => undefined), wait(1_000, undefined, { ref: false })]);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
