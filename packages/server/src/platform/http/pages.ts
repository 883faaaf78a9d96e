/** The web application's files, and the page every address of it begins with. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Answers a browser that asks for a page; false when it is for somebody else to answer. */
export type ServePage = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;

/** Paths that are never a page, so that a wrong address of theirs is answered as a problem and not as a page. */
const notPages = /^\/(api|assets|problems|openapi\.json|healthz|readyz|metrics)(\/|$)/;
/** Stands in the built page where the nonce of its style elements belongs. */
const noncePlace = "__CSP_NONCE__";

/**
 * Serves the built web application. Files below /assets carry their content's hash in the name and are kept for good; the
 * page itself is asked for each time, so that a new version is there with the next load.
 * @param dir where `index.html` and `assets/` are; null, or a directory without them: there are no pages, only the API
 */
export async function servePages(app: FastifyInstance, dir: string | null): Promise<ServePage> {
  const page = dir === null ? null : await readFile(join(dir, "index.html"), "utf8").catch(() => null);
  if (dir === null || page === null) {
    return async (request, reply) => {
      if (!wantsPage(request)) return false;
      reply
        .status(503)
        .type("text/plain; charset=utf-8")
        .send(
          "Halcyon serves its API here; its web application was not built.\nBuild it with: npm run build\n",
        );
      return true;
    };
  }
  await app.register(fastifyStatic, {
    root: join(dir, "assets"),
    prefix: "/assets/",
    preCompressed: true,
    immutable: true,
    maxAge: "365d",
    index: false,
    wildcard: true,
    decorateReply: false,
  });
  return async (request, reply) => {
    if (!wantsPage(request)) return false;
    const nonce = randomBytes(18).toString("base64");
    reply
      .header("content-security-policy", policy(nonce))
      .type("text/html; charset=utf-8")
      .send(page.replaceAll(noncePlace, nonce));
    return true;
  };
}

function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split("?", 1)[0] ?? "";
  return (
    (request.method === "GET" || request.method === "HEAD") &&
    !notPages.test(path) &&
    (request.headers.accept ?? "").includes("text/html")
  );
}

/** Scripts and connections only of our own; style elements only those that carry this page's nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
