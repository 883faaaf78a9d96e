/** Says in words what the schema found wrong, and what to write instead. */
import type { z } from "zod";
import { oldWord } from "./old-yaml.ts";
import { keysOf, nearest, schemaAt, suggestKey } from "./suggest.ts";

export interface FoundIssue {
  readonly path: PropertyKey[];
  readonly at: "key" | "value";
  readonly message: string;
  readonly hint: string;
}

type Issue = z.core.$ZodIssue;

interface Found {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly issue: Issue;
  /** The scalar at a path as the text has it, null when there is none. */
  written(path: readonly PropertyKey[]): string | null;
}

/** One issue of the schema as one problem, or as one per unknown key. */
export function explainIssue(found: Found): FoundIssue[] {
  const { schema, input, issue } = found;
  const path = issue.path;
  if (issue.code === "unrecognized_keys") {
    const possible = keysOf(schemaAt(schema, path)?.schema ?? schema);
    const given = valueAt(input, path);
    const left = possible.filter((key) => !isRecord(given) || !Object.hasOwn(given, key));
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: "key",
      message: `there is no key ${quote(key)} here`,
      hint: suggestKey(key, left),
    }));
  }
  if (issue.code === "invalid_key") {
    const key = path.at(-1);
    const why = issue.issues[0]?.message ?? "not a possible name";
    return [
      { path, at: "key", message: `${quote(String(key))} is not a possible name here`, hint: `write ${why}` },
    ];
  }
  const { message, hint } = explainValue(found);
  return [{ path, at: "value", message, hint }];
}

function explainValue({ schema, input, issue, written: source }: Found): { message: string; hint: string } {
  const place = schemaAt(schema, issue.path);
  const name = issue.path.at(-1);
  const key = typeof name === "number" ? `item ${name + 1}` : String(name ?? "the spec");
  const given = valueAt(input, issue.path);
  const example = place?.example === null || place === null ? null : `write ${written(name, place.example)}`;
  const meaning = place?.description ?? null;
  const fallback = example ?? (meaning === null ? "compare with docs/guides/apps.md" : `it is ${meaning}`);

  if (issue.code === "custom") {
    const hint = (issue.params as { hint?: string } | undefined)?.hint;
    return {
      message: hint === undefined ? `${show(given)}: ${issue.message}` : issue.message,
      hint: hint ?? fallback,
    };
  }
  if (given === undefined) return { message: `${key} is missing`, hint: fallback };
  if (given === null) return { message: `${key} has no value`, hint: fallback };
  switch (issue.code) {
    case "invalid_type": {
      if (issue.expected === "string" && (typeof given === "number" || typeof given === "boolean")) {
        return unquoted(key, name, given, source(issue.path));
      }
      const old = typeof given === "string" ? oldWord(given) : null;
      if (
        typeof given === "string" &&
        old !== null &&
        (old.kind === "boolean") === (issue.expected === "boolean")
      ) {
        return {
          message: `${key} must be ${article(kindName(issue.expected))}; ${given} is text, ${old.value} only in YAML 1.1`,
          hint: `write ${written(name, old.value)}`,
        };
      }
      if (issue.expected !== "string" && typeof given === "string" && /^[0-9.]+$/.test(given)) {
        return {
          message: `${key} must be a ${kindName(issue.expected)}, and this is text`,
          hint: `write it without quotes: ${written(name, given)}`,
        };
      }
      return {
        message: `${key} must be ${article(kindName(issue.expected))}, not ${kindOf(given)}`,
        hint: fallback,
      };
    }
    case "too_small":
    case "too_big": {
      const small = issue.code === "too_small";
      const limit = small ? issue.minimum : issue.maximum;
      const unit = issue.origin === "string" ? " characters" : issue.origin === "array" ? " items" : "";
      const what = issue.origin === "string" || issue.origin === "array" ? key : `${key} ${show(given)}`;
      const bound = `${small ? "at least" : "at most"} ${limit}${unit}`;
      return { message: `${what} is too ${small ? "small" : "large"}: ${bound}`, hint: `write ${bound}` };
    }
    case "invalid_value": {
      const values = issue.values.map(String);
      const near = nearest(show(given), values);
      return {
        message: `${show(given)} is not one of ${values.join(", ")}`,
        hint: near === null ? `write one of ${values.join(", ")}` : `did you mean ${near}?`,
      };
    }
    case "invalid_union":
      if (typeof given === "number" || typeof given === "boolean") {
        const text = issue.errors.some((way) =>
          way.some(
            (one) => one.code === "invalid_type" && one.expected === "string" && one.path.length === 0,
          ),
        );
        // Of an environment: whoever wrote a bare word meant text, not one of the places a value comes from.
        if (text && issue.errors.length > 2) return unquoted(key, name, given, source(issue.path));
      }
      return { message: `${show(given)} is not what ${key} takes: ${issue.message}`, hint: fallback };
    case "invalid_format":
      return { message: `${show(given)} is not what ${key} takes: ${issue.message}`, hint: fallback };
    default:
      return { message: `${key}: ${issue.message}`, hint: fallback };
  }
}

/** Text that YAML reads as something else for want of quotes. */
function unquoted(
  key: string,
  name: PropertyKey | undefined,
  given: number | boolean,
  source: string | null | undefined,
): { message: string; hint: string } {
  const word = source ?? String(given);
  return {
    message: `${key} must be text; YAML reads ${word} as ${typeof given === "number" ? "a number" : "true or false"}`,
    hint: `put it in quotes: ${written(name, JSON.stringify(word))}`,
  };
}

function written(name: PropertyKey | undefined, value: string): string {
  return typeof name === "string" ? `${name}: ${value}` : `- ${value}`;
}

function kindName(expected: string): string {
  const names: Record<string, string> = {
    string: "text",
    number: "number",
    int: "whole number",
    object: "map of keys",
    record: "map of keys",
    array: "list",
    boolean: "true or false",
  };
  return names[expected] ?? expected;
}

function article(kind: string): string {
  return kind === "text" || kind === "true or false" ? kind : `a ${kind}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "a map of keys";
  if (typeof value === "string") return `the text ${quote(value)}`;
  return `${typeof value === "number" ? "the number " : ""}${String(value)}`;
}

function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "this list" : "this";
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, part) ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  return value;
}
