import { type ClusterSummary, fleetEndpoints } from "@halcyon/contracts";
import { useMemo } from "react";
import { useLive } from "#api/hooks.ts";

/** How each cluster stands at this moment, by name. */
export function useFreshness(): ReadonlyMap<string, ClusterSummary> {
  const { item } = useLive(fleetEndpoints.overviewWatch, {});
  return useMemo(
    () => new Map((item?.rooms ?? []).flatMap(({ clusters }) => clusters).map((one) => [one.name, one])),
    [item],
  );
}
