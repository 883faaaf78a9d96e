import type { FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "#platform/database/database.ts";
import type { RecordAudit } from "#platform/domain.ts";
import { anonymousActor } from "#platform/http/actor.ts";
import { authorise } from "#platform/http/authorise.ts";
import { createChange } from "#platform/http/change.ts";
import { internalErrors } from "#platform/http/errors.ts";
import { AlreadyMade, type Idempotency } from "#platform/http/idempotency.ts";
import { inputReaders } from "#platform/http/input.ts";
import { normaliseError, toProblem } from "#platform/http/problem.ts";
import {
  checkOrigin,
  type Credential,
  credentialOf,
  writeSessionCookie,
} from "#platform/http/session-cookie.ts";
import { sendEvents } from "#platform/http/stream.ts";
import type { Actor, AnyEndpoint, Route, RouteRequest, Scopes } from "#platform/http/types.ts";
import type { Log } from "#platform/log.ts";

/** Who a cookie or bearer token stands for; null when it is unknown, expired or revoked. */
export type Authenticate = (credential: Credential) => Promise<Actor | null>;

export interface EndpointDeps {
  readonly database: Database;
  readonly recordAudit: RecordAudit;
  readonly authenticate: Authenticate;
  readonly scopes: Scopes;
  readonly idempotency: Idempotency;
  readonly publicUrl: string | undefined;
  readonly log: Log;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/**
 * The way of every request: who, from where, may they, what exactly, done before?, handle, answer. Each step refuses
 * by throwing; the server's error handler turns that into a problem document.
 */
export function createEndpointHandler(route: Route, deps: EndpointDeps) {
  const { endpoint } = route;
  const read = inputReaders(endpoint);
  const writes = endpoint.method !== "GET";

  return async function handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const credential = credentialOf(request);
    const actor = credential === null ? null : await deps.authenticate(credential);
    checkOrigin(endpoint, request, credential, deps.publicUrl);
    const params = () => read.params(request.params) as Record<string, string>;
    await authorise(endpoint, actor, params, deps.scopes);

    const input = {
      params: params(),
      query: read.query(request.query),
      body: read.body(request.body),
    };
    const key = request.headers["idempotency-key"];
    const idempotent =
      writes && actor !== null && typeof key === "string"
        ? deps.idempotency.forRequest({
            key,
            actor: actor.id,
            method: request.method,
            url: request.url,
            body: request.body,
            status: endpoint.status ?? 200,
          })
        : null;
    const before = (await idempotent?.find()) ?? null;
    if (before !== null) return replay(reply, before);

    const ending = endsWith(reply, deps.stopping);
    const handled: RouteRequest<AnyEndpoint> = {
      ...input,
      actor: actor ?? anonymousActor,
      change: createChange(deps, {
        endpoint,
        actor: actor ?? anonymousActor,
        requestId: request.id,
        address: request.ip,
        idempotent,
      }),
      signal: ending.signal,
      id: request.id,
      address: request.ip,
      log: deps.log.child({ request: request.id, endpoint: endpoint.id, actor: actor?.name }),
      credential: credential?.token ?? null,
      setSession: (session) => writeSessionCookie(request, reply, session, deps.publicUrl),
    } as RouteRequest<AnyEndpoint>;

    try {
      if (endpoint.kind === "events") return await stream(handled, request, reply);
      const answer = checked(endpoint, await route.handler(handled));
      await idempotent?.answer(deps.database.db, answer);
      return send(endpoint, reply, answer);
    } catch (error) {
      const made = error instanceof AlreadyMade ? await idempotent?.find() : undefined;
      if (made == null) throw error;
      return replay(reply, made);
    } finally {
      ending.dispose();
    }
  };

  async function stream(handled: RouteRequest<AnyEndpoint>, request: FastifyRequest, reply: FastifyReply) {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(reply.getHeaders())) headers[name] = String(value);
    const source = route.handler(handled) as AsyncIterable<unknown>;
    await sendEvents(source, reply.raw, {
      endpoint,
      headers,
      signal: handled.signal,
      explain(thrown) {
        const error = normaliseError(thrown);
        if (error.status >= 500) handled.log.error({ err: error }, "an event stream failed");
        return { error, problem: toProblem(error, { path: pathOf(request), id: request.id }) };
      },
    });
    return reply.hijack();
  }
}

/** Without the query: it may hold what was searched for. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? request.url;
}

/** What the contract says goes out, and nothing else: fields it does not name are left away. */
function checked(endpoint: AnyEndpoint, answer: unknown): unknown {
  const parsed = endpoint.output.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw internalErrors.error({ detail: "The request was not completed.", cause: parsed.error });
}

function send(endpoint: AnyEndpoint, reply: FastifyReply, answer: unknown): FastifyReply {
  reply.status(endpoint.status ?? 200);
  if (endpoint.kind === "text") {
    return reply.type(endpoint.contentType ?? "text/plain; charset=utf-8").send(answer);
  }
  return endpoint.status === 204
    ? reply.send()
    : reply.type("application/json; charset=utf-8").send(JSON.stringify(answer));
}

function replay(reply: FastifyReply, stored: { status: number; body: unknown }): FastifyReply {
  return reply
    .status(stored.status)
    .header("idempotency-replayed", "true")
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(stored.body));
}

/** A signal for when nobody waits for the answer any more. */
function endsWith(reply: FastifyReply, stopping: AbortSignal) {
  const gone = new AbortController();
  const onClose = () => {
    if (!reply.raw.writableEnded) gone.abort(new Error("the client went away"));
  };
  reply.raw.once("close", onClose);
  // A short life on a long one: the listener must go with the request.
  const onStop = () => gone.abort(stopping.reason);
  if (stopping.aborted) onStop();
  else stopping.addEventListener("abort", onStop, { once: true });
  return {
    signal: gone.signal,
    dispose() {
      reply.raw.off("close", onClose);
      stopping.removeEventListener("abort", onStop);
    },
  };
}
