/** What of a spec a form can show, made from its schema and its text. Whatever is too rich for a field stays in YAML. Pure. */
import { parseDocument } from "yaml";
import { type Kind, kindOf, type Schema, specSchema } from "../schema-walk.ts";
import type { FieldPath, FieldValue } from "./edit.ts";

export interface Field {
  readonly path: FieldPath;
  /** `ports[0].name`, as problems name it. */
  readonly name: string;
  /** `yaml`: there is something, and no field for it. */
  readonly kind: Extract<Kind, "words" | "number" | "truth"> | "mixed" | "yaml";
  readonly value: FieldValue | undefined;
  readonly about: string;
  /** What may be chosen; empty for anything. */
  readonly choices: readonly FieldValue[];
  readonly example: string;
}

/** Groups as people look for them, with the spec's first keys in each; a key that is in none is in the last. */
const groups = {
  basics: ["name", "team", "image", "description", "kind", "owners", "links", "dependencies"],
  health: ["ports", "health", "stop"],
  resources: ["resources"],
  rooms: ["replicas", "unavailable", "strategy", "disruption", "placement", "rooms"],
  content: ["command", "args", "env", "files"],
  containers: ["initContainers", "sidecars", "containers", "scratch"],
  security: ["security"],
  tasks: ["storage", "schedules", "jobs"],
  scaling: ["autoscaling"],
  ingress: ["service", "ingress"],
  other: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Group = keyof typeof groups;

export type Form =
  | {
      readonly ok: true;
      readonly groups: readonly { readonly group: Group; readonly fields: readonly Field[] }[];
    }
  /** The text is no YAML, and this is why. */
  | { readonly ok: false; readonly line: number; readonly error: string };

export function formOf(text: string): Form {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const [first = ""] = error.message.split("\n");
    return { ok: false, line: error.linePos?.[0].line ?? 1, error: first };
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (value !== null && !isMap(value)) return { ok: false, line: 1, error: "a spec is a map of keys" };
  const all = Object.keys(specSchema.properties ?? {});
  const named: readonly string[] = Object.values(groups).flat();
  return {
    ok: true,
    groups: (Object.keys(groups) as Group[])
      .map((group) => {
        const mine: readonly string[] = groups[group];
        const keys = group === "other" ? all.filter((key) => !named.includes(key)) : mine;
        const fields = keys.flatMap((key) => {
          const schema = specSchema.properties?.[key];
          return schema === undefined ? [] : [...fieldsAt(schema, [key], value?.[key])];
        });
        return { group, fields };
      })
      .filter(({ fields }) => fields.length > 0),
  };
}

function* fieldsAt(schema: Schema, path: FieldPath, value: unknown): Generator<Field> {
  const kind = scalarKind(schema);
  const fits = value === undefined || value === null || typeof value !== "object";
  if (kind !== null && fits) {
    yield field(schema, path, kind, value);
  } else if (schema.type === "object" && (value === undefined || value === null || isMap(value))) {
    const there: Readonly<Record<string, unknown>> = value ?? {};
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      // A form of everything there could be is no form: deeper parts show once they are there.
      if (
        scalarKind(inner) !== null ||
        there[key] !== undefined ||
        (path.length === 1 && inner.type === "object")
      ) {
        yield* fieldsAt(inner, [...path, key], there[key]);
      }
    }
    const more = schema.additionalProperties;
    if (typeof more !== "object") return;
    for (const key of Object.keys(there)) yield* fieldsAt(more, [...path, key], there[key]);
  } else if (schema.type === "array" && Array.isArray(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries()) yield* fieldsAt(schema.items, [...path, index], item);
  } else if (value !== undefined) {
    yield field(schema, path, "yaml", undefined);
  }
}

function field(schema: Schema, path: FieldPath, kind: Field["kind"], value: unknown): Field {
  const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  // Text of several lines is written where there is room for it.
  const rich = typeof value === "string" && value.includes("\n");
  return {
    path,
    name: nameOf(path),
    kind: rich ? "yaml" : kind,
    value: plain ? value : undefined,
    about: schema.description ?? "",
    choices: schema.enum ?? (kind === "truth" ? [true, false] : []),
    example: schema.examples?.[0] ?? "",
  };
}

function scalarKind(schema: Schema): Field["kind"] | null {
  const kind = kindOf(schema);
  if (kind === "words" || kind === "number" || kind === "truth") return kind;
  const options = schema.anyOf ?? [];
  return options.length > 0 && options.every((option) => scalarKind(option) !== null) ? "mixed" : null;
}

/** What was typed into a field, as the value it stands for; undefined for nothing. */
export function typed(kind: Field["kind"], text: string): FieldValue | undefined {
  if (text.trim() === "") return undefined;
  if (kind === "truth") return text === "true";
  return (kind === "number" || kind === "mixed") && /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

function nameOf(path: FieldPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_][-A-Za-z0-9_]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
