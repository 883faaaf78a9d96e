/** What the spec's schema says about a place: possible keys and values, what they mean, an example. */
import { appSpecShape } from "@halcyon/contracts";
import { toJSONSchema } from "zod";

type Scalar = string | number | boolean;

/** The part of JSON Schema that the spec's has. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly default?: Scalar | object;
  readonly enum?: readonly Scalar[];
  readonly const?: Scalar;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The app spec's schema, as it is written: defaults may be left out. */
export const specSchema = toJSONSchema(appSpecShape, { io: "input", unrepresentable: "any" }) as Schema;

/** The schema at a path, where `-` is an item; null where nothing may stand. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema | null {
  const [first, ...rest] = path;
  if (first === undefined) return schema;
  for (const option of [schema, ...(schema.anyOf ?? [])]) {
    const more = option.additionalProperties;
    const next =
      first === "-"
        ? option.items
        : (option.properties?.[first] ?? (typeof more === "object" ? more : undefined));
    if (next !== undefined) return schemaAt(next, rest);
  }
  return null;
}

export interface KnownKey {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The keys a map may have, those it must have first. */
export function keysOf(schema: Schema): readonly KnownKey[] {
  return Object.entries(schema.properties ?? {})
    .map(([name, one]) => ({ name, schema: one, required: schema.required?.includes(name) === true }))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

/** Values that are possible, or right as an example. */
export function valuesOf(schema: Schema): readonly string[] {
  if (schema.const !== undefined) return [String(schema.const)];
  if (schema.enum !== undefined) return schema.enum.map(String);
  if (schema.type === "boolean") return ["true", "false"];
  return [...(schema.examples ?? []), ...(schema.anyOf ?? []).flatMap(valuesOf)].filter(
    (value, index, all) => all.indexOf(value) === index,
  );
}

export type Kind = "map" | "list" | "words" | "number" | "truth";

/** What a schema takes; null when it is one of several. */
export function kindOf(schema: Schema): Kind | null {
  switch (schema.type) {
    case "object":
      return "map";
    case "array":
      return "list";
    case "string":
      return "words";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "truth";
    default:
      return null;
  }
}

/** What a place means: description, possible values or an example, the default. */
export function explain(schema: Schema): string {
  const { description = "", examples = [] } = schema;
  const lines = [description];
  if (schema.enum !== undefined) lines.push(schema.enum.map(String).join(" | "));
  else if (examples[0] !== undefined) lines.push(`→ ${examples[0]}`);
  if (schema.default !== undefined && typeof schema.default !== "object")
    lines.push(`= ${String(schema.default)}`);
  return lines.filter((line) => line !== "").join("\n");
}
