import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { type FaultSet, type RequestFacts, statusBody } from "#proxy/faults.ts";

/** One request and its answer on their way through the proxy. Its signal aborts when it is over, however it ended. */
export interface Exchange {
  readonly facts: RequestFacts;
  readonly signal: AbortSignal;
  /** Lets the request through: waits while it hangs or is delayed. False when it was reset instead. */
  admit(): Promise<boolean>;
  /** Passes the answer on, at the pace the client reads it. */
  relay(answer: IncomingMessage): void;
  /** After an upgrade: bytes both ways. */
  tunnel(client: Duplex, server: Duplex): void;
  /** Resets the client's connection. */
  reset(): void;
  finish(): void;
}

export function createExchange(
  facts: RequestFacts,
  faults: FaultSet,
  socket: Socket,
  response: ServerResponse | undefined,
): Exchange {
  const over = new AbortController();
  const sleepers = new Set<() => void>();
  const wake = () => {
    for (const sleeper of sleepers) sleeper();
    sleepers.clear();
  };
  let limit = Number.POSITIVE_INFINITY;
  let sent = 0;

  const finish = () => over.abort();
  const reset = () => {
    if (over.signal.aborted) return;
    resetSocket(socket);
    finish();
  };
  const react = () => {
    if (faults.strike("reset", facts)) reset();
    else if (response?.headersSent && facts.watch && faults.strike("gone", facts)) sayGone();
    wake();
  };
  const stopListening = faults.onChange(react);
  over.signal.addEventListener("abort", () => {
    stopListening();
    wake();
  });
  (response ?? socket).once("close", finish);

  /** Stands still while a hang is in force. */
  const gate = async () => {
    while (!over.signal.aborted && faults.find("hang", facts)) {
      await new Promise<void>((resolve) => sleepers.add(resolve));
    }
  };
  const delay = async () => {
    const fault = faults.strike("delay", facts);
    if (!fault) return;
    const jitter = (fault.jitterMs ?? 0) * (Math.random() * 2 - 1);
    await sleep(Math.max(0, fault.ms + jitter), over.signal);
  };

  function sayGone(): void {
    const body = statusBody({
      status: 410,
      message: "too old resource version (said by the lab's fault proxy)",
    });
    response?.end(`${JSON.stringify({ type: "ERROR", object: body })}\n`);
    finish();
  }

  /** Writes one piece; false when the stream has to break off. */
  const write = async (piece: Buffer): Promise<boolean> => {
    if (!response || over.signal.aborted) return false;
    // Looked up per piece, so that a truncation set while a stream is live strikes it too.
    if (limit === Number.POSITIVE_INFINITY) {
      const fault = faults.strike("truncate", facts);
      if (fault) limit = sent + fault.afterBytes;
    }
    const part = sent + piece.length > limit ? piece.subarray(0, Math.max(0, limit - sent)) : piece;
    sent += part.length;
    if (part.length > 0 && !response.write(part)) await once(response, "drain", { signal: over.signal });
    return part === piece;
  };

  async function pump(answer: IncomingMessage): Promise<void> {
    if (!response) return;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersOf(answer));
    if (facts.watch) {
      response.flushHeaders();
      if (faults.strike("gone", facts)) return sayGone();
    }
    const pieces = facts.watch && isJson(answer) ? lines(answer) : answer;
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      await gate();
      if (facts.watch && faults.strike("drop-events", facts)) continue;
      await delay();
      if (!(await write(piece))) {
        // What was written before must still reach the client, so the connection ends after it, without a proper end.
        socket.destroySoon();
        return finish();
      }
    }
    await gate();
    if (over.signal.aborted) return;
    if (!answer.complete) return reset();
    response.end(finish);
  }

  return {
    facts,
    signal: over.signal,
    reset,
    finish,
    async admit() {
      if (faults.strike("reset", facts)) {
        reset();
        return false;
      }
      await gate();
      await delay();
      await gate();
      return !over.signal.aborted;
    },
    relay(answer) {
      // Once the exchange is over its upstream is aborted, and nobody is left to hear of that.
      answer.on("error", () => {});
      pump(answer).catch(reset);
    },
    tunnel(client, server) {
      const close = () => {
        client.destroy();
        server.destroy();
        finish();
      };
      over.signal.addEventListener("abort", close, { once: true });
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        from.on("error", close).on("close", close);
        (async () => {
          for await (const chunk of from) {
            await gate();
            await delay();
            if (!to.write(chunk)) await once(to, "drain", { signal: over.signal });
          }
          to.end();
        })().catch(close);
      }
    },
  };
}

/** Cuts a stream into lines, each with its newline; what comes after the last newline is passed on at the end. */
async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end + 1);
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield rest;
}

/** A TCP reset where the socket can do that; under TLS the connection just ends, which clients report alike. */
function resetSocket(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function isJson(answer: IncomingMessage): boolean {
  return (answer.headers["content-type"] ?? "").startsWith("application/json");
}

/** The answer's headers without those that belong to one hop only. */
function headersOf(answer: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || ["connection", "keep-alive", "transfer-encoding"].includes(name)) continue;
    headers[name] = value;
  }
  return headers;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
