/** The live socket: the endpoint table's `events` endpoints, many at once, over one WebSocket. See contracts/live.ts. */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { liveBeatMs, liveClose, livePath, liveRequest } from "@halcyon/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import type { EndpointDeps } from "#platform/http/endpoint-handler.ts";
import { httpErrors } from "#platform/http/errors.ts";
import { createLiveStreams, eventRoutes, type LiveStreams } from "#platform/http/live-streams.ts";
import { checkOrigin, type Credential, credentialOf } from "#platform/http/session-cookie.ts";
import type { Actor, Route } from "#platform/http/types.ts";
import { gauge, type Metrics } from "#platform/metrics.ts";

export interface LiveSocketDeps extends EndpointDeps {
  readonly routes: readonly Route[];
  readonly metrics: Metrics;
  /** How often a connection's sign-in and rights are looked at again, and a dead one is found. */
  readonly liveCheckMs?: number;
}

/** One browser's connection. */
interface Connection {
  readonly socket: WebSocket;
  readonly credential: Credential;
  readonly actor: Actor;
  readonly streams: LiveStreams;
  /** Heard from since the last ping. */
  alive: boolean;
}

const checkEveryMs = 15_000;
/** Bytes in one frame from a client; its longest is a search. */
const maxFrameBytes = 16_384;
/** Frames a client may send within `frameWindowMs`: fast scrolling needs a few dozen. */
const maxFrames = 400;
const frameWindowMs = 10_000;
/** How long a client may take to answer a close; then the connection is cut, so that no client holds up a stop. */
const closePatienceMs = 2_000;

const upgradeOf = Symbol("upgrade");
type Upgrading = IncomingMessage & { [upgradeOf]?: { socket: Duplex; head: Buffer } };

/**
 * Adds the socket to the server. A request to upgrade goes the way of every request (address, cookies, error handler), so a
 * refusal is an ordinary problem document and nothing is upgraded before its sender is known.
 * @returns ends all connections
 */
export function serveLiveSocket(app: FastifyInstance, deps: LiveSocketDeps): () => void {
  const options = {
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // Not in @types/ws yet.
    closeTimeout: closePatienceMs,
  };
  const server = new WebSocketServer(options);
  const events = eventRoutes(deps.routes);
  const connections = new Set<Connection>();
  gauge(deps.metrics, "halcyon_live_sockets", "Open live sockets", () => connections.size);
  gauge(deps.metrics, "halcyon_live_streams", "Streams open on live sockets", () =>
    [...connections].reduce((sum, { streams }) => sum + streams.count(), 0),
  );

  app.server.on("upgrade", (request: Upgrading, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    request[upgradeOf] = { socket, head };
    const response = new ServerResponse(request);
    response.assignSocket(socket as never);
    response.shouldKeepAlive = false;
    response.on("finish", () => hangUp(socket));
    // Node hands the connection over with its body unread: whoever waited for that body would wait for good.
    if (request.method !== "GET") return response.writeHead(400).end();
    app.routing(request, response);
  });

  app.get(livePath, async (request, reply) => {
    const upgrade = (request.raw as Upgrading)[upgradeOf];
    if (upgrade === undefined || request.headers.upgrade?.toLowerCase() !== "websocket") {
      throw httpErrors.request_invalid({
        detail: `${livePath} is a WebSocket.`,
        hint: "Open it as one, or read an events endpoint by itself.",
      });
    }
    const credential = credentialOf(request);
    const actor = credential === null ? null : await deps.authenticate(credential);
    if (credential === null || actor === null) {
      throw httpErrors.not_signed_in({ detail: "The live socket needs a signed-in account." });
    }
    checkOrigin({ method: "POST" }, request, credential, deps.publicUrl);
    if (deps.stopping.aborted) throw httpErrors.stopping({ detail: "The server is stopping." });
    reply.hijack();
    reply.raw.detachSocket(upgrade.socket as never);
    server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
      connect(socket, request, credential, actor),
    );
  });

  function connect(socket: WebSocket, request: FastifyRequest, credential: Credential, actor: Actor): void {
    const streams = createLiveStreams({
      ...deps,
      events,
      actor,
      address: request.ip,
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState !== socket.OPEN) return resolve(false);
          socket.send(text, (error) => resolve(error == null));
        }),
    });
    const connection: Connection = { socket, credential, actor, streams, alive: true };
    connections.add(connection);
    let frames = 0;
    let windowStart = 0;
    socket.on("message", (data, binary) => {
      if (socket.readyState !== socket.OPEN) return;
      const now = performance.now();
      if (now - windowStart > frameWindowMs) [frames, windowStart] = [0, now];
      frames += 1;
      const asked = binary || frames > maxFrames ? null : read((data as Buffer).toString("utf8"));
      if (asked === null) return leave(connection, "tooMuch", "a frame that is not understood, or too many");
      if (asked.op === "open") streams.open(asked);
      else streams.close(asked.id);
    });
    socket.on("pong", () => (connection.alive = true));
    // What breaks the protocol, a frame too large among it, is answered by ws with the protocol's own close code.
    socket.on("error", (error) => deps.log.debug({ err: error }, "a live socket broke"));
    socket.on("close", () => {
      connections.delete(connection);
      streams.closeAll();
    });
  }

  /** Says why, and ends the streams at once, whatever the client makes of the close. */
  function leave({ socket, streams }: Connection, why: keyof typeof liveClose, reason: string): void {
    streams.closeAll();
    socket.close(liveClose[why], reason);
  }

  const beat = setInterval(() => {
    for (const { socket } of connections) if (socket.bufferedAmount === 0) socket.send('{"beat":true}');
  }, liveBeatMs);
  const checking = setInterval(() => {
    for (const connection of connections) void check(connection);
  }, deps.liveCheckMs ?? checkEveryMs);
  for (const timer of [beat, checking]) timer.unref();

  /** Rights are read anew now and then, as each request does: what was taken away must not go on streaming. */
  async function check(connection: Connection): Promise<void> {
    const { socket, credential, actor } = connection;
    if (!connection.alive) return socket.terminate();
    connection.alive = false;
    socket.ping();
    try {
      const now = await deps.authenticate(credential);
      if (now === null) leave(connection, "notSignedIn", "not signed in any more");
      else if (JSON.stringify(now.grants) !== JSON.stringify(actor.grants) || now.access !== actor.access)
        leave(connection, "rightsChanged", "rights changed");
    } catch (error) {
      deps.log.warn({ err: error }, "a live socket's sign-in could not be checked");
    }
  }

  const end = () => {
    clearInterval(beat);
    clearInterval(checking);
    for (const connection of connections) leave(connection, "stopping", "the server is stopping");
    server.close();
  };
  deps.stopping.addEventListener("abort", end, { once: true });
  return end;
}

/** Node's server does not count a connection that asked for an upgrade among its own, and would not end it when it stops. */
function hangUp(socket: Duplex): void {
  socket.end();
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), closePatienceMs);
  socket.once("close", () => clearTimeout(cut));
}

function read(text: string) {
  try {
    const parsed = liveRequest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
