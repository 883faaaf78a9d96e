import {
  type Agent,
  createServer as createHttpServer,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createExchange, type Exchange } from "#proxy/exchange.ts";
import { createFaultSet, type Fault, type RequestFacts, statusBody } from "#proxy/faults.ts";

export interface ProxyOptions {
  /** Default: any free port. */
  port?: number;
  /** Serve https with this certificate; without it plain http, on loopback only. */
  tls?: { cert: string; key: string };
}

/** A proxy before one API server that can misbehave. Tokens and everything else pass through unchanged. */
export interface FaultProxy {
  readonly url: string;
  readonly port: number;
  /** Replaces all faults; live connections and streams are struck at once. */
  set(faults: readonly Fault[]): void;
  add(fault: Fault): void;
  clear(): void;
  faults(): Fault[];
  close(): Promise<void>;
}

/** Starts a fault proxy on 127.0.0.1 before `target`. */
export async function startProxy(
  target: { server: string; caData?: string },
  options: ProxyOptions = {},
): Promise<FaultProxy> {
  const upstream = new URL(target.server);
  const secure = upstream.protocol === "https:";
  const agent: Agent = secure
    ? new HttpsAgent({ keepAlive: true, ca: target.caData })
    : new HttpAgent({ keepAlive: true });
  const send = secure ? httpsRequest : httpRequest;
  const faults = createFaultSet();
  const live = new Set<Exchange>();
  const sockets = new Set<Socket>();

  /** A reset without match and count concerns connections as such, idle ones too. */
  const resetsEverything = () =>
    faults.list().some((fault) => fault.kind === "reset" && !fault.match && fault.count === undefined);

  const open = (request: IncomingMessage, response?: ServerResponse): Exchange => {
    const exchange = createExchange(factsOf(request), faults, request.socket, response);
    live.add(exchange);
    exchange.signal.addEventListener("abort", () => live.delete(exchange), { once: true });
    return exchange;
  };

  const handle: RequestListener = async (request, response) => {
    const exchange = open(request, response);
    try {
      if (!(await exchange.admit())) return;
      const failure = faults.strike("status", exchange.facts);
      if (failure) {
        request.resume();
        answerStatus(response, failure);
        exchange.finish();
        return;
      }
      const forwarded = send(upstream, {
        agent,
        method: request.method ?? "GET",
        path: request.url ?? "/",
        headers: { ...request.headers, host: upstream.host },
      });
      exchange.signal.addEventListener("abort", () => forwarded.destroy(), { once: true });
      // Whatever breaks behind us breaks before us: the client sees what it would see without the proxy.
      forwarded.on("error", () => exchange.reset());
      forwarded.on("response", (answer) => exchange.relay(answer));
      request.on("error", () => exchange.reset());
      request.pipe(forwarded);
    } catch {
      exchange.reset();
    }
  };

  const handleUpgrade = async (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const exchange = open(request);
    client.on("error", () => exchange.reset());
    if (!(await exchange.admit())) return;
    const forwarded = send(upstream, {
      agent: false,
      ...(target.caData ? { ca: target.caData } : {}),
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: { ...request.headers, host: upstream.host },
    });
    exchange.signal.addEventListener("abort", () => forwarded.destroy(), { once: true });
    forwarded.on("error", () => exchange.reset());
    forwarded.on("upgrade", (answer, server, serverHead) => {
      client.write(rawHead(answer));
      if (serverHead.length > 0) client.write(serverHead);
      if (head.length > 0) server.write(head);
      exchange.tunnel(client, server);
    });
    forwarded.on("response", (answer) => {
      client.write(rawHead(answer));
      answer.pipe(client);
    });
    forwarded.end();
  };

  const server = options.tls ? createHttpsServer(options.tls, handle) : createHttpServer(handle);
  server.on("upgrade", handleUpgrade);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (resetsEverything()) socket.resetAndDestroy();
  });
  // The proxy adds no time limits of its own; those of the client and the API server count.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  faults.onChange(() => {
    if (resetsEverything()) for (const socket of sockets) socket.resetAndDestroy();
  });

  return {
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    set: faults.set,
    add: faults.add,
    clear: faults.clear,
    faults: faults.list,
    close: () =>
      new Promise((resolve) => {
        for (const exchange of live) exchange.reset();
        for (const socket of sockets) socket.destroy();
        agent.destroy();
        server.close(() => resolve());
      }),
  };
}

function factsOf(request: IncomingMessage): RequestFacts {
  const url = request.url ?? "/";
  return { method: request.method ?? "GET", url, watch: /[?&]watch=(1|true)\b/.test(url) };
}

function answerStatus(response: ServerResponse, fault: Extract<Fault, { kind: "status" }>): void {
  const body = JSON.stringify(statusBody(fault));
  response.writeHead(fault.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) }),
  });
  response.end(body);
}

function rawHead(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i < answer.rawHeaders.length; i += 2)
    lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
