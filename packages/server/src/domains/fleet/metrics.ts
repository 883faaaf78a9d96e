import { Gauge, type GaugeConfiguration } from "prom-client";
import type { Metrics } from "#platform/metrics.ts";
import type { LiveFleet } from "./live.ts";
import type { Watching } from "./watching.ts";

const states = ["fresh", "stale", "unreachable", "replaced"] as const;
const kinds = [
  "nodes",
  "pods",
  "deployments",
  "replicasets",
  "services",
  "ingresses",
  "hpas",
  "events",
] as const;

/** What this process sees of the fleet, counted when it is asked for. */
export function fleetMetrics(deps: { metrics: Metrics; live: LiveFleet; watching: Watching }): void {
  const { metrics, live, watching } = deps;
  const gauge = <T extends string>(configuration: GaugeConfiguration<T>) =>
    metrics.registerMetric(new Gauge({ ...configuration, registers: [] }));
  gauge({
    name: "halcyon_cluster_state",
    help: "1 for the state each cluster is in, as this process sees it",
    labelNames: ["cluster", "room", "state"],
    collect() {
      this.reset();
      for (const cluster of live.all()) {
        const now = cluster.status().state;
        const { name, room } = cluster.row;
        for (const state of states) this.set({ cluster: name, room, state }, state === now ? 1 : 0);
      }
    },
  });
  gauge({
    name: "halcyon_cluster_heard_timestamp_seconds",
    help: "When the API server of each cluster was last heard, 0 for never",
    labelNames: ["cluster", "room"],
    collect() {
      this.reset();
      for (const { row, status } of live.all()) {
        this.set({ cluster: row.name, room: row.room }, (status().heardAt?.getTime() ?? 0) / 1000);
      }
    },
  });
  gauge({
    name: "halcyon_cache_objects",
    help: "Objects cached, by cluster and kind",
    labelNames: ["cluster", "kind"],
    collect() {
      this.reset();
      for (const { row, connection } of live.all()) {
        for (const kind of kinds) this.set({ cluster: row.name, kind }, connection?.cache.count(kind) ?? 0);
      }
    },
  });
  gauge({
    name: "halcyon_cache_lists",
    help: "How often each kind was listed whole since the cluster was connected; more than 1 where watches could not be resumed",
    labelNames: ["cluster", "kind"],
    collect() {
      this.reset();
      for (const { row, connection } of live.all()) {
        for (const [kind, lists] of Object.entries(connection?.cache.lists() ?? {}))
          this.set({ cluster: row.name, kind }, lists);
      }
    },
  });
  gauge({
    name: "halcyon_watched_queries",
    help: "Distinct fleet queries that somebody watches",
    collect() {
      this.set(watching.count());
    },
  });
}
