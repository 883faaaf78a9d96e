import type { KubeClient } from "../client.ts";
import { collectionPath } from "../paths.ts";
import { type CompanionRecord, companionProjection, companionSelector } from "../projections/companion.ts";
import { type EventRecord, eventProjection } from "../projections/event.ts";
import {
  type IngressRecord,
  ingressProjection,
  type ServiceRecord,
  serviceProjection,
} from "../projections/network.ts";
import { unreadKeys } from "../projections/meta.ts";
import { type NodeRecord, nodeProjection } from "../projections/node.ts";
import { type PodRecord, podProjection } from "../projections/pod.ts";
import {
  type DeploymentRecord,
  deploymentProjection,
  type HpaRecord,
  hpaProjection,
  type ReplicaSetRecord,
  replicaSetProjection,
} from "../projections/workload.ts";
import type { KubeClock } from "../types.ts";
import { createGate } from "./gate.ts";
import type { Interner } from "./intern.ts";
import type { Objects, Projected } from "./objects.ts";
import { createProbe, type ProbeResult } from "./probe.ts";
import { createReflector, type Reflector, type ReflectorDeps } from "./reflector.ts";

/** What is kept of each kind. */
export interface CachedKinds {
  readonly pods: PodRecord;
  readonly nodes: NodeRecord;
  readonly deployments: DeploymentRecord;
  readonly replicasets: ReplicaSetRecord;
  readonly services: ServiceRecord;
  readonly ingresses: IngressRecord;
  readonly hpas: HpaRecord;
  readonly events: EventRecord;
  readonly configmaps: CompanionRecord;
  readonly serviceaccounts: CompanionRecord;
  readonly pdbs: CompanionRecord;
  readonly statefulsets: CompanionRecord;
  readonly daemonsets: CompanionRecord;
  readonly jobs: CompanionRecord;
  readonly cronjobs: CompanionRecord;
  readonly claims: CompanionRecord;
  readonly httproutes: CompanionRecord;
}
export type CachedKind = keyof CachedKinds;

/** One change of the cache. `before` is what was there, for indexes that must find it again. */
export type CacheChange = {
  [K in CachedKind]: {
    readonly kind: K;
    readonly type: "upsert" | "delete";
    readonly object: CachedKinds[K];
    readonly before: CachedKinds[K] | undefined;
  };
}[CachedKind];

export type CacheState = "fresh" | "stale" | "unreachable" | "replaced";

export interface CacheStatus {
  readonly state: CacheState;
  /** When the API server was last heard, null before the first time. */
  readonly heardAt: Date | null;
  /** Why it is not fresh; empty when it is. */
  readonly reason: string;
  /** Kubernetes version, empty until known. */
  readonly version: string;
}

/** The live, projected view of one cluster. Reads never wait: they answer from what is there. */
export interface ClusterCache {
  all<K extends CachedKind>(kind: K, namespace?: string): Iterable<CachedKinds[K]>;
  find<K extends CachedKind>(kind: K, namespace: string, name: string): CachedKinds[K] | undefined;
  count(kind: CachedKind): number;
  status(): CacheStatus;
  /** How often each kind was listed whole; for tests and metrics. */
  lists(): Readonly<Record<CachedKind, number>>;
  /** Follows the cluster until `signal` aborts. Never throws. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ClusterCacheDeps {
  readonly client: KubeClient;
  /** uid of kube-system at registration. */
  readonly expectedUid: string;
  readonly clock: KubeClock;
  readonly random: () => number;
  /** May be shared by several clusters. */
  readonly interner: Interner;
  readonly onChange: (change: CacheChange) => void;
  /** Everything cached was dropped: the cluster is not the one it was. */
  readonly onCleared: () => void;
  /** The state or its reason may have changed. */
  readonly onStatus: () => void;
  readonly probeIntervalMs?: number;
  readonly probeTimeoutMs?: number;
  readonly maxEvents?: number;
}

type OwnOf<T extends Projected> = Pick<
  ReflectorDeps<T>,
  "bound" | "labelSelector" | "leaveOut" | "metadataOnly" | "optional"
>;

/** Pods take the longest, so the others come after each other beside them. */
const listsAtOnce = 2;
/** Heard nothing for so long: stale, even when no probe has failed yet. */
const silentMs = 10_000;
/** What Kubernetes calls each kind; in the order in which they are loaded. */
export const kindOfCached = {
  nodes: "Node",
  pods: "Pod",
  deployments: "Deployment",
  replicasets: "ReplicaSet",
  services: "Service",
  ingresses: "Ingress",
  hpas: "HorizontalPodAutoscaler",
  events: "Event",
  configmaps: "ConfigMap",
  serviceaccounts: "ServiceAccount",
  pdbs: "PodDisruptionBudget",
  statefulsets: "StatefulSet",
  daemonsets: "DaemonSet",
  jobs: "Job",
  cronjobs: "CronJob",
  claims: "PersistentVolumeClaim",
  httproutes: "HTTPRoute",
} as const satisfies Readonly<Record<CachedKind, string>>;
const kinds = Object.keys(kindOfCached) as readonly CachedKind[];

export function createClusterCache(deps: ClusterCacheDeps): ClusterCache {
  let heard: { at: Date; monotonic: number } | null = null;
  let reflectors = makeReflectors();
  let session = new AbortController();

  const probe = createProbe({
    client: deps.client,
    expectedUid: deps.expectedUid,
    clock: deps.clock,
    random: deps.random,
    ...(deps.probeIntervalMs === undefined ? {} : { intervalMs: deps.probeIntervalMs }),
    ...(deps.probeTimeoutMs === undefined ? {} : { timeoutMs: deps.probeTimeoutMs }),
    onResult(result) {
      if (result.outcome === "good") onHeard();
      if (result.outcome === "replaced") session.abort();
      deps.onStatus();
    },
  });

  function onHeard(): void {
    heard = { at: deps.clock.now(), monotonic: deps.clock.monotonic() };
  }

  function makeReflectors() {
    const gate = createGate(listsAtOnce);
    const make = <K extends CachedKind>(
      kind: K,
      project: (object: never) => CachedKinds[K],
      { bound, ...own }: OwnOf<CachedKinds[K]> = {},
    ) =>
      createReflector<CachedKinds[K]>({
        client: deps.client,
        path: collectionPath(kindOfCached[kind]),
        project,
        leaveOut: unreadKeys,
        onChange: (type, object, before) => deps.onChange({ kind, type, object, before } as CacheChange),
        onHeard,
        async admit(_error, signal) {
          deps.onStatus();
          await probe.untilGood(signal);
        },
        gate,
        clock: deps.clock,
        random: deps.random,
        ...(bound === undefined ? {} : { bound }),
        ...own,
      });
    const { interner } = deps;
    const companion = companionProjection(interner);
    const ofApps = { labelSelector: companionSelector, metadataOnly: true, optional: true };
    return {
      nodes: make("nodes", nodeProjection(interner)),
      pods: make("pods", podProjection(interner)),
      deployments: make("deployments", deploymentProjection(interner)),
      replicasets: make("replicasets", replicaSetProjection(interner)),
      services: make("services", serviceProjection(interner)),
      ingresses: make("ingresses", ingressProjection(interner)),
      hpas: make("hpas", hpaProjection(interner)),
      events: make("events", eventProjection(interner), {
        bound: { most: deps.maxEvents ?? 2_000, time: (event) => event.at },
      }),
      configmaps: make("configmaps", companion, ofApps),
      serviceaccounts: make("serviceaccounts", companion, ofApps),
      pdbs: make("pdbs", companion, ofApps),
      statefulsets: make("statefulsets", companion, ofApps),
      daemonsets: make("daemonsets", companion, ofApps),
      jobs: make("jobs", companion, ofApps),
      cronjobs: make("cronjobs", companion, ofApps),
      claims: make("claims", companion, ofApps),
      httproutes: make("httproutes", companion, ofApps),
    } satisfies { [K in CachedKind]: Reflector<CachedKinds[K]> };
  }

  function objects<K extends CachedKind>(kind: K): Objects<CachedKinds[K]> {
    return (reflectors[kind] as unknown as Reflector<CachedKinds[K] & Projected>).objects;
  }

  return {
    all: (kind, namespace) => objects(kind).all(namespace),
    find: (kind, namespace, name) => objects(kind).find(namespace, name),
    count: (kind) => objects(kind).size,
    lists: () =>
      Object.fromEntries(kinds.map((kind) => [kind, reflectors[kind].status().lists])) as Record<
        CachedKind,
        number
      >,
    status() {
      const result = probe.result();
      return {
        ...stateOf(result),
        heardAt: heard?.at ?? null,
        version: result.outcome === "good" ? result.version : "",
      };
    },
    async run(signal) {
      const probing = probe.run(signal);
      while (!signal.aborted) {
        session = new AbortController();
        const endSession = () => session.abort();
        signal.addEventListener("abort", endSession, { once: true });
        try {
          await probe.untilGood(session.signal);
          await Promise.all(kinds.map((kind) => reflectors[kind].run(session.signal)));
        } catch {
          // The session ended before the cluster answered: a replaced one is asked until the right one is back.
        } finally {
          signal.removeEventListener("abort", endSession);
        }
        if (signal.aborted) break;
        reflectors = makeReflectors();
        deps.onCleared();
      }
      await probing;
    },
  };

  function stateOf(result: ProbeResult): { state: CacheState; reason: string } {
    if (result.outcome === "replaced") {
      const reason = `another cluster answers at ${deps.client.server}: its kube-system has uid ${result.uid}, not ${deps.expectedUid}`;
      return { state: "replaced", reason };
    }
    if (result.outcome === "failed") {
      const answered = result.error.kind === "api";
      return { state: answered ? "stale" : "unreachable", reason: result.error.message };
    }
    if (heard === null) return { state: "stale", reason: "not heard from yet" };
    const silent = deps.clock.monotonic() - heard.monotonic;
    if (silent > silentMs) return { state: "stale", reason: `silent for ${Math.round(silent / 1000)} s` };
    const troubles = kinds.flatMap((kind) => {
      const { failure, synced } = reflectors[kind].status();
      return failure !== null ? [`${kind}: ${failure}`] : synced ? [] : [`${kind}: loading`];
    });
    return troubles.length === 0
      ? { state: "fresh", reason: "" }
      : { state: "stale", reason: troubles.join("; ") };
  }
}
