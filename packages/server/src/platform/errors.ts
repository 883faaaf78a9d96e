import type { Problem } from "@halcyon/contracts";

/** What a catalogue says about one error. Hint: what the reader can do next, in a sentence. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  readonly hint: string;
}

export interface ErrorDetails {
  /** What happened, naming the things concerned; reaches the caller, so never a secret. */
  readonly detail: string;
  /** Instead of the catalogue's, where more is known. */
  readonly hint?: string;
  /** Places in the input. */
  readonly errors?: NonNullable<Problem["errors"]>;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
  /** Logged, never sent. */
  readonly cause?: unknown;
}

/** An expected refusal, ready to become a problem document. Made by a catalogue, see `defineErrors`. */
export class HalcyonError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly hint: string;
  readonly errors: NonNullable<Problem["errors"]> | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: string, definition: ErrorDefinition, details: ErrorDetails) {
    super(details.detail, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "HalcyonError";
    this.code = code;
    this.status = definition.status;
    this.title = definition.title;
    this.hint = details.hint ?? definition.hint;
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
  }
}

const catalogue = new Map<string, ErrorDefinition>();

/**
 * Declares a domain's errors. Codes are `<domain>_<key>`, stable, and documented at `/problems/<code>`.
 *
 *     const errors = defineErrors("release", { not_found: { status: 404, title: "...", hint: "..." } });
 *     throw errors.not_found({ detail: `there is no release ${id}` });
 *
 * @throws Error when a code is declared twice
 */
export function defineErrors<const D extends Record<string, ErrorDefinition>>(
  domain: string,
  definitions: D,
): { readonly [K in keyof D]: (details: ErrorDetails) => HalcyonError } {
  const makers: Record<string, (details: ErrorDetails) => HalcyonError> = {};
  for (const [key, definition] of Object.entries(definitions)) {
    const code = `${domain}_${key}`;
    if (catalogue.has(code)) throw new Error(`the error code ${code} is declared twice`);
    catalogue.set(code, definition);
    makers[key] = (details) => new HalcyonError(code, definition, details);
  }
  return makers as { readonly [K in keyof D]: (details: ErrorDetails) => HalcyonError };
}

/** Everything declared so far by code, for `/problems/<code>` and the API document. */
export function errorCatalogue(): ReadonlyMap<string, ErrorDefinition> {
  return catalogue;
}
