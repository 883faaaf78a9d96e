import type { BodyInputOf, OutputOf, ParamsOf, Problem, QueryInputOf } from "@halcyon/contracts";
import type { AnyEndpoint } from "#platform/http/types.ts";

export interface CallInput<E extends AnyEndpoint> {
  readonly params?: ParamsOf<E>;
  readonly query?: QueryInputOf<E>;
  readonly body?: BodyInputOf<E>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type CallResult<E extends AnyEndpoint> = { readonly status: number; readonly headers: Headers } & (
  | { readonly body: OutputOf<E>; readonly problem: null }
  | { readonly body: null; readonly problem: Problem }
);

/** A caller of the API, as one account or as nobody. */
export interface ApiClient {
  readonly url: string;
  readonly token: string | null;
  call<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<CallResult<E>>;
  /** The output. @throws Error with the problem's text when it was refused */
  get<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<OutputOf<E>>;
  /** The items of an `events` endpoint, until the signal aborts or the server ends it. */
  stream<E extends AnyEndpoint>(
    endpoint: E,
    input: CallInput<E>,
    signal: AbortSignal,
  ): AsyncIterable<OutputOf<E>>;
  /** For what the endpoint table cannot say: wrong input, platform paths. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

export function createApiClient(url: string, token: string | null): ApiClient {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };

  function raw(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${url}${path}`, { ...init, headers: { ...authorization, ...(init.headers as object) } });
  }

  function send(
    endpoint: AnyEndpoint,
    input: CallInput<AnyEndpoint>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const { body } = input as { body?: unknown };
    return raw(pathOf(endpoint, input), {
      method: endpoint.method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...input.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function call<E extends AnyEndpoint>(endpoint: E, input: CallInput<E> = {}): Promise<CallResult<E>> {
    const response = await send(endpoint, input);
    const { status, headers } = response;
    if (!response.ok) return { status, headers, body: null, problem: (await response.json()) as Problem };
    const text = await response.text();
    const body = (endpoint.kind === "text" || text === "" ? text : JSON.parse(text)) as OutputOf<E>;
    return { status, headers, body, problem: null };
  }

  return {
    url,
    token,
    call,
    raw,
    async get(endpoint, input) {
      const { body, problem } = await call(endpoint, input);
      if (problem === null) return body;
      throw new Error(
        `${endpoint.id}: ${problem.code}: ${problem.detail} ${JSON.stringify(problem.errors ?? [])}`,
      );
    },
    async *stream(endpoint, input, signal) {
      const response = await send(endpoint, input, signal);
      if (!response.ok || response.body === null) throw new Error(`${endpoint.id}: ${await response.text()}`);
      let rest = "";
      try {
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
          const parts = (rest + chunk).split("\n\n");
          rest = parts.pop() ?? "";
          for (const part of parts) {
            if (part.startsWith("data: ")) yield JSON.parse(part.slice("data: ".length));
            if (part.startsWith("event: problem")) throw new Error(`${endpoint.id}: ${part}`);
          }
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

function pathOf(endpoint: AnyEndpoint, input: CallInput<AnyEndpoint>): string {
  const { params = {}, query = {} } = input as {
    params?: Record<string, string>;
    query?: Record<string, unknown>;
  };
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
