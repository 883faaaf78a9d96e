import { setImmediate } from "node:timers/promises";
import { endpoint, label } from "@halcyon/contracts";
import { z } from "zod";
import type { Domain } from "#platform/domain.ts";
import { route } from "#platform/http/types.ts";

// A domain for the tests of the live socket: streams that are large, shared, or not for everybody.

const item = z.object({ n: z.number(), text: z.string() });
/** Bytes in one item of `stream.large`. */
const largeBytes = 65_536;

export const streamEndpoints = {
  large: endpoint({
    id: "stream.large",
    method: "GET",
    path: "/api/v1/streams/large",
    summary: "Large items without an end, as fast as they are taken",
    output: item,
    permission: "signed-in",
    kind: "events",
  }),
  shared: endpoint({
    id: "stream.shared",
    method: "GET",
    path: "/api/v1/streams/shared",
    summary: "The same object for everybody, then silence",
    output: item,
    permission: "signed-in",
    kind: "events",
  }),
  audited: endpoint({
    id: "stream.audited",
    method: "GET",
    path: "/api/v1/streams/audited",
    summary: "For who may read the audit log",
    output: item,
    permission: "audit.read",
    scope: "any",
    kind: "events",
  }),
  ofApp: endpoint({
    id: "stream.of-app",
    method: "GET",
    path: "/api/v1/apps/:app/stream",
    summary: "For who may see the app",
    params: z.object({ app: label }),
    output: item,
    permission: "app.read",
    scope: "app",
    kind: "events",
  }),
};

export interface StreamsDomain extends Domain {
  /** How many large items were asked of the handler. */
  readonly asked: { large: number };
  /** How often a field of the shared object was read. */
  readonly reads: { shared: number };
}

export function createStreamsDomain(): StreamsDomain {
  const asked = { large: 0 };
  const reads = { shared: 0 };
  const shared = {
    n: 1,
    get text() {
      reads.shared++;
      return "for all";
    },
  };
  const large = "x".repeat(largeBytes);

  return {
    name: "streams",
    migrations: [],
    asked,
    reads,
    routes: [
      route(streamEndpoints.large, async function* () {
        for (;;) {
          await setImmediate();
          yield { n: ++asked.large, text: large };
        }
      }),
      route(streamEndpoints.shared, async function* ({ signal }) {
        yield shared;
        await aborted(signal);
      }),
      route(streamEndpoints.audited, async function* () {
        yield { n: 1, text: "audited" };
      }),
      route(streamEndpoints.ofApp, async function* ({ params }) {
        yield { n: 1, text: params.app };
      }),
    ],
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
