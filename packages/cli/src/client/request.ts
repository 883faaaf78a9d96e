import type {
  BodyInputOf,
  BodyOf,
  Endpoint,
  OutputOf,
  ParamsOf,
  Problem,
  QueryInputOf,
} from "@halcyon/contracts";
import { problem as problemSchema } from "@halcyon/contracts";
import type { z } from "zod";
import { type Issue, usageError } from "../errors.ts";

type Nothing = Record<string, never>;

/** What a call of an endpoint takes; parts the endpoint does not declare are left out. */
export type CallInput<E> = (ParamsOf<E> extends Nothing ? { params?: undefined } : { params: ParamsOf<E> }) &
  (BodyOf<E> extends undefined ? { body?: undefined } : { body: BodyInputOf<E> }) & {
    query?: QueryInputOf<E> extends Nothing ? undefined : Partial<QueryInputOf<E>>;
  };
export type Output<E> = OutputOf<E>;

/** The same input with its types forgotten, for the code that builds requests. */
export interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

/** Path and query of a call. @throws CliError for input the endpoint's own schema refuses: nothing is sent. */
export function targetOf(endpoint: Endpoint, input: LooseInput): string {
  refuseWrong(endpoint.params, input.params);
  refuseWrong(endpoint.query, withoutUndefined(input.query ?? {}));
  refuseWrong(endpoint.body, input.body);
  const path = endpoint.path.replace(/:([a-zA-Z]+)/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] as string | number),
  );
  const query = new URLSearchParams(
    Object.entries(withoutUndefined(input.query ?? {})).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  ).toString();
  return query === "" ? path : `${path}?${query}`;
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function refuseWrong(schema: z.ZodType | undefined, value: unknown): void {
  if (schema === undefined) return;
  const result = schema.safeParse(value);
  if (result.success) return;
  const issues = result.error.issues.map(
    (issue): Issue => ({
      path: issue.path.map(String).join("."),
      message: issue.message,
    }),
  );
  const [first] = issues;
  const detail = first === undefined ? "The input is not valid." : sentenceOf(first, value);
  throw usageError(detail, "Nothing was sent.", issues.length > 1 ? issues : undefined);
}

function sentenceOf(issue: Issue, value: unknown): string {
  if (issue.path === "") return issue.message;
  const given = issue.path
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
  const shown = typeof given === "string" || typeof given === "number" ? ` '${given}'` : "";
  return `${issue.path}${shown}: ${issue.message}`;
}

/** The problem an error answer carries, or one made up for an answer that is not Halcyon's (a proxy's page). */
export function problemOf(status: number, statusText: string, text: string): Problem {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // not JSON: something between here and Halcyon answered
  }
  return {
    type: "about:blank",
    title: `The server answered ${status} ${statusText}`.trim(),
    status,
    code: "unexpected_answer",
    detail: text.trim().slice(0, 300) || "The answer was empty.",
    hint: "This does not look like Halcyon: check the address, and any proxy in between.",
  };
}
