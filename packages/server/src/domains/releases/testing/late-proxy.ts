/**
 * A network before an API server that can hold one request back and deliver it later, even when its sender has gone: what
 * a switch's buffer or a stuck load balancer does. The lab's fault proxy drops what nobody waits for; this does not.
 */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";

export interface LateProxy {
  readonly url: string;
  /** Holds the next request that matches; all others pass. */
  hold(match: (request: { readonly method: string; readonly url: string }) => boolean): Held;
  close(): Promise<void>;
}

/** A request on its way. */
export interface Held {
  /** It has arrived here, whole. */
  readonly caught: Promise<void>;
  /** Breaks the sender's connection; the request stays. */
  cut(): void;
  /** Lets it arrive, and its answer go back to whoever still waits for it. @returns the API server's status */
  deliver(): Promise<number>;
}

interface Waiting {
  readonly match: Parameters<LateProxy["hold"]>[0];
  take(request: IncomingMessage, body: Buffer, response: ServerResponse): void;
}

export async function startLateProxy(target: {
  server: string;
  caData: string;
  serving: { cert: string; key: string };
}): Promise<LateProxy> {
  const agent = new Agent({ keepAlive: true, ca: target.caData });
  let waiting: Waiting | null = null;

  /** @returns the status, once the answer has been handed on; one nobody waits for any more is dropped */
  function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<number> {
    return new Promise((resolve, reject) => {
      const { host: _host, ...headers } = incoming.headers;
      const { method = "GET", url = "/" } = incoming;
      const outgoing = request(new URL(url, target.server), { agent, method, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        if (response.destroyed) {
          answer.resume();
          return resolve(statusCode);
        }
        const { connection: _connection, "transfer-encoding": _encoding, ...rest } = answer.headers;
        response.writeHead(statusCode, rest);
        // A watch may have nothing to say for long; that it has begun is news.
        response.flushHeaders();
        response.on("finish", () => resolve(statusCode));
        answer.on("error", () => response.destroy());
        response.on("close", () => answer.destroy());
        answer.pipe(response);
      });
      outgoing.on("error", (error) => {
        response.destroy();
        reject(error);
      });
      outgoing.end(body);
    });
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = "GET", url = "/" } = incoming;
    const held = waiting;
    if (held?.match({ method, url }) === true) {
      waiting = null;
      held.take(incoming, body, response);
    } else await forward(incoming, body, response);
  }

  const server = createServer(target.serving, (incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  // As with the lab's proxy, the time limits of the client and the API server count, not a proxy's own.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(match) {
      const { promise, resolve } = Promise.withResolvers<Parameters<Waiting["take"]>>();
      waiting = { match, take: (...taken) => resolve(taken) };
      let cut = () => {};
      return {
        caught: promise.then(([, , response]) => {
          cut = () => response.destroy();
        }),
        cut: () => cut(),
        deliver: async () => forward(...(await promise)),
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
