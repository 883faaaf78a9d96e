import type { Problem } from "@halcyon/contracts";
import { z } from "zod";
import { httpErrors } from "#platform/http/errors.ts";
import type { AnyEndpoint } from "#platform/http/types.ts";

type Places = NonNullable<Problem["errors"]>;
type Part = "params" | "query" | "body";

/** Reads one part of a request by its schema, or refuses with every wrong place at once. */
export type PartReader = (value: unknown) => unknown;

/**
 * Makes the readers of an endpoint's input, once. Objects refuse fields they do not know: a misspelt one must not be
 * taken for one left out.
 */
export function inputReaders(endpoint: AnyEndpoint): Record<Part, PartReader> {
  return {
    params: reader("params", endpoint.params),
    query: reader("query", endpoint.query),
    body: reader("body", endpoint.body),
  };
}

function reader(part: Part, schema: z.ZodType | undefined): PartReader {
  if (schema === undefined) return (value) => refuseAnything(part, value);
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  const lists = part === "query" && schema instanceof z.ZodObject ? listFields(schema) : [];
  return (value) => {
    const given = schema instanceof z.ZodObject ? (value ?? {}) : value;
    const result = strict.safeParse(lists.length === 0 ? given : withLists(given, lists), {
      reportInput: true,
    });
    if (result.success) return result.data;
    const errors = result.error.issues.flatMap((issue) => placesOf(issue, [part], schema));
    throw invalid(part, errors);
  };
}

function refuseAnything(part: Part, value: unknown): unknown {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (value === undefined || value === null || (typeof value === "object" && keys.length === 0)) {
    return part === "body" ? undefined : {};
  }
  const errors = keys.map((key) => ({ path: `${part}.${key}`, message: "is not known here" }));
  throw invalid(part, errors.length === 0 ? [{ path: part, message: "nothing is expected here" }] : errors);
}

function invalid(part: Part, errors: Places) {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const detail = first === undefined ? `The ${part} is not right.` : `${first.path} ${first.message}${more}.`;
  return httpErrors.input_invalid({ detail, errors });
}

// A list in a query may come as `?room=a&room=b`, and once as `?room=a`.
function listFields(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => (isList(field as z.ZodType) ? [name] : []));
}

function isList(schema: z.ZodType): boolean {
  let inner: unknown = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
    inner = inner.unwrap();
  }
  return inner instanceof z.ZodArray;
}

function withLists(value: unknown, lists: readonly string[]): unknown {
  const copy = { ...(value as Record<string, unknown>) };
  for (const name of lists) {
    if (typeof copy[name] === "string") copy[name] = [copy[name]];
  }
  return copy;
}

function placesOf(issue: z.core.$ZodIssue, before: readonly PropertyKey[], schema: z.ZodType): Places {
  const path = [...before, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = issue.path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => ({
      path: written([...path, key]),
      message: "is not known here",
      ...(known.length === 0 ? {} : { hint: `Known are: ${known.join(", ")}` }),
    }));
  }
  // Of a union the branch that came furthest is what the writer meant.
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    if (depth(closest) > 0) return closest.flatMap((inner) => placesOf(inner, path, schema));
  }
  return [{ path: written(path), message: messageOf(issue) }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is required";
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(" or ")}`;
  if (issue.code === "too_small") return `needs at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `takes at most ${issue.maximum}${unitOf(issue.origin)}`;
  return `is not right: ${issue.message.replace(/^Invalid input: /, "")}`;
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

/** `["body", "steps", 2]` as `body.steps[2]`. */
function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );
}
