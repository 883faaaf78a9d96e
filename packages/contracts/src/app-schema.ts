/** The spec's schema for editors: JSON Schema, as yaml-language-server and others read it. */
import { toJSONSchema, z } from "zod";
import { appSpecShape } from "./app-spec.ts";
import { endpoint } from "./endpoint.ts";

interface Node {
  readonly [key: string]: unknown;
}

/**
 * JSON Schema (draft 7) of a spec as it is written: what has a default may be left out. Rules that span fields are not
 * in it; `halcyon app validate` knows them all.
 */
export function appSpecJsonSchema(): Record<string, unknown> {
  const schema = toJSONSchema(appSpecShape, { io: "input", unrepresentable: "any", target: "draft-7" });
  return {
    ...(forEditors(schema) as Node),
    title: "Halcyon app spec",
    description: "Everything a developer says about an app. Manifests are rendered from it.",
  };
}

/** Examples are YAML as it would be written: an editor shows them with the description. Bounds nobody wrote are left out. */
function forEditors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forEditors);
  if (typeof value !== "object" || value === null) return value;
  const { examples, ...rest } = value as Node;
  const entries = Object.entries(rest)
    .filter(([, item]) => item !== Number.MAX_SAFE_INTEGER && item !== Number.MIN_SAFE_INTEGER)
    .map(([key, item]) => [key, key === "default" ? item : forEditors(item)] as const);
  if (!Array.isArray(examples)) return Object.fromEntries(entries);
  const said = typeof rest["description"] === "string" ? `${rest["description"]}\n` : "";
  return { ...Object.fromEntries(entries), description: `${said}Example: ${String(examples[0])}` };
}

export const schemaEndpoints = {
  schema: endpoint({
    id: "app.schema",
    method: "GET",
    path: "/api/v1/schemas/app-spec.json",
    summary: "JSON Schema of the app spec, for editors; needs no sign-in",
    output: z.record(z.string(), z.unknown()),
    permission: "public",
  }),
};
