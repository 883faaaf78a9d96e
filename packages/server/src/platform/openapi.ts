import { createHash } from "node:crypto";
import { problem } from "@halcyon/contracts";
import { z } from "zod";
import type { AnyEndpoint } from "#platform/http/types.ts";

type Schema = Record<string, unknown>;
type Convert = (schema: z.ZodType, io: "input" | "output") => Schema;

/**
 * The API's description (OpenAPI 3.1), generated from the endpoint table: what is enforced is what is written. Permission, scope
 * and audit verb stand in `x-halcyon-*`.
 */
export function openapiDocument(
  endpoints: readonly AnyEndpoint[],
  info: { version: string; url: string | undefined },
): Schema {
  const shared: Record<string, Schema> = {};
  const convert: Convert = (schema, io) => jsonSchema(schema, io, shared);
  shared.Problem = convert(problem, "output");
  const paths: Record<string, Schema> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, convert) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Halcyon",
      version: info.version,
      description:
        "Operations for fleets of independent Kubernetes clusters. Errors are problem documents (RFC 9457) with a stable `code` and a `hint`. Lists answer `{items, next}`; pass `next` as `cursor`. A change that carries an `Idempotency-Key` may be repeated safely for a day.",
    },
    ...(info.url === undefined ? {} : { servers: [{ url: info.url }] }),
    tags: [...new Set(endpoints.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: shared,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API token, or a session's token" },
        session: { type: "apiKey", in: "cookie", name: "halcyon_session" },
      },
    },
  };
}

function operation(endpoint: AnyEndpoint, convert: Convert): Schema {
  return {
    operationId: endpoint.id,
    tags: [tagOf(endpoint)],
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    parameters: [
      ...parameters(endpoint.params, "path", convert),
      ...parameters(endpoint.query, "query", convert),
      ...(endpoint.method === "GET" ? [] : [idempotencyKey]),
    ],
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: convert(endpoint.body, "input") } },
          },
        }),
    responses: {
      [String(endpoint.status ?? 200)]: success(endpoint, convert),
      default: {
        description: "Refused, or failed",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
    security: endpoint.permission === "public" ? [] : [{ bearer: [] }, { session: [] }],
    "x-halcyon-permission": endpoint.permission,
    ...(endpoint.scope === undefined ? {} : { "x-halcyon-scope": endpoint.scope }),
    ...(endpoint.audit === undefined ? {} : { "x-halcyon-audit": endpoint.audit }),
  };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Repeat the request with the same key and it is answered, not carried out again",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function success(endpoint: AnyEndpoint, convert: Convert): Schema {
  if (endpoint.status === 204) return { description: "Done" };
  const schema = convert(endpoint.output, "output");
  if (endpoint.kind === "events") {
    return {
      description: "Server-sent events; each `data` line is one document",
      content: { "text/event-stream": { schema } },
    };
  }
  const type =
    endpoint.kind === "text" ? (endpoint.contentType ?? "text/plain").split(";")[0] : "application/json";
  return { description: "Done", content: { [type ?? "text/plain"]: { schema } } };
}

function parameters(schema: z.ZodType | undefined, place: "path" | "query", convert: Convert): Schema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = convert(schema, "input") as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

/**
 * Draft 2020-12, which is what OpenAPI 3.1 takes as it is. Parts that a schema refers to, itself for instance, become
 * components: a reference counts from the root of the whole document.
 */
function jsonSchema(schema: z.ZodType, io: "input" | "output", shared: Record<string, Schema>): Schema {
  const converted = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" });
  const {
    $schema: _dialect,
    $defs: parts = {},
    ...rest
  } = converted as Schema & { $defs?: Record<string, Schema> };
  const names = Object.fromEntries(
    Object.entries(parts).map(([local, part]) => [local, local.startsWith("__") ? digest(part) : local]),
  );
  const pointed = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replace(
        /"#\/\$defs\/([^"]+)"/g,
        (_, local: string) => `"#/components/schemas/${names[local]}"`,
      ),
    ) as T;
  for (const [local, part] of Object.entries(parts)) shared[names[local] ?? local] = pointed(part);
  return pointed(rest);
}

/** A name for a part that has none: the same part, used in many endpoints, is one component. */
function digest(part: Schema): string {
  return `Part${createHash("sha256").update(JSON.stringify(part)).digest("hex").slice(0, 8)}`;
}

/** `release.next` belongs to `release`. */
function tagOf(endpoint: AnyEndpoint): string {
  return endpoint.id.split(".", 1)[0] ?? endpoint.id;
}
