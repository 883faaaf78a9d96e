import type { z } from "zod";
import type { Permission } from "./permissions.ts";

/** HTTP methods the API uses. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Where a permission is looked up.
 * `global`: the caller must hold it everywhere. `app` and `release`: holding it for the team
 * that owns the app (path parameter `app`) or the release (path parameter `release`) is enough.
 * `any`: holding it for any team is enough; the handler narrows what is shown.
 */
export type Scope = "global" | "app" | "release" | "any";

/**
 * One row of the endpoint table. The server registers it, the CLI and the web call it, OpenAPI is
 * generated from it, and the permission and audit verb are enforced from it in one place.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  /** Stable dotted name, also the OpenAPI operationId: `release.next`. */
  readonly id: string;
  readonly method: Method;
  /** Path with `:name` parameters, from the root: `/api/v1/releases/:release/next`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly output: O;
  /** `public` needs no sign-in, `signed-in` any account. */
  readonly permission: Permission | "public" | "signed-in";
  readonly scope?: Scope;
  /** Written to the audit log in the transaction of the change; every method but GET has one. */
  readonly audit?: string;
  /** `json` unless told; `events` answers text/event-stream whose data lines match `output`; `text` sends a string as it is. */
  readonly kind?: "json" | "events" | "text";
  readonly contentType?: string;
  /** Success status, 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
}

/** Declares an endpoint, keeping its exact types. @throws Error when a changing endpoint names no audit verb. */
export function endpoint<
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
  O extends z.ZodType = z.ZodType,
>(definition: Endpoint<P, Q, B, O>): Endpoint<P, Q, B, O> {
  if (definition.method !== "GET" && definition.audit === undefined) {
    throw new Error(`endpoint ${definition.id} changes something and names no audit verb`);
  }
  return Object.freeze(definition);
}

/** What a handler receives. */
export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;
export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type BodyOf<E> = E extends Endpoint<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.output<B> : never;
/** What a caller sends: before defaults are filled in. */
export type QueryInputOf<E> =
  E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.input<Q> : never;
export type BodyInputOf<E> =
  E extends Endpoint<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.input<B> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer O> ? z.output<O> : never;
