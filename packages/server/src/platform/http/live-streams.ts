/** The streams of one live socket. */
import { randomUUID } from "node:crypto";
import type { LiveRequest, Problem } from "@halcyon/contracts";
import type { z } from "zod";
import type { liveRequest } from "@halcyon/contracts";
import { authorise } from "#platform/http/authorise.ts";
import type { EndpointDeps } from "#platform/http/endpoint-handler.ts";
import { httpErrors } from "#platform/http/errors.ts";
import { inputReaders, type PartReader } from "#platform/http/input.ts";
import { normaliseError, toProblem } from "#platform/http/problem.ts";
import type { Actor, AnyEndpoint, Route, RouteRequest } from "#platform/http/types.ts";

type Open = Extract<z.output<typeof liveRequest>, { op: "open" }>;

export interface LiveStreams {
  /** Begins a stream; a refusal goes to the client as a frame. */
  open(asked: Open): void;
  close(id: LiveRequest["id"]): void;
  closeAll(): void;
  count(): number;
}

interface EventRoute extends Route {
  readonly read: { readonly params: PartReader; readonly query: PartReader };
}

interface StreamsDeps extends EndpointDeps {
  readonly events: ReadonlyMap<string, EventRoute>;
  readonly actor: Actor;
  readonly address: string;
  /**
   * Resolves when the frame has left this process, so that a slow reader slows its streams down; false when nobody reads
   * any more.
   */
  readonly send: (text: string) => Promise<boolean>;
}

/** The endpoints of kind `events` by their id, with the readers of their input, made once for all sockets. */
export function eventRoutes(routes: readonly Route[]): ReadonlyMap<string, EventRoute> {
  return new Map(
    routes
      .filter(({ endpoint }) => endpoint.kind === "events")
      .map((route) => [route.endpoint.id, { ...route, read: inputReaders(route.endpoint) }]),
  );
}

/** Streams one client may have open: a page has a handful, a log view one per pod. */
const maxStreams = 64;

/** Handlers that share their work hand the same object to all; its text is then made once, too. */
const textOf = new WeakMap<object, Map<AnyEndpoint, string>>();

export function createLiveStreams(deps: StreamsDeps): LiveStreams {
  const running = new Map<number, AbortController>();

  async function run(asked: Open, ending: AbortController): Promise<void> {
    const { id } = asked;
    const { signal } = ending;
    const requestId = randomUUID();
    try {
      const route = deps.events.get(asked.endpoint);
      if (route === undefined) {
        throw httpErrors.route_unknown({
          detail: `There is no events endpoint ${asked.endpoint.slice(0, 100)}.`,
        });
      }
      const { endpoint, read } = route;
      const params = () => read.params(asked.params) as Record<string, string>;
      await authorise(endpoint, deps.actor, params, deps.scopes);
      const request = {
        params: params(),
        query: read.query(asked.query),
        body: undefined,
        actor: deps.actor,
        change: refuseChange,
        signal,
        id: requestId,
        address: deps.address,
        log: deps.log.child({ request: requestId, endpoint: endpoint.id, actor: deps.actor.name }),
        credential: null,
        setSession: refuseChange,
      } as RouteRequest<AnyEndpoint>;
      for await (const item of route.handler(request) as AsyncIterable<unknown>) {
        if (signal.aborted) return;
        const taken = await deps.send(`{"id":${id},"item":${serialised(endpoint, item)}}`);
        if (!taken || signal.aborted) return;
      }
      if (!signal.aborted) await deps.send(JSON.stringify({ id, end: true }));
    } catch (thrown) {
      if (signal.aborted) return;
      const error = normaliseError(thrown);
      if (error.status >= 500)
        deps.log.error({ err: error, endpoint: asked.endpoint }, "a live stream failed");
      const problem: Problem = toProblem(error, { path: asked.endpoint, id: requestId });
      await deps.send(JSON.stringify({ id, problem }));
    } finally {
      // Its id may be another stream's by now: one that was closed takes a while to end.
      if (running.get(id) === ending) running.delete(id);
    }
  }

  return {
    open(asked) {
      if (running.has(asked.id)) return;
      if (running.size >= maxStreams) {
        const error = httpErrors.request_invalid({
          detail: `More than ${maxStreams} streams on one socket.`,
          hint: "Close some first.",
        });
        void deps.send(
          JSON.stringify({
            id: asked.id,
            problem: toProblem(error, { path: asked.endpoint, id: randomUUID() }),
          }),
        );
        return;
      }
      const ending = new AbortController();
      running.set(asked.id, ending);
      void run(asked, ending);
    },
    close(id) {
      running.get(id)?.abort(new Error("the client closed the stream"));
      running.delete(id);
    },
    closeAll() {
      for (const ending of running.values()) ending.abort(new Error("the client went away"));
      running.clear();
    },
    count: () => running.size,
  };
}

/** A stream only reads. */
function refuseChange(): never {
  throw new Error("an events endpoint tried to change something");
}

function serialised(endpoint: AnyEndpoint, item: unknown): string {
  if (typeof item !== "object" || item === null) return JSON.stringify(endpoint.output.parse(item));
  let texts = textOf.get(item);
  if (texts === undefined) textOf.set(item, (texts = new Map()));
  let text = texts.get(endpoint);
  if (text === undefined) texts.set(endpoint, (text = JSON.stringify(endpoint.output.parse(item))));
  return text;
}
