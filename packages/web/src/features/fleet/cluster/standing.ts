import type { ClusterSummary, Overview } from "@halcyon/contracts";

/** A cluster with the room it stands in. */
export interface PlacedCluster extends ClusterSummary {
  readonly room: string;
}

export function clustersOf(overview: Overview | undefined): PlacedCluster[] {
  return (overview?.rooms ?? []).flatMap(({ name: room, clusters }) =>
    clusters.map((cluster) => ({ ...cluster, room })),
  );
}
