import { createSecureContext } from "node:tls";
import { Agent, type Dispatcher, request } from "undici";
import { errorOfAnswer, errorOfTransport, KubeError } from "./errors.ts";
import type { KubeCredentials } from "./types.ts";

/** Time limits of one cluster's connections, milliseconds, and how much one answer may hold, bytes. */
export interface KubeLimits {
  readonly connectMs: number;
  /** Whole request, headers and body, unless the caller gives another. */
  readonly requestMs: number;
  /** Silence within a stream after which it counts as broken. Bookmarks come about every minute. */
  readonly streamIdleMs: number;
  readonly maxAnswerBytes: number;
  /** Connections for requests; streams have their own. */
  readonly connections: number;
}

export const defaultLimits: KubeLimits = {
  connectMs: 4_000,
  requestMs: 15_000,
  streamIdleMs: 90_000,
  maxAnswerBytes: 64 * 1024 * 1024,
  connections: 16,
};

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Exchange {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: QueryValues | undefined;
  readonly body?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a stream: the answer has begun. */
  readonly onOpen?: (() => void) | undefined;
}

/** Bytes to and from one API server, with every wait bounded. Knows HTTP, not Kubernetes' objects. */
export interface Transport {
  readonly server: string;
  readonly streamIdleMs: number;
  /** The whole answer as text. @throws KubeError also for a status of 400 or more */
  text(exchange: Exchange): Promise<string>;
  /** The answer's bytes as they come, until it ends, `signal` aborts or it is silent for too long. @throws KubeError */
  stream(exchange: Exchange): AsyncIterable<Uint8Array>;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** @param credentials only server, CA, server name and client certificate matter here; tokens are headers */
export function createTransport(credentials: KubeCredentials, limits: KubeLimits): Transport {
  const { ca, clientCert, tlsServerName } = credentials;
  const connect = {
    timeout: limits.connectMs,
    // Made once: otherwise each connection reads the certificates again, and a cluster opens nine at a time.
    secureContext: createSecureContext({ ...(ca === undefined ? {} : { ca }), ...(clientCert ?? {}) }),
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
  };
  // HTTP/1.1 on purpose: over HTTP/2 a stalled connection would hold up every watch and request of the cluster.
  const shared = {
    connect,
    allowH2: false,
    headersTimeout: 0,
    keepAliveTimeout: 20_000,
    keepAliveMaxTimeout: 60_000,
  };
  const requests = new Agent({ ...shared, bodyTimeout: 0, connections: limits.connections, pipelining: 1 });
  const streams = new Agent({ ...shared, bodyTimeout: limits.streamIdleMs, pipelining: 1 });

  async function open(
    agent: Agent,
    exchange: Exchange,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const answer = await request(`${credentials.server}${exchange.path}${queryText(exchange.query)}`, {
      dispatcher: agent,
      method: exchange.method,
      headers: exchange.headers,
      body: exchange.body ?? null,
      signal,
    });
    if (answer.statusCode < 400) return answer;
    const retryAfter = answer.headers["retry-after"];
    throw errorOfAnswer(answer.statusCode, await readText(answer.body, 1024 * 1024), {
      retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
      write: exchange.method !== "GET",
    });
  }

  return {
    server: credentials.server,
    streamIdleMs: limits.streamIdleMs,
    async text(exchange) {
      const limit = timeLimit(exchange.timeoutMs ?? limits.requestMs, exchange.signal);
      const once = async () => {
        const answer = await open(requests, exchange, limit.signal);
        return await readText(answer.body, limits.maxAnswerBytes);
      };
      try {
        return await once().catch((error: unknown) => {
          if (exchange.method === "GET" && !limit.signal.aborted && isStaleConnection(error)) return once();
          throw error;
        });
      } catch (error) {
        throw errorOfTransport(error, describe(credentials.server, exchange, limit));
      } finally {
        limit.end();
      }
    },
    async *stream(exchange) {
      // The limit covers the wait for the first byte of the answer; after that silence is what counts.
      const limit = timeLimit(exchange.timeoutMs ?? limits.requestMs, exchange.signal);
      try {
        const answer = await open(streams, exchange, limit.signal);
        limit.stopTimer();
        exchange.onOpen?.();
        for await (const chunk of answer.body) yield chunk as Uint8Array;
      } catch (error) {
        throw errorOfTransport(error, describe(credentials.server, exchange, limit));
      } finally {
        limit.end();
      }
    },
    async close() {
      await Promise.all([requests.destroy(), streams.destroy()]);
    },
  };
}

function describe(server: string, exchange: Exchange, limit: TimeLimit) {
  return {
    server,
    write: exchange.method !== "GET",
    timedOut: limit.timedOut(),
    aborted: exchange.signal?.aborted ?? false,
  };
}

/** A kept-alive connection that the server closed just as it was used again: safe to ask once more when reading. */
function isStaleConnection(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

interface TimeLimit {
  readonly signal: AbortSignal;
  /** The limit in milliseconds when it has passed, else null. */
  timedOut(): number | null;
  stopTimer(): void;
  end(): void;
}

/** One signal of a caller's and a timer. By hand: AbortSignal.any keeps entries on long-lived signals. */
function timeLimit(ms: number, signal: AbortSignal | undefined): TimeLimit {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, ms);
  const giveUp = () => controller.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener("abort", giveUp, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => (passed ? ms : null),
    stopTimer: () => clearTimeout(timer),
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      controller.abort();
    },
  };
}

function queryText(query: QueryValues | undefined): string {
  const pairs = Object.entries(query ?? {}).filter((pair) => pair[1] !== undefined && pair[1] !== "");
  if (pairs.length === 0) return "";
  return `?${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`).join("&")}`;
}

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new KubeError({ kind: "protocol", message: `the answer is larger than ${maxBytes} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
