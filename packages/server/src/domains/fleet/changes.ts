import type { CacheChange, CachedKind } from "#kube/store/cluster-cache.ts";
import type { Log } from "#platform/log.ts";
import { appLabel, appOf } from "./search/facts.ts";

/** That something changed in a cluster, as far as this process's cache saw it. A hint to look, never the truth itself. */
export interface FleetChange {
  readonly clusterId: string;
  readonly cluster: string;
  readonly kind: CachedKind;
  readonly type: "upsert" | "delete";
  readonly namespace: string;
  /** Of an event: the object it is about. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty when its labels name none. */
  readonly app: string;
  /** Halcyon's apps whose object it says it is, or said it was before this change. */
  readonly apps: readonly string[];
  readonly ownerKind: string;
  readonly ownerName: string;
  /**
   * When somebody last wrote more of it than its status, in seconds; 0 for kinds of which that is not kept, and until a
   * watch has told.
   */
  readonly editedAt: number;
  /** Somebody wrote more of it than its status since the cache saw it last. */
  readonly edited: boolean;
}

/** Kinds an app may be rendered to, as the caches call them. Never Secrets: Halcyon does not read them. */
export const appKinds = [
  "deployments",
  "statefulsets",
  "daemonsets",
  "jobs",
  "cronjobs",
  "services",
  "ingresses",
  "httproutes",
  "hpas",
  "pdbs",
  "configmaps",
  "serviceaccounts",
  "claims",
] as const satisfies readonly CachedKind[];

/** Everything unless narrowed. */
export interface ChangeFilter {
  readonly clusterId?: string;
  readonly kinds?: readonly CachedKind[];
  readonly namespace?: string;
}

export type ChangeListener = (change: FleetChange) => void;

/** Hands changes of the caches to whoever listens. */
export interface Changes {
  /** @returns stops listening */
  listen(filter: ChangeFilter, listener: ChangeListener): () => void;
  tell(cluster: { readonly id: string; readonly name: string }, change: CacheChange): void;
}

const noLabels: Readonly<Record<string, string>> = Object.freeze({});

export function createChanges(deps: { log: Log }): Changes {
  const listeners = new Set<{ filter: ChangeFilter; listener: ChangeListener }>();
  return {
    listen(filter, listener) {
      const entry = { filter, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(cluster, { kind, type, object, before }) {
      if (listeners.size === 0) return;
      let change: FleetChange | undefined;
      for (const { filter, listener } of listeners) {
        if (filter.clusterId !== undefined && filter.clusterId !== cluster.id) continue;
        if (filter.kinds !== undefined && !filter.kinds.includes(kind)) continue;
        if (filter.namespace !== undefined && filter.namespace !== object.namespace) continue;
        const labels = "labels" in object ? object.labels : noLabels;
        change ??= {
          clusterId: cluster.id,
          cluster: cluster.name,
          kind,
          type,
          namespace: object.namespace,
          name: "about" in object ? object.about : object.name,
          labels,
          app: appOf(labels),
          apps: saidBy(object, before),
          ownerKind: "ownerKind" in object ? object.ownerKind : "",
          ownerName: "ownerName" in object ? object.ownerName : "",
          editedAt: "editedAt" in object ? object.editedAt : 0,
          edited: writesOf(object) !== writesOf(before),
        };
        // One listener's mistake must not keep the cache from going on.
        try {
          listener(change);
        } catch (err) {
          deps.log.error({ err, cluster: cluster.name, kind }, "a listener to fleet changes failed");
        }
      }
    },
  };
}

function saidBy(...objects: readonly (CacheChange["object"] | undefined)[]): readonly string[] {
  const said = objects.flatMap((object) =>
    object !== undefined && "labels" in object ? (object.labels[appLabel] ?? []) : [],
  );
  return [...new Set(said)];
}

function writesOf(object: CacheChange["before"]): number {
  return object !== undefined && "writes" in object ? object.writes : 0;
}
