import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "@halcyon/contracts";
import { problemError, unreachableError } from "../errors.ts";
import { eventsOf } from "./events.ts";
import type { Fetch } from "./http.ts";
import { type CallInput, type LooseInput, type Output, problemOf, targetOf } from "./request.ts";

export interface ClientDeps {
  /** Address of the server, without a path: `http://127.0.0.1:7420`. */
  readonly server: string;
  readonly token: string | undefined;
  readonly fetch: Fetch;
  /** A fresh idempotency key for each changing call. */
  readonly newKey: () => string;
  readonly signal: AbortSignal;
}

/** The typed way to the API: every call is driven by a row of the endpoint table. */
export interface Client {
  readonly server: string;
  /**
   * Calls an endpoint. A broken connection is tried once more, with the same idempotency key, so that a change
   * whose answer was lost is answered and not done again.
   * @throws CliError for wrong input, a refusal, or a server that cannot be reached
   */
  call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<Output<E>>;
  /** Yields the events of a stream until it ends. @throws CliError also when the connection breaks */
  stream<E extends Endpoint>(endpoint: E, input: CallInput<E>, signal: AbortSignal): AsyncIterable<Output<E>>;
}

const pauseBeforeRetryMs = 250;

/** Makes a client; nothing is sent until it is called. */
export function createClient({ server, token, fetch, newKey, signal }: ClientDeps): Client {
  const base = server.replace(/\/+$/, "");

  function headersOf(endpoint: Endpoint, key: string | undefined, hasBody: boolean): Record<string, string> {
    return {
      accept: endpoint.kind === "events" ? "text/event-stream" : "application/json, */*",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    };
  }

  async function once(endpoint: Endpoint, target: string, body: string | undefined, key: string | undefined) {
    const response = await fetch(base + target, {
      method: endpoint.method,
      headers: headersOf(endpoint, key, body !== undefined),
      redirect: "error",
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return { response, text: await response.text() };
  }

  async function send(endpoint: Endpoint, input: LooseInput): Promise<unknown> {
    const target = targetOf(endpoint, input);
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const key = endpoint.method === "GET" ? undefined : newKey();
    let answer: Awaited<ReturnType<typeof once>>;
    try {
      answer = await once(endpoint, target, body, key);
    } catch {
      signal.throwIfAborted();
      await sleep(pauseBeforeRetryMs, undefined, { signal });
      try {
        answer = await once(endpoint, target, body, key);
      } catch (error) {
        signal.throwIfAborted();
        throw unreachableError(base, error);
      }
    }
    const { response, text } = answer;
    if (!response.ok) {
      throw problemError(
        problemOf(response.status, response.statusText, text),
        `${endpoint.method} ${target}`,
      );
    }
    if (endpoint.kind === "text") return text;
    if (text === "") return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw problemError(problemOf(response.status, "without JSON", text), `${endpoint.method} ${target}`);
    }
  }

  async function* stream(endpoint: Endpoint, input: LooseInput, stop: AbortSignal): AsyncGenerator<unknown> {
    const target = targetOf(endpoint, input);
    try {
      const response = await fetch(base + target, {
        headers: headersOf(endpoint, undefined, false),
        redirect: "error",
        signal: stop,
      });
      if (!response.ok || response.body === null) {
        const text = await response.text();
        throw problemError(problemOf(response.status, response.statusText, text), `GET ${target}`);
      }
      for await (const { name, data } of eventsOf(response.body)) {
        // Refused or failed when the stream had begun already.
        if (name === "problem") throw problemError(problemOf(response.status, "", data), `GET ${target}`);
        yield JSON.parse(data);
      }
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof Error && error.name === "CliError") throw error;
      throw unreachableError(base, error);
    }
  }

  return {
    server: base,
    call: (endpoint, input) => send(endpoint, input as LooseInput) as never,
    stream: (endpoint, input, stop) => stream(endpoint, input as LooseInput, stop) as never,
  };
}
