import { setTimeout as delay } from "node:timers/promises";
import type { OutputOf, podEndpoints } from "@halcyon/contracts";
import type { FollowLogsQuery } from "#kube/client.ts";
import { KubeError } from "#kube/errors.ts";
import { type LogLine, nanoseconds } from "#kube/log-stream.ts";
import type { LiveFleet } from "../live.ts";
import type { PodDeps, PodPlace } from "./detail.ts";
import { createLineQueue } from "./lines.ts";
import { type LoggedContainer, loggedContainer, refusalOf } from "./log.ts";

export interface FollowQuery {
  readonly container?: string | undefined;
  readonly tail: number;
  /** Lines up to this moment are known to the reader. */
  readonly since?: string | undefined;
}

const batchMs = 100;
const batchLines = 1_000;
/** A reader of a quiet log hears after so long that it is followed. */
const firstMs = 1_000;
const again = { ms: 1_000, seconds: 2 };
const room = { lines: 10_000, characters: 2 * 1024 * 1024 };

/**
 * A container's log as it is written, in batches, until the container ends or `signal` aborts. A connection that ends
 * before the container does is made anew from the last line on, while the cluster answers.
 * @throws HalcyonError as `loggedContainer`, fleet_log_unavailable
 */
export async function* followLog(
  deps: PodDeps & { readonly live: LiveFleet },
  at: PodPlace,
  query: FollowQuery,
  signal: AbortSignal,
): AsyncGenerator<OutputOf<typeof podEndpoints.followLogs>> {
  const first = await loggedContainer(deps, at, query, signal);
  const queue = createLineQueue(room);
  const ending = new AbortController();
  const giveUp = () => ending.abort();
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  let wake = () => {};
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  const woken = () => new Promise<void>((resolve) => (wake = resolve));
  const put = (line: LogLine) => {
    queue.push(line);
    wake();
  };
  void read(deps, at, { ...query, first, put }, ending.signal)
    .catch((error: unknown) => (failure = { error }))
    .finally(() => {
      ended = true;
      wake();
    });
  try {
    await Promise.race([woken(), delay(firstMs)]);
    for (let told = false; !signal.aborted; told = true) {
      if (!ended && queue.size < batchLines) await delay(batchMs);
      if (queue.size > 0 || !(told || failure)) yield queue.take(batchLines);
      else if (ended) break;
      else await woken();
    }
    if (failure && !signal.aborted) throw failure.error;
  } finally {
    signal.removeEventListener("abort", giveUp);
    ending.abort();
  }
}

/** Hands lines over until the container has ended. */
async function read(
  deps: PodDeps & { readonly live: LiveFleet },
  at: PodPlace,
  options: FollowQuery & {
    readonly first: LoggedContainer;
    readonly put: (line: LogLine) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { first, tail, put } = options;
  let last = options.since ?? null;
  let begin: Omit<FollowLogsQuery, "container"> = last === null ? { tailLines: tail } : { sinceTime: last };
  for (let { client } = first; ; ) {
    const known = last === null ? null : nanoseconds(last);
    const connection = connectionOf(deps, at, signal);
    try {
      const query: FollowLogsQuery = { container: first.name, ...begin };
      for await (const line of client.followLogs(at.namespace, at.pod, query, connection.signal)) {
        // The cluster begins at whole seconds, so some of what is known comes again.
        if (known !== null && line.at !== null && nanoseconds(line.at) <= known) continue;
        if (line.at !== null) last = line.at;
        put(line);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!connection.signal.aborted && !isCut(error)) throw refusalOf(error, at);
    } finally {
      connection.end();
    }
    const now = await lookAgain(deps, at, first.name, signal);
    if (!now?.running || now.run !== first.run) return;
    await delay(again.ms, undefined, { signal });
    client = now.client;
    // Without a line so far, whatever the last moments brought is new.
    if (last !== null) begin = { sinceTime: last };
    else if (tail === 0) begin = { sinceSeconds: again.seconds };
  }
}

/** What says that a container that was followed has ended for good. */
const endings = new Set<unknown>(["fleet_pod_not_found", "fleet_container_not_started"]);

/** Null when the container is there no more. */
async function lookAgain(deps: PodDeps, at: PodPlace, container: string, signal: AbortSignal) {
  try {
    return await loggedContainer(deps, at, { container }, signal);
  } catch (error) {
    if (endings.has((error as { code?: unknown }).code)) return null;
    throw error;
  }
}

/** No answer of the cluster; a log to which nothing is written looks like one that hangs. */
function isCut(error: unknown): boolean {
  return error instanceof KubeError && (error.kind === "timeout" || error.kind === "unreachable");
}

/** A signal for one connection: given up when the cluster is found not to answer, long before its silence would tell. */
function connectionOf({ live }: { live: LiveFleet }, at: PodPlace, signal: AbortSignal) {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  const unlisten = live.onState((name) => {
    if (name === at.cluster && live.find(name)?.status().state === "unreachable") giveUp();
  });
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  return {
    signal: controller.signal,
    end() {
      unlisten();
      signal.removeEventListener("abort", giveUp);
    },
  };
}
