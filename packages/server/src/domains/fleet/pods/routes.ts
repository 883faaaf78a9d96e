import { podEndpoints } from "@halcyon/contracts";
import { type Route, route } from "#platform/http/types.ts";
import type { LiveFleet } from "../live.ts";
import { podDetail, type PodDeps } from "./detail.ts";
import { followLog } from "./follow.ts";
import { podLog } from "./log.ts";

/** One pod in depth, and its logs: the only reads that ask a cluster. */
export function podRoutes(deps: PodDeps & { readonly live: LiveFleet }): readonly Route[] {
  return [
    route(podEndpoints.get, ({ params, signal }) => podDetail(deps, params, signal)),
    route(podEndpoints.logs, ({ params, query, signal }) =>
      podLog(
        deps,
        params,
        { ...query, previous: query.previous === "true", timestamps: query.timestamps === "true" },
        signal,
      ),
    ),
    route(podEndpoints.followLogs, ({ params, query, signal }) => followLog(deps, params, query, signal)),
  ];
}
