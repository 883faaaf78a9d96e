import type { BodyOf, Endpoint, ParamsOf, Permission, QueryOf, Role } from "@halcyon/contracts";
import type { z } from "zod";
import type { Tx } from "#platform/database/database.ts";
import type { Log } from "#platform/log.ts";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Who acts. Grants are read at each request, so a revoked one ends at once. */
export interface Actor {
  readonly id: string;
  /** Account name; also the user Kubernetes sees by impersonation. */
  readonly name: string;
  readonly displayName: string;
  readonly kind: "person" | "system";
  readonly via: "session" | "token" | "system";
  /** `read`: nothing can be changed, whatever the grants say. */
  readonly access: "full" | "read";
  readonly grants: readonly { readonly role: Role; readonly team: string | null }[];
  /** True when the permission is held everywhere, or for `team` when one is given. */
  may(permission: Permission, team?: string | null): boolean;
  /** Teams the permission is held for, null when everywhere. For narrowing lists. */
  teams(permission: Permission): readonly string[] | null;
}

/** What a change was made to. `team` and `app` decide who may read the row, and what finds it. */
export interface AuditSubject {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly team?: string | null;
  readonly app?: string | null;
  /** Clusters and rooms the change reaches, now or once it is released; what finds it by place. */
  readonly clusters?: readonly string[];
  readonly rooms?: readonly string[];
}

export interface ChangeOutcome<T> {
  readonly result: T;
  readonly subject: AuditSubject;
  /** What a reader needs to understand the verb. Never a secret. */
  readonly detail?: Json;
  /** Instead of the request's actor: a sign-in is the act of whom it signs in. */
  readonly actor?: Actor;
  /** Instead of the endpoint's: to undo a change is the act of the domain that makes the opposite one. */
  readonly verb?: string;
}

/**
 * Makes a change: opens the transaction, runs `work`, writes the audit row with the endpoint's verb and the
 * idempotency key, all or nothing. Return its result as the response where possible, then even a
 * crash right after the commit leaves an answer for whoever retries with the same key.
 */
export type Change = <T>(work: (tx: Tx) => Promise<ChangeOutcome<T>>) => Promise<T>;

// `any` here and below: the one way to say "some endpoint" without losing inference for a concrete one.
// oxlint-disable-next-line no-explicit-any
export type AnyEndpoint = Endpoint<any, any, any, any>;

export interface RouteRequest<E extends AnyEndpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** For public endpoints: the anonymous actor, who may nothing. */
  readonly actor: Actor;
  readonly change: Change;
  /** Aborted when the client went away or the server stops. */
  readonly signal: AbortSignal;
  /** Request id, also in the response header, log lines and audit rows. */
  readonly id: string;
  readonly address: string;
  readonly log: Log;
  /** The session's cookie or bearer token, null when signed in otherwise. Only for the access domain. */
  readonly credential: string | null;
  /** Sets the session cookie, or clears it with null. Only for the access domain. */
  setSession(session: { token: string; expiresAt: Date } | null): void;
}

/** What a handler answers: the output before the schema fills in its defaults. */
type Answer<E extends AnyEndpoint> =
  E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer O> ? z.input<O> : never;

/** For `json` and `text` endpoints. */
export type Handler<E extends AnyEndpoint> = (request: RouteRequest<E>) => Promise<Answer<E>>;
/** For `events` endpoints: ends when its signal aborts. */
export type StreamHandler<E extends AnyEndpoint> = (request: RouteRequest<E>) => AsyncIterable<Answer<E>>;

/** An endpoint with the handler that serves it. */
export interface Route {
  readonly endpoint: AnyEndpoint;
  readonly handler: (request: RouteRequest<AnyEndpoint>) => Promise<unknown> | AsyncIterable<unknown>;
}

/**
 * Finds the team that owns what a path names, for permissions held for one team.
 * @returns undefined when there is no such thing, null when it belongs to no team
 */
export type ScopeResolver = (params: Readonly<Record<string, string>>) => Promise<string | null | undefined>;
export interface Scopes {
  readonly app?: ScopeResolver;
  readonly release?: ScopeResolver;
}

/** Couples an endpoint of the table with its handler, fully typed. */
export function route<E extends AnyEndpoint>(endpoint: E, handler: Handler<NoInfer<E>>): Route;
export function route<E extends AnyEndpoint>(endpoint: E, handler: StreamHandler<NoInfer<E>>): Route;
export function route(endpoint: AnyEndpoint, handler: unknown): Route {
  return { endpoint, handler: handler as Route["handler"] };
}
