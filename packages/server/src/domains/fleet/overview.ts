import type { ClusterSummary, Overview } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { LiveCluster, LiveFleet } from "./live.ts";
import type { Tallies, Tally } from "./tallies.ts";
import { amountsOf } from "./views.ts";

/** Rooms and their clusters in numbers, as this process sees them; it asks no cluster anything. */
export type FleetOverview = (tallyOf: Tallies["of"]) => Overview;

export function createFleetOverview({ live, clock }: { live: LiveFleet; clock: Clock }): FleetOverview {
  return (tallyOf) => ({
    at: clock.now().toISOString(),
    rooms: live.rooms().map(({ name, displayName, carrier }) => ({
      ...{ name, displayName, carrier },
      clusters: live
        .all()
        .filter(({ row }) => row.room === name)
        .map((cluster) => summary(cluster, tallyOf(cluster))),
    })),
  });
}

function summary({ row, status }: LiveCluster, tally: Tally): ClusterSummary {
  const { state, reason, heardAt, version } = status();
  return {
    name: row.name,
    ...{ state, reason },
    lastSyncAt: heardAt?.toISOString() ?? null,
    version: version || row.version,
    nodes: tally.nodes,
    pods: tally.pods,
    deployments: tally.deployments,
    allocatable: amountsOf(tally.working.allocatable),
    requested: amountsOf(tally.working.requested),
    warnings: tally.warnings,
  };
}
