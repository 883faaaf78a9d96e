/**
 * The browser's end of the live socket: one connection for all that a page shows. It connects anew when the connection is
 * lost, asks again for every stream that is still wanted, and shares one stream among all who want the same.
 */
import {
  liveBeatMs,
  liveClose,
  type LiveFrame,
  livePath,
  type LiveRequest,
  type OutputOf,
  type Problem,
} from "@halcyon/contracts";
import { type AnyEndpoint, type CallInput, tellSignedOut } from "./call.ts";

/** `lost`: no connection for longer than a moment; what is shown may be old. */
export type LiveStatus = "connecting" | "live" | "lost";

export interface StreamHandler<T> {
  item(item: T): void;
  problem(problem: Problem): void;
  end?(): void;
}

export interface StreamOptions {
  /** The query to ask with after a lost connection: for streams that go on where they were. Such a stream is not shared. */
  readonly resume?: () => Readonly<Record<string, unknown>>;
}

export interface Live {
  /** @returns stops it */
  open<E extends AnyEndpoint>(
    endpoint: E,
    input: CallInput<E>,
    handler: StreamHandler<OutputOf<E>>,
    options?: StreamOptions,
  ): () => void;
  status(): LiveStatus;
  onStatus(listener: () => void): () => void;
  /** Ends the connection and all streams: at sign-out. */
  close(): void;
}

interface Stream {
  readonly id: number;
  readonly key: string | null;
  readonly endpoint: string;
  readonly params: Record<string, string>;
  query: Record<string, string>;
  readonly resume: StreamOptions["resume"];
  readonly handlers: Set<StreamHandler<unknown>>;
  last: { readonly item: unknown } | undefined;
  ended: boolean;
}

const firstRetryMs = 250;
const longestRetryMs = 10_000;

export function createLive(address: string = defaultAddress()): Live {
  const streams = new Map<number, Stream>();
  const statusListeners = new Set<() => void>();
  let socket: WebSocket | undefined;
  let status: LiveStatus = "connecting";
  let nextId = 1;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function become(next: LiveStatus): void {
    if (next === status) return;
    status = next;
    for (const listener of statusListeners) listener();
  }

  function send(request: LiveRequest): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  }

  function ask(stream: Stream): void {
    if (stream.resume !== undefined && stream.last !== undefined) stream.query = texts(stream.resume());
    const { id, endpoint, params, query } = stream;
    send({ op: "open", id, endpoint, params, query });
  }

  function heard(): void {
    clearTimeout(silence);
    // A connection that died without a word, as when a laptop slept, is found by its silence.
    silence = setTimeout(() => socket?.close(), liveBeatMs * 3);
  }

  function connect(): void {
    clearTimeout(retry);
    if (socket !== undefined) return;
    const own = new WebSocket(address);
    socket = own;
    own.addEventListener("open", () => {
      failures = 0;
      become("live");
      heard();
      for (const stream of streams.values()) if (!stream.ended) ask(stream);
    });
    own.addEventListener("message", ({ data }) => {
      heard();
      take(JSON.parse(String(data)) as LiveFrame);
    });
    own.addEventListener("close", ({ code }) => {
      if (socket !== own) return;
      socket = undefined;
      clearTimeout(silence);
      if (code === liveClose.notSignedIn) tellSignedOut();
      if (streams.size === 0) return become("connecting");
      failures += 1;
      if (failures > 1) become("lost");
      const pause = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
      retry = setTimeout(connect, pause * (0.5 + Math.random() / 2));
    });
  }

  function take(frame: LiveFrame): void {
    if ("beat" in frame) return;
    const stream = streams.get(frame.id);
    if (stream === undefined) return;
    if ("item" in frame) {
      stream.last = { item: frame.item };
      for (const handler of stream.handlers) handler.item(frame.item);
      return;
    }
    stream.ended = true;
    if ("problem" in frame) for (const handler of stream.handlers) handler.problem(frame.problem);
    else for (const handler of stream.handlers) handler.end?.();
  }

  function leave(stream: Stream, handler: StreamHandler<unknown>): void {
    stream.handlers.delete(handler);
    if (stream.handlers.size > 0) return;
    streams.delete(stream.id);
    if (!stream.ended) send({ op: "close", id: stream.id });
  }

  // Back from sleep, or on another network: do not sit out the pause.
  const hurry = () => {
    if (socket === undefined && streams.size > 0) connect();
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") hurry();
  });

  return {
    open(endpoint, input, handler, { resume } = {}) {
      const params = texts((input as { params?: Record<string, unknown> }).params ?? {});
      const query = texts((input as { query?: Record<string, unknown> }).query ?? {});
      const key = resume === undefined ? JSON.stringify([endpoint.id, params, query]) : null;
      const shared =
        key === null ? undefined : [...streams.values()].find((one) => one.key === key && !one.ended);
      const taken = handler as StreamHandler<unknown>;
      if (shared !== undefined) {
        shared.handlers.add(taken);
        if (shared.last !== undefined) taken.item(shared.last.item);
        return () => leave(shared, taken);
      }
      const stream: Stream = {
        id: nextId++,
        key,
        endpoint: endpoint.id,
        params,
        query,
        resume,
        handlers: new Set([taken]),
        last: undefined,
        ended: false,
      };
      streams.set(stream.id, stream);
      if (socket?.readyState === WebSocket.OPEN) ask(stream);
      else connect();
      return () => leave(stream, taken);
    },
    status: () => status,
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    close() {
      streams.clear();
      clearTimeout(retry);
      socket?.close();
    },
  };
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => [name, String(value)]),
  );
}

function defaultAddress(): string {
  return `${location.origin.replace(/^http/, "ws")}${livePath}`;
}
