import "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { httpErrors } from "#platform/http/errors.ts";
import type { AnyEndpoint } from "#platform/http/types.ts";

export interface Credential {
  readonly kind: "cookie" | "bearer";
  readonly token: string;
}

// The __Host- prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3).
const plainName = "halcyon_session";
const secureName = `__Host-${plainName}`;

/** The bearer token when there is one, else the session cookie. */
export function credentialOf(request: FastifyRequest): Credential | null {
  const bearer = /^Bearer +([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return { kind: "bearer", token: bearer };
  const cookie = request.cookies[secureName] ?? request.cookies[plainName];
  return cookie === undefined ? null : { kind: "cookie", token: cookie };
}

/** Sets the session cookie, or clears it with null. */
export function writeSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { token: string; expiresAt: Date } | null,
  publicUrl: string | undefined,
): void {
  const secure = request.protocol === "https" || publicUrl?.startsWith("https:") === true;
  const options = { path: "/", httpOnly: true, sameSite: "lax", secure } as const;
  const name = secure ? secureName : plainName;
  if (session === null) reply.clearCookie(name, options);
  else reply.setCookie(name, session.token, { ...options, expires: session.expiresAt });
}

/**
 * Keeps other sites from changing things in the name of whoever visits them: a change that a browser sends says where
 * it comes from, and that must be us. A cookie without an Origin is refused; without a cookie there
 * is nothing to abuse, except that nobody may be signed in to a stranger's account.
 * @throws HalcyonError 403 `http_origin_refused`
 */
export function checkOrigin(
  endpoint: Pick<AnyEndpoint, "method">,
  request: FastifyRequest,
  credential: Credential | null,
  publicUrl: string | undefined,
): void {
  if (endpoint.method === "GET" || credential?.kind === "bearer") return;
  const { origin } = request.headers;
  if (origin === undefined && credential === null) return;
  const own = [
    `${request.protocol}://${request.host}`,
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]),
  ];
  if (origin !== undefined && own.includes(origin)) return;
  throw httpErrors.origin_refused({
    detail:
      origin === undefined
        ? "A change with a session cookie needs an Origin header."
        : `The request says it comes from ${origin.slice(0, 200)}.`,
  });
}
