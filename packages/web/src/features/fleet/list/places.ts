import { fleetEndpoints } from "@halcyon/contracts";
import { useGet } from "#api/hooks.ts";

/** Rooms and the clusters in them, for choosing. */
export interface Places {
  readonly rooms: readonly string[];
  /** @param room empty: of all rooms */
  clustersIn(room: string): readonly string[];
}

export function usePlaces(): Places {
  const { data } = useGet(fleetEndpoints.clusterList, { query: { limit: 1_000 } }, { staleMs: 60_000 });
  const all = data?.items ?? [];
  return {
    rooms: [...new Set(all.map(({ room }) => room))],
    clustersIn: (room) => all.filter((one) => room === "" || one.room === room).map(({ name }) => name),
  };
}
