import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { errorCatalogue } from "#platform/errors.ts";
import { createEndpointHandler, type EndpointDeps, pathOf } from "#platform/http/endpoint-handler.ts";
import { httpErrors } from "#platform/http/errors.ts";
import { readiness } from "#platform/http/health.ts";
import { createIdempotency } from "#platform/http/idempotency.ts";
import { serveLiveSocket } from "#platform/http/live-socket.ts";
import { servePages } from "#platform/http/pages.ts";
import { normaliseError, toProblem } from "#platform/http/problem.ts";
import type { Route } from "#platform/http/types.ts";
import { type Metrics, requestHistogram } from "#platform/metrics.ts";
import { openapiDocument } from "#platform/openapi.ts";
import type { Secrets } from "#platform/secrets.ts";

export interface HttpDeps extends Omit<EndpointDeps, "idempotency" | "stopping"> {
  readonly routes: readonly Route[];
  readonly metrics: Metrics;
  readonly secrets: Secrets;
  readonly version: string;
  /** Addresses of proxies whose X-Forwarded-* are believed. */
  readonly trustedProxies: readonly string[];
  /** The built web application; null: only the API. */
  readonly pagesDir: string | null;
  /** How often the sign-in of an open live socket is looked at again. */
  readonly liveCheckMs?: number;
}

export interface Http {
  /** @returns the address listened on, `http://127.0.0.1:7420` */
  listen(at: { host: string; port: number }): Promise<string>;
  /** Ends event streams, lets running requests finish for a few seconds, then closes. */
  close(): Promise<void>;
}

const bodyLimitBytes = 2_000_000;
const closePatienceMs = 5_000;
const forgetEveryMs = 3_600_000;

/** The HTTP server, made from the endpoint table's routes. */
export async function createHttp(deps: HttpDeps): Promise<Http> {
  const stopping = new AbortController();
  const idempotency = createIdempotency(deps);
  let started = false;

  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    trustProxy: deps.trustedProxies.length === 0 ? false : [...deps.trustedProxies],
    // Never the caller's: it stands in audit rows.
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'self'"], frameAncestors: ["'none'"], upgradeInsecureRequests: null },
    },
    strictTransportSecurity: deps.publicUrl?.startsWith("https:") === true,
  });
  takeJson(app);
  observe(app, deps);
  // Before any route: each keeps the handler that was there when it was added.
  app.setErrorHandler((error, request, reply) => refuse(deps, request, reply, error));
  const servePage = await servePages(app, deps.pagesDir);
  app.setNotFoundHandler(async (request, reply) => {
    if (await servePage(request, reply)) return reply;
    return refuse(deps, request, reply, unknownRoute(deps.routes, request, reply));
  });

  const handled: EndpointDeps = { ...deps, idempotency, stopping: stopping.signal };
  for (const route of deps.routes) {
    app.route({
      method: route.endpoint.method,
      url: route.endpoint.path,
      handler: createEndpointHandler(route, handled),
    });
  }
  servePlatform(app, deps, async () =>
    readiness({ database: deps.database, started, stopping: stopping.signal }),
  );
  serveLiveSocket(app, { ...deps, ...handled });

  const forgetting = setInterval(() => {
    idempotency
      .forget()
      .catch((error: unknown) => deps.log.warn({ err: error }, "old idempotency keys stay"));
  }, forgetEveryMs);
  forgetting.unref();

  return {
    async listen({ host, port }) {
      await app.listen({ host, port });
      started = true;
      const address = app.server.address() as AddressInfo;
      const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
      return `http://${name}:${address.port}`;
    },
    async close() {
      stopping.abort(httpErrors.stopping({ detail: "The server is stopping." }));
      clearInterval(forgetting);
      const hurry = setTimeout(() => app.server.closeAllConnections(), closePatienceMs);
      await app.close();
      clearTimeout(hurry);
    },
  };
}

/** An empty body with a JSON type is no body: many clients always send the type. */
function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.length === 0) done(null, undefined);
    else void parse(request, text as string, done);
  });
}

function observe(app: FastifyInstance, deps: HttpDeps): void {
  const histogram = requestHistogram(deps.metrics);
  const ids = new Map(
    deps.routes.map(({ endpoint }) => [`${endpoint.method} ${endpoint.path}`, endpoint.id]),
  );
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, reply) => {
    const endpoint = ids.get(`${request.method} ${request.routeOptions.url ?? ""}`) ?? "other";
    histogram.observe({ endpoint, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    const line = {
      request: request.id,
      endpoint,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    if (request.method === "GET") deps.log.debug(line, "answered");
    else deps.log.info(line, "answered");
  });
}

/** What every server offers, whatever its domains: no sign-in, and nothing that would need one. */
function servePlatform(
  app: FastifyInstance,
  deps: HttpDeps,
  ready: () => ReturnType<typeof readiness>,
): void {
  const document = JSON.stringify(
    openapiDocument(
      deps.routes.map((route) => route.endpoint),
      { version: deps.version, url: deps.publicUrl },
    ),
  );
  app.get("/openapi.json", async (_request, reply) =>
    reply.type("application/json; charset=utf-8").send(document),
  );
  app.get("/healthz", async () => ({ ok: true }));
  app.get("/readyz", async (_request, reply) => {
    const state = await ready();
    return reply.status(state.ready ? 200 : 503).send(state);
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await deps.metrics.metrics()),
  );
  app.get<{ Params: { code: string } }>("/problems/:code", async (request) => {
    const definition = errorCatalogue().get(request.params.code);
    if (definition === undefined) {
      throw httpErrors.route_unknown({ detail: "There is no problem with this code in this version." });
    }
    return { code: request.params.code, ...definition };
  });
}

function unknownRoute(routes: readonly Route[], request: FastifyRequest, reply: FastifyReply) {
  const path = pathOf(request);
  const methods = routes
    .filter(({ endpoint }) => matches(endpoint.path, path))
    .map(({ endpoint }) => endpoint.method);
  if (methods.length === 0)
    return httpErrors.route_unknown({ detail: `There is nothing at ${path.slice(0, 200)}.` });
  reply.header("allow", methods.join(", "));
  return httpErrors.method_not_allowed({ detail: `${path.slice(0, 200)} takes ${methods.join(", ")}.` });
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith(":") || part === given[at])
  );
}

function refuse(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = normaliseError(thrown);
  if (error.status >= 500) deps.log.error({ err: error, request: request.id }, "a request failed");
  if (error.status === 401) reply.header("www-authenticate", 'Bearer realm="halcyon"');
  if (error.retryAfter !== undefined) reply.header("retry-after", String(Math.ceil(error.retryAfter)));
  const problem = toProblem(error, { path: pathOf(request), id: request.id });
  return reply
    .status(error.status)
    .type("application/problem+json; charset=utf-8")
    .send(JSON.stringify(problem));
}
