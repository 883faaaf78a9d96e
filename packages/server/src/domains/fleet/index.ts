import { type ClusterAct, groupOfAct, type Room } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import type { NodeAmounts } from "#kube/projections/node.ts";
import type { PodRecord } from "#kube/projections/pod.ts";
import type { ReplicaSetRecord } from "#kube/projections/workload.ts";
import { kindOfCached } from "#kube/store/cluster-cache.ts";
import { clusterUid } from "#kube/store/probe.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { appKinds, type ChangeFilter, type ChangeListener } from "./changes.ts";
import { errors } from "./errors.ts";
import { createFleetLists } from "./lists.ts";
import { createLiveFleet, type LiveCluster } from "./live.ts";
import { appLabel } from "./search/facts.ts";
import { fleetMetrics } from "./metrics.ts";
import { type ClusterRow, fleetRepo } from "./repo.ts";
import { fleetRoutes } from "./routes.ts";
import { createFleetOverview } from "./overview.ts";
import { podRoutes } from "./pods/routes.ts";
import { createFleetService } from "./service.ts";
import { migrations } from "./tables.ts";
import { createTallies } from "./tallies.ts";
import { createWatching } from "./watching.ts";

export { appKinds } from "./changes.ts";
export type { ChangeFilter, ChangeListener, FleetChange } from "./changes.ts";

/** A registered cluster and how far this process's view of it can be believed. */
export interface ClusterView {
  readonly id: string;
  readonly name: string;
  readonly room: string;
  readonly server: string;
  readonly version: string;
  readonly state: "fresh" | "stale" | "unreachable" | "replaced";
  readonly lastSyncAt: Date | null;
  readonly reason: string;
}

/** A pod as cached: see PodRecord (times in seconds since 1970, 0 for none), and its cluster. */
export interface PodView extends PodRecord {
  readonly cluster: string;
}

export interface PodFilter {
  readonly namespace?: string;
  /** Labels the pod must carry, all of them. */
  readonly selectorLabels?: Readonly<Record<string, string>>;
  readonly owner?: { readonly kind: string; readonly name: string };
}

/** Amounts of all schedulable nodes together. */
export interface ClusterCapacity {
  readonly nodes: number;
  readonly allocatable: NodeAmounts;
  readonly requested: NodeAmounts;
}

/** Rooms and clusters, the live view of them, and the way to write to them. Clusters are named by id or by name. */
export interface FleetDomain extends Domain {
  rooms(): Promise<Room[]>;
  clusters(): Promise<ClusterView[]>;
  /** @throws HalcyonError fleet_cluster_not_found */
  cluster(nameOrId: string): Promise<ClusterView>;
  /**
   * A client that acts as Halcyon itself (`read`), or as a person with the group of an act. Do not close it.
   * @param actor account name of the person; needed for every act but `read`
   * @throws HalcyonError fleet_cluster_not_found, fleet_cluster_replaced; KubeError when it is unreachable and its
   *   identity was never checked by this process
   */
  client(nameOrId: string, act: "read"): Promise<KubeClient>;
  client(nameOrId: string, act: ClusterAct, actor: string): Promise<KubeClient>;
  /** From the cache; nothing while it is not loaded: look at the cluster's state. */
  pods(nameOrId: string, filter: PodFilter): PodView[];
  /** From the cache, as `pods`. */
  replicaSets(nameOrId: string, filter: PodFilter): ReplicaSetRecord[];
  /**
   * Kinds of which this process's cache has objects in a namespace that carry an app's label, of those an app may be
   * rendered to; Kubernetes' names. A hint, as `onChange` is.
   */
  kindsOf(nameOrId: string, app: string, namespace: string): string[];
  /** Hears each change that this process's caches see, also during the first load. @returns stops listening */
  onChange(filter: ChangeFilter, listener: ChangeListener): () => void;
  /** Hears the name of a cluster whose state changed, and null when clusters came, went or were changed. @returns stops listening */
  onState(listener: (cluster: string | null) => void): () => void;
  capacity(nameOrId: string): ClusterCapacity;
}

const nothing: NodeAmounts = Object.freeze({ cpuMilli: 0, memoryKib: 0, pods: 0 });

export function createFleetDomain(deps: Platform): FleetDomain {
  const { database } = deps;
  const live = createLiveFleet(deps);
  const service = createFleetService({ ...deps, live });
  const lists = createFleetLists({ live });
  const tallies = createTallies({ live, clock: deps.clock });
  const overview = createFleetOverview({ live, clock: deps.clock });
  const watching = createWatching({ live, tallies, clock: deps.clock });
  fleetMetrics({ metrics: deps.metrics, live, watching });

  function view(row: ClusterRow): ClusterView {
    const { id, name, room, server } = row;
    const status = live.find(id)?.status();
    return {
      ...{ id, name, room, server },
      version: status?.version || row.version,
      state: status?.state ?? "stale",
      lastSyncAt: status?.heardAt ?? null,
      reason: status?.reason ?? "not followed yet",
    };
  }

  /** The cluster as followed; one registered a moment ago by another process may first have to be read. */
  async function followed(nameOrId: string): Promise<LiveCluster> {
    const known = live.find(nameOrId);
    if (known) return known;
    await live.refresh();
    const found = live.find(nameOrId);
    if (!found) throw errors.cluster_not_found({ detail: `There is no cluster ${nameOrId}.` });
    return found;
  }

  /** Makes sure that the cluster answering is the one registered before anything is done to it. */
  async function requireSame({ row, connection, status }: LiveCluster): Promise<KubeClient> {
    if (!connection) throw errors.cluster_unreachable({ detail: `${row.name}: ${status().reason}.` });
    const { state, heardAt } = status();
    const uid = heardAt === null ? await clusterUid(connection.client, { timeoutMs: 4_000 }) : row.uid;
    if (state === "replaced" || uid !== row.uid) {
      throw errors.cluster_replaced({
        detail: `Another cluster answers at ${row.server}, where ${row.name} was.`,
      });
    }
    return connection.client;
  }

  function matching<
    T extends {
      readonly labels: Readonly<Record<string, string>>;
      readonly ownerKind: string;
      readonly ownerName: string;
    },
  >(records: Iterable<T>, { selectorLabels = {}, owner }: PodFilter): T[] {
    const wanted = Object.entries(selectorLabels);
    const found: T[] = [];
    for (const record of records) {
      if (owner && (record.ownerKind !== owner.kind || record.ownerName !== owner.name)) continue;
      if (wanted.every(([key, value]) => record.labels[key] === value)) found.push(record);
    }
    return found;
  }

  return {
    name: "fleet",
    migrations,
    routes: [
      ...fleetRoutes({ database, live, service, lists, tallies, overview, watching }),
      ...podRoutes({ live, followed, client: async (cluster) => requireSame(await followed(cluster)) }),
    ],
    start: (signal) => live.start(signal),
    stop: () => live.stop(),

    rooms: () => fleetRepo(database.db).rooms(),
    async clusters() {
      return (await fleetRepo(database.db).clusters()).map(view);
    },
    async cluster(nameOrId) {
      return view((await followed(nameOrId)).row);
    },
    async client(nameOrId: string, act: "read" | ClusterAct, actor?: string) {
      const client = await requireSame(await followed(nameOrId));
      if (act === "read") return client;
      if (!actor) throw new Error(`a client for the act ${act} needs the person who acts`);
      return client.as({ user: actor, groups: [groupOfAct(act)] });
    },
    pods(nameOrId, filter) {
      const found = live.find(nameOrId);
      const records = matching(found?.connection?.cache.all("pods", filter.namespace) ?? [], filter);
      return records.map((record) => ({ ...record, cluster: found?.row.name ?? "" }));
    },
    replicaSets(nameOrId, filter) {
      return matching(
        live.find(nameOrId)?.connection?.cache.all("replicasets", filter.namespace) ?? [],
        filter,
      );
    },
    kindsOf(nameOrId, app, namespace) {
      const cache = live.find(nameOrId)?.connection?.cache;
      return appKinds.flatMap((kind) => {
        const records: Iterable<{ readonly labels: Readonly<Record<string, string>> }> =
          cache?.all(kind, namespace) ?? [];
        for (const { labels } of records) if (labels[appLabel] === app) return [kindOfCached[kind]];
        return [];
      });
    },
    onChange: (filter, listener) => live.changes.listen(filter, listener),
    onState: (listener) => live.onState(listener),
    capacity(nameOrId) {
      const found = live.find(nameOrId);
      return found ? tallies.of(found).working : { nodes: 0, allocatable: nothing, requested: nothing };
    },
  };
}
