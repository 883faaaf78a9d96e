import type { NodeAmounts } from "#kube/projections/node.ts";
import type { PodRecord } from "#kube/projections/pod.ts";
import type { CachedKind } from "#kube/store/cluster-cache.ts";
import type { Clock } from "#platform/clock.ts";
import { createPacer } from "#platform/pacer.ts";
import type { LiveCluster, LiveFleet } from "./live.ts";
import { isFailing, isShort } from "./search/facts.ts";

/** How one cluster stands, counted over its cache. */
export interface Tally {
  readonly nodes: { readonly total: number; readonly ready: number; readonly cordoned: number };
  readonly pods: {
    readonly total: number;
    readonly ready: number;
    readonly pending: number;
    readonly failing: number;
  };
  readonly deployments: { readonly total: number; readonly short: number };
  /** What the pods on each node ask for; those that have ended ask for nothing. */
  readonly requestedByNode: ReadonlyMap<string, NodeAmounts>;
  /** Nodes that are ready and not cordoned, what they can give, and what is asked of them. */
  readonly working: {
    readonly nodes: number;
    readonly allocatable: NodeAmounts;
    readonly requested: NodeAmounts;
  };
  /** Events of type Warning in the last ten minutes. */
  readonly warnings: number;
}

/** What is counted. */
const kinds = ["nodes", "pods", "deployments", "events"] as const satisfies readonly CachedKind[];
export type TalliedKind = (typeof kinds)[number];

/** Hears which cluster was counted again, and of which kinds something had changed. */
export type TallyListener = (cluster: string, changed: ReadonlySet<TalliedKind>) => void;

/**
 * The numbers of each cluster. Counting goes through all its pods, so it is done only when one changed since, and for
 * those who watch at most once a second.
 */
export interface Tallies {
  of(cluster: LiveCluster): Tally;
  /** May be a second old; who listens is told when it was counted anew. */
  recent(cluster: LiveCluster): Tally;
  /** @returns stops listening */
  listen(listener: TallyListener): () => void;
}

const settleMs = 100;
const gapMs = 1_000;
/** The warnings of a quiet cluster age, too. */
const lastsMs = 10_000;
const warningSeconds = 600;

interface Counted {
  readonly tally: Tally;
  readonly at: number;
  /** Of which kinds something changed since. */
  readonly changed: Set<TalliedKind>;
}

export function createTallies({ live, clock }: { live: LiveFleet; clock: Clock }): Tallies {
  const counted = new WeakMap<LiveCluster, Counted>();
  const listeners = new Set<TallyListener>();
  /** By cluster id, while somebody listens. */
  const pacers = new Map<string, Pacer>();

  function fresh(cluster: LiveCluster): Tally {
    const before = counted.get(cluster);
    const samePods = before?.changed.has("pods") === false ? before.tally : undefined;
    const tally = count(cluster, clock.now().getTime() / 1000, samePods);
    counted.set(cluster, { tally, at: clock.monotonic(), changed: new Set() });
    return tally;
  }

  /** The count, when it was made within `ms` and nothing changed, or within `outdatedMs` whatever changed. */
  function known(cluster: LiveCluster, outdatedMs: number): Tally | undefined {
    const last = counted.get(cluster);
    if (!last) return undefined;
    const good = last.changed.size > 0 ? outdatedMs : lastsMs;
    return clock.monotonic() - last.at < good ? last.tally : undefined;
  }

  function outdate(nameOrId: string, changed: readonly TalliedKind[]): void {
    const cluster = live.find(nameOrId);
    if (!cluster) return;
    const last = counted.get(cluster);
    for (const kind of changed) last?.changed.add(kind);
    if (listeners.size > 0) paced(cluster.row.id, changed);
  }

  /** Has a cluster counted for those who listen. */
  function paced(id: string, changed: readonly TalliedKind[]): void {
    let pacer = pacers.get(id);
    if (!pacer) pacers.set(id, (pacer = pacerOf(id)));
    pacer.ask(changed);
  }

  function pacerOf(id: string): Pacer {
    let changed = new Set<TalliedKind>();
    const { ask, stop } = createPacer({
      clock,
      settleMs,
      gapMs,
      work() {
        const told = changed;
        changed = new Set();
        const cluster = live.find(id);
        if (!cluster) return;
        if (!known(cluster, 0)) fresh(cluster);
        for (const listener of listeners) listener(cluster.row.name, told);
      },
    });
    return {
      ask(more) {
        for (const kind of more) changed.add(kind);
        ask();
      },
      stop,
    };
  }

  live.changes.listen({ kinds }, ({ clusterId, kind }) => outdate(clusterId, [kind as TalliedKind]));
  live.onState((name) => {
    if (name !== null) outdate(name, kinds);
  });

  return {
    of: (cluster) => known(cluster, 0) ?? fresh(cluster),
    recent: (cluster) => known(cluster, gapMs) ?? fresh(cluster),
    listen(listener) {
      listeners.add(listener);
      // What changed while nobody listened was not counted for anyone.
      for (const cluster of live.all()) {
        const changed = counted.get(cluster)?.changed ?? new Set();
        if (changed.size > 0) paced(cluster.row.id, [...changed]);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        for (const pacer of pacers.values()) pacer.stop();
        pacers.clear();
      };
    },
  };
}

interface Pacer {
  ask(changed: readonly TalliedKind[]): void;
  stop(): void;
}

/** @param samePods a count since which no pod changed */
function count(cluster: LiveCluster, nowSeconds: number, samePods: Tally | undefined): Tally {
  const cache = cluster.connection?.cache;
  const { pods, requestedByNode } = samePods ?? countPods(cache?.all("pods") ?? []);
  const nodes = { total: 0, ready: 0, cordoned: 0 };
  const working = { nodes: 0, allocatable: nothing(), requested: nothing() };
  for (const node of cache?.all("nodes") ?? []) {
    nodes.total++;
    if (node.ready) nodes.ready++;
    if (node.unschedulable) nodes.cordoned++;
    if (!node.ready || node.unschedulable) continue;
    working.nodes++;
    add(working.allocatable, node.allocatable);
    add(working.requested, requestedByNode.get(node.name) ?? nothing());
  }
  const deployments = { total: 0, short: 0 };
  for (const deployment of cache?.all("deployments") ?? []) {
    deployments.total++;
    if (isShort(deployment)) deployments.short++;
  }
  let warnings = 0;
  for (const event of cache?.all("events") ?? []) {
    if (event.type === "Warning" && event.at > nowSeconds - warningSeconds) warnings++;
  }
  return { nodes, pods, deployments, requestedByNode, working, warnings };
}

function countPods(all: Iterable<PodRecord>): Pick<Tally, "pods" | "requestedByNode"> {
  const pods = { total: 0, ready: 0, pending: 0, failing: 0 };
  const requestedByNode = new Map<string, Sum>();
  for (const pod of all) {
    pods.total++;
    const ended = pod.phase === "Succeeded" || pod.phase === "Failed";
    if (pod.ready) pods.ready++;
    else if (pod.phase !== "Succeeded" && !pod.terminating) {
      if (isFailing(pod)) pods.failing++;
      else pods.pending++;
    }
    if (pod.node === "" || ended) continue;
    let sum = requestedByNode.get(pod.node);
    if (!sum) requestedByNode.set(pod.node, (sum = nothing()));
    sum.cpuMilli += pod.cpuMilli;
    sum.memoryKib += pod.memoryKib;
    sum.pods++;
  }
  return { pods, requestedByNode };
}

type Sum = { -readonly [K in keyof NodeAmounts]: NodeAmounts[K] };

function nothing(): Sum {
  return { cpuMilli: 0, memoryKib: 0, pods: 0 };
}

function add(to: Sum, amounts: NodeAmounts): void {
  to.cpuMilli += amounts.cpuMilli;
  to.memoryKib += amounts.memoryKib;
  to.pods += amounts.pods;
}
