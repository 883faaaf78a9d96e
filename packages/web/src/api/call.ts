import type { BodyInputOf, Endpoint, OutputOf, ParamsOf, Problem, QueryInputOf } from "@halcyon/contracts";

// oxlint-disable-next-line no-explicit-any -- the one way to say "some endpoint" without losing inference
export type AnyEndpoint = Endpoint<any, any, any, any>;

export interface CallInput<E extends AnyEndpoint> {
  readonly params?: ParamsOf<E>;
  readonly query?: QueryInputOf<E>;
  readonly body?: BodyInputOf<E>;
}

/** A refusal of the server, or of the network on the way to it. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Seconds after which it makes sense to try again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const signedOutListeners = new Set<() => void>();

/** Hears that the server does not know the session any more. @returns stops listening */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** Tells everyone who asked that the session has ended. */
export function tellSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

/**
 * Calls an endpoint of the table with the session's cookie.
 * @param key makes a change safe to repeat: the server carries it out once
 * @throws ProblemError with what the server says, or `network_unreachable` when it did not answer
 */
export async function call<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  { signal, key }: { signal?: AbortSignal; key?: string } = {},
): Promise<OutputOf<E>> {
  const { body } = input as { body?: unknown };
  let response: Response;
  try {
    response = await fetch(urlOf(endpoint, input), {
      method: endpoint.method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ProblemError(unreachable());
  }
  const text = await response.text();
  if (response.ok) {
    return (endpoint.kind === "text" || text === "" ? text : JSON.parse(text)) as OutputOf<E>;
  }
  const problem = problemOf(text, response.status);
  if (problem.code === "http_not_signed_in") tellSignedOut();
  const pause = Number(response.headers.get("retry-after"));
  throw new ProblemError(problem, pause > 0 ? pause : undefined);
}

type Value = string | number | boolean | undefined;

/** Path and query of a call. */
export function urlOf(endpoint: AnyEndpoint, input: CallInput<AnyEndpoint>): string {
  const { params = {}, query = {} } = input as {
    params?: Readonly<Record<string, string | number>>;
    query?: Readonly<Record<string, Value>>;
  };
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.append(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

function problemOf(text: string, status: number): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {
      type: "about:blank",
      title: "The answer cannot be read",
      status,
      code: "answer_unreadable",
      detail: `Something between here and Halcyon answered ${status}.`,
      hint: "Try again; if it stays, ask whoever runs the proxy before Halcyon.",
    };
  }
}

function unreachable(): Problem {
  return {
    type: "about:blank",
    title: "Halcyon cannot be reached",
    status: 0,
    code: "network_unreachable",
    detail: "The server did not answer.",
    hint: "Look at the network and whether Halcyon runs; nothing is lost here, try again.",
  };
}
