import { Agent, fetch, type RequestInit, type Response } from "undici";

/** One HTTP exchange; tests and the watch put their own in front. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Waiting for headers is long on purpose: `hold` and `abort` answer only once no earlier write can still
 * arrive. A stream that says nothing for a minute is dead: the server sends a heartbeat well within that.
 */
const agent = new Agent({
  connect: { timeout: 5_000 },
  headersTimeout: 120_000,
  bodyTimeout: 60_000,
  keepAliveTimeout: 1_000,
});

export const httpFetch: Fetch = (url, init) => fetch(url, { ...init, dispatcher: agent });
