/** `npm run guide`: writes docs/guides/spec.md after the spec's schema. With `--check` it only says whether the file is right. */
import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { appSpecJsonSchema } from "@halcyon/contracts";

/** The part of JSON Schema that the spec's has. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: string | number | boolean | object;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

const file = new URL("../docs/guides/spec.md", import.meta.url);
const head = `# The app spec, field by field

Written by \`npm run guide\` after the schema; do not edit. What the fields are for is told in [apps](apps.md). \`halcyon app schema\`
prints the same as JSON Schema, and so does \`/api/v1/schemas/app-spec.json\` of every server, which needs no sign-in. An editor with
yaml-language-server reads it from a line at the top of the file:

    # yaml-language-server: $schema=https://halcyon.example/api/v1/schemas/app-spec.json

\`[]\` is an item of a list, \`*\` a key of your own. **Bold** must be written. Rules that span fields are not here;
\`halcyon app validate\` knows them all.
`;

/** The whole guide. */
export function specGuide(): string {
  const { properties = {}, required = [] } = appSpecJsonSchema() as Schema;
  const seen = new Map<string, string>();
  const keys = Object.entries(properties).map(([key, schema]) => ({
    key,
    rows: [...rowsOf(key, schema, required.includes(key), seen)],
  }));
  const plain = keys.filter(({ rows }) => rows.length === 1).flatMap(({ rows }) => rows);
  const rich = keys.filter(({ rows }) => rows.length > 1);
  return [
    head,
    table("The app itself", plain),
    ...rich.map(({ key, rows }) => table(`\`${key}\``, rows)),
  ].join("\n");
}

function table(title: string, rows: readonly string[]): string {
  return [`## ${title}\n`, "| field | takes | means |", "|---|---|---|", ...rows, ""].join("\n");
}

function* rowsOf(name: string, schema: Schema, must: boolean, seen: Map<string, string>): Generator<string> {
  const shape = JSON.stringify({ ...schema, description: "", default: "" });
  const before = seen.get(shape);
  const inner = [...childrenOf(name, schema)];
  const repeated = before !== undefined && inner.length > 1;
  const means = [meaningOf(schema), repeated ? `Fields as of \`${before}\`.` : ""].filter(
    (part) => part !== "",
  );
  yield `| ${must ? `**\`${name}\`**` : `\`${name}\``} | ${takes(schema)} | ${means.join(" ")} |`;
  // What has been told once is not told again: the three checks are alike, and so are all containers.
  if (repeated) return;
  if (inner.length > 1) seen.set(shape, name);
  for (const child of inner) {
    // What a room may say otherwise are fields that have been told.
    if (name === "rooms" && child.name !== "rooms.*.why")
      yield `| \`${child.name}\` | | As \`${child.name.slice(8)}\`. |`;
    else yield* rowsOf(child.name, child.schema, child.must, seen);
  }
}

interface Child {
  readonly name: string;
  readonly schema: Schema;
  readonly must: boolean;
}

function* childrenOf(name: string, schema: Schema): Generator<Child> {
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    yield { name: `${name}.${key}`, schema: child, must: schema.required?.includes(key) === true };
  }
  const { items, additionalProperties: more } = schema;
  if (items !== undefined) yield* childrenOf(`${name}[]`, items);
  if (typeof more === "object") yield* childrenOf(`${name}.*`, more);
  for (const option of schema.anyOf ?? []) yield* childrenOf(name, option);
}

function takes(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(takes))].join(" or ");
  switch (schema.type) {
    case "string":
      return "text";
    case "integer":
    case "number":
      return numbers(schema);
    case "boolean":
      return "`true`, `false`";
    case "array":
      return `a list${schema.maxItems === undefined ? "" : `, at most ${schema.maxItems}`}`;
    case "object":
      return "a map";
    default:
      return "any value";
  }
}

function numbers({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return minimum === undefined ? "a number" : `a number from ${minimum}`;
}

/** Description and example, and what holds when nothing is said. */
function meaningOf({ description = "", default: usual }: Schema): string {
  const [about = "", example = ""] = description.split("\nExample: ");
  const parts = [escaped(about)];
  if (example !== "" && !example.includes("\n")) parts.push(`Example: \`${escaped(example)}\`.`);
  if (usual !== undefined && typeof usual !== "object") parts.push(`\`${String(usual)}\` unless told.`);
  const [first = "", ...rest] = parts.filter((part) => part !== "");
  if (first === "") return rest.join(" ");
  const sentence = /[.?!]$/.test(first) ? first : `${first}.`;
  return [sentence.charAt(0).toUpperCase() + sentence.slice(1), ...rest].join(" ");
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (import.meta.main) {
  const guide = specGuide();
  if (!argv.includes("--check")) writeFileSync(file, guide);
  else if (readFileSync(file, "utf8") !== guide) {
    console.log("docs/guides/spec.md is not what the schema says.");
    process.exitCode = 1;
  }
}
