import type { Room } from "@halcyon/contracts";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { type CacheStatus, type ClusterCache, createClusterCache } from "#kube/store/cluster-cache.ts";
import { createInterner } from "#kube/store/intern.ts";
import type { Platform } from "#platform/domain.ts";
import { type Changes, createChanges } from "./changes.ts";
import { openCredentials } from "./credentials.ts";
import { type ClusterRow, fleetRepo } from "./repo.ts";
import { cachedKindOf, type SearchKind, searchKinds, type SearchRecord } from "./search/facts.ts";
import { createFleetIndex, type FleetIndex } from "./search/fleet-index.ts";

/** A registered cluster as this process follows it. */
export interface LiveCluster {
  readonly row: ClusterRow;
  /** Null when its credentials cannot be opened. */
  readonly connection: { readonly client: KubeClient; readonly cache: ClusterCache } | null;
  status(): CacheStatus;
}

/**
 * Every registered cluster with its connection and cache, kept equal to the database. Each server process has its
 * own: caches are projections, and a process that cannot see a cluster says so for itself.
 */
export interface LiveFleet {
  readonly index: FleetIndex;
  readonly changes: Changes;
  /** By name. */
  all(): readonly LiveCluster[];
  find(nameOrId: string): LiveCluster | undefined;
  /** By name, as registered when this process last looked; it looks when it hears of a change. */
  rooms(): readonly Room[];
  /**
   * Hears the name of a cluster whose state changed or whose objects were all dropped, and null when rooms or clusters
   * came, went or were changed. @returns stops listening
   */
  onState(listener: (cluster: string | null) => void): () => void;
  /** Reads the registered clusters again; done when this process follows exactly those. */
  refresh(): Promise<void>;
  start(signal: AbortSignal): Promise<void>;
  /** Waits until nothing of it runs any more. */
  stop(): Promise<void>;
}

interface Entry extends LiveCluster {
  /** Tells when the state is another than it was: silence brings a change without an event. */
  look(): void;
  /** Ends following. */
  end(): Promise<void>;
}

/** How often states are compared that change by time alone. */
const lookMs = 1_000;
const indexKinds = new Map<string, SearchKind>(searchKinds.map((kind) => [cachedKindOf[kind], kind]));

export function createLiveFleet(deps: Platform): LiveFleet {
  const { database, events, secrets, clock, log } = deps;
  const index = createFleetIndex();
  const changes = createChanges({ log });
  const interner = createInterner();
  const entries = new Map<string, Entry>();
  const listeners = new Set<(cluster: string | null) => void>();
  let sorted: readonly Entry[] = [];
  let rooms: readonly Room[] = [];
  let looking: NodeJS.Timeout | undefined;
  let refreshing: Promise<void> = Promise.resolve();
  let stopped = false;
  let unsubscribe = () => {};

  function follow(row: ClusterRow): Entry {
    const opened = open(row);
    if ("failure" in opened) {
      const status: CacheStatus = {
        state: "unreachable",
        heardAt: null,
        reason: opened.failure,
        version: "",
      };
      return { row, connection: null, status: () => status, look: () => {}, end: async () => {} };
    }
    const { client } = opened;
    const ending = new AbortController();
    const look = stateTeller(row.name, () => cache.status());
    const cache = createClusterCache({
      client,
      expectedUid: row.uid,
      clock,
      random: Math.random,
      interner,
      onChange(change) {
        const kind = indexKinds.get(change.kind);
        if (kind !== undefined) {
          if (change.type === "upsert") {
            index.put(
              row.name,
              kind,
              change.object as SearchRecord,
              change.before as SearchRecord | undefined,
            );
          } else {
            index.remove(change.object as SearchRecord);
          }
        }
        changes.tell(row, change);
      },
      onCleared() {
        index.removeCluster(row.name);
        tell(row.name);
      },
      onStatus: look,
    });
    const following = cache.run(ending.signal);
    return {
      row,
      connection: { client, cache },
      status: () => cache.status(),
      look,
      async end() {
        ending.abort();
        await client.close();
        await following;
        index.removeCluster(row.name);
      },
    };
  }

  function open(row: ClusterRow): { client: KubeClient } | { failure: string } {
    try {
      return { client: createKubeClient(openCredentials(secrets, row.id, row.credentials)) };
    } catch (err) {
      log.error({ err, cluster: row.name }, "the credentials of a cluster cannot be opened");
      return { failure: "its stored credentials cannot be decrypted with this server's key" };
    }
  }

  function tell(cluster: string | null): void {
    for (const listener of listeners) listener(cluster);
  }

  /** Logs and tells each change of a cluster's state once. */
  function stateTeller(cluster: string, status: () => CacheStatus): () => void {
    let last = "";
    return () => {
      const { state, reason } = status();
      if (state === last) return;
      last = state;
      const level = state === "fresh" || state === "stale" ? "info" : "warn";
      log[level]({ cluster, state, reason }, "cluster state");
      tell(cluster);
    };
  }

  async function reconcile(): Promise<void> {
    if (stopped) return;
    const repo = fleetRepo(database.db);
    const [rows, allRooms] = await Promise.all([repo.clusters(), repo.rooms()]);
    const wanted = new Map(rows.map((row) => [row.id, row]));
    const outdated = [...entries.values()].filter(({ row }) => wanted.get(row.id)?.revision !== row.revision);
    // Gone from the view first: a name taken over by another cluster must not show the old one's objects.
    for (const entry of outdated) entries.delete(entry.row.id);
    await Promise.all(outdated.map((entry) => entry.end()));
    if (stopped) return;
    for (const row of rows) if (!entries.has(row.id)) entries.set(row.id, follow(row));
    sorted = [...entries.values()].sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
    rooms = allRooms;
    tell(null);
  }

  function refresh(): Promise<void> {
    refreshing = refreshing.then(reconcile, reconcile);
    return refreshing;
  }

  return {
    index,
    changes,
    all: () => sorted,
    find: (nameOrId) => entries.get(nameOrId) ?? sorted.find(({ row }) => row.name === nameOrId),
    rooms: () => rooms,
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    async start(signal) {
      looking = setInterval(() => {
        for (const entry of sorted) entry.look();
      }, lookMs);
      unsubscribe = events.subscribe("fleet", () => {
        refresh().catch((err: unknown) => log.error({ err }, "the registered clusters could not be read"));
      });
      signal.addEventListener("abort", () => unsubscribe(), { once: true });
      await refresh();
    },
    async stop() {
      stopped = true;
      clearInterval(looking);
      unsubscribe();
      await refreshing.catch(() => undefined);
      await Promise.all([...entries.values()].map((entry) => entry.end()));
      entries.clear();
      sorted = [];
    },
  };
}
