import type { Overview } from "@halcyon/contracts";
import type { CachedKind } from "#kube/store/cluster-cache.ts";
import type { Clock } from "#platform/clock.ts";
import { createLiveQueries } from "#platform/live-query.ts";
import type { FleetPage, ListQuery } from "./lists.ts";
import type { LiveFleet } from "./live.ts";
import type { Tallies } from "./tallies.ts";

/** What is read from the caches, again whenever it has changed. Equal queries are answered once for all who watch. */
export interface Watching {
  /** @param kind what the page shows; of other kinds only those it depends on make it look again */
  page<T>(
    kind: CachedKind,
    query: ListQuery,
    read: () => FleetPage<T>,
    signal: AbortSignal,
  ): AsyncIterable<FleetPage<T>>;
  overview(read: () => Overview, signal: AbortSignal): AsyncIterable<Overview>;
  /** Questions that are watched now. */
  count(): number;
}

export function createWatching(deps: { live: LiveFleet; tallies: Tallies; clock: Clock }): Watching {
  const { live, tallies } = deps;
  const queries = createLiveQueries(deps);

  return {
    page(kind, query, read, signal) {
      const { room, cluster, namespace, q, offset = 0, limit } = query;
      const concerns = (name: string) =>
        (cluster ?? name) === name && (room === undefined || live.find(name)?.row.room === room);
      return queries.watch(
        JSON.stringify([kind, room, cluster, namespace, q?.trim() ?? "", offset, limit]),
        () => ({
          answer: read,
          listen(stir) {
            const stirFor = (name: string) => {
              if (concerns(name)) stir();
            };
            const ends = [
              live.changes.listen(
                { kinds: [kind], ...(namespace === undefined ? {} : { namespace }) },
                (change) => stirFor(change.cluster),
              ),
              live.onState((name) => (name === null ? stir() : stirFor(name))),
              // A node's row shows what its pods ask for.
              ...(kind === "nodes"
                ? [tallies.listen((name, changed) => changed.has("pods") && stirFor(name))]
                : []),
            ];
            return () => ends.forEach((end) => end());
          },
          essence: ({ clusters, ...page }) =>
            JSON.stringify([page, clusters.map(({ name, room: place, state }) => [name, place, state])]),
          aside: ({ clusters }) => JSON.stringify(clusters),
        }),
        signal,
      );
    },
    overview: (read, signal) =>
      queries.watch(
        "overview",
        () => ({
          answer: read,
          listen(stir) {
            const ends = [live.onState(stir), tallies.listen(stir)];
            return () => ends.forEach((end) => end());
          },
          essence: ({ rooms }) =>
            JSON.stringify(rooms, (key, value: unknown) =>
              key === "reason" || key === "lastSyncAt" ? undefined : value,
            ),
          aside: ({ rooms }) => JSON.stringify(rooms),
        }),
        signal,
      ),
    count: () => queries.size,
  };
}
