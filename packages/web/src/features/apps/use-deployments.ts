/** What Halcyon has put into clusters, live: one question for all apps, with a second page only once the first is full. */
import {
  type ClusterFreshness,
  type DeploymentItem,
  fleetEndpoints,
  type OutputOf,
  type Problem,
} from "@halcyon/contracts";
import { useEffect, useMemo, useState } from "react";
import { live, useSession } from "#api/session.ts";

type Page = OutputOf<typeof fleetEndpoints.deploymentWatch>;

export interface Deployments {
  /** `undefined` until the first answer. */
  readonly byApp: ReadonlyMap<string, readonly DeploymentItem[]> | undefined;
  readonly clusters: readonly ClusterFreshness[];
  readonly problem: Problem | undefined;
}

/** The most the endpoint gives at once. */
const pageSize = 1_000;

/** @param app of this app only; of all when left out */
export function useDeployments(app?: string): Deployments {
  const [pages, setPages] = useState<readonly (Page | undefined)[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const allowed = useSession().may("fleet.read");
  const q = app === undefined ? "label:app.kubernetes.io/managed-by=halcyon" : `label:halcyon.dev/app=${app}`;
  const count = Math.max(1, Math.ceil((pages[0]?.total ?? 0) / pageSize));
  useEffect(() => setPages([]), [q]);
  useEffect(() => {
    if (!allowed) return undefined;
    const streams = Array.from({ length: count }, (_, page) =>
      live.open(
        fleetEndpoints.deploymentWatch,
        { query: { q, limit: pageSize, offset: page * pageSize } },
        {
          item: (item) => {
            setProblem(undefined);
            setPages((before) => Array.from({ length: count }, (_, at) => (at === page ? item : before[at])));
          },
          problem: setProblem,
        },
      ),
    );
    return () => {
      for (const close of streams) close();
    };
  }, [allowed, count, q]);

  return useMemo(() => {
    const byApp = new Map<string, DeploymentItem[]>();
    for (const one of pages.flatMap((page) => page?.items ?? [])) {
      byApp.set(one.app, [...(byApp.get(one.app) ?? []), one]);
    }
    return { byApp: pages[0] === undefined ? undefined : byApp, clusters: pages[0]?.clusters ?? [], problem };
  }, [pages, problem]);
}
