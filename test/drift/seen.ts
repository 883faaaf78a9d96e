/** What drift the API tells of, awaited. For tests. */
import { type DriftFinding, type DriftTarget, driftEndpoints } from "@halcyon/contracts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import type { ApiClient } from "../../packages/server/src/testing/client.ts";

/** The app's drift in a cluster as the API tells it now; null before the first look. */
export async function driftOf(client: ApiClient, app: string, cluster: string): Promise<DriftTarget | null> {
  const page = await client.get(driftEndpoints.list, { query: { app, cluster, state: "all" } });
  return page.items[0] ?? null;
}

/** Waits until the app's drift in a cluster is as wanted. */
export function drifted(
  client: ApiClient,
  app: string,
  cluster: string,
  wanted: (target: DriftTarget) => boolean,
  patienceMs?: number,
): Promise<DriftTarget> {
  let last: DriftTarget | null = null;
  return until(
    `the drift of ${app} in ${cluster}`,
    async () => {
      last = await driftOf(client, app, cluster);
      return last !== null && wanted(last) ? last : null;
    },
    patienceMs,
  ).catch((cause: unknown) => {
    throw new Error(`not as awaited: ${JSON.stringify(last)}`, { cause });
  });
}

/** Waits for a finding that is not decided about. */
export async function finding(
  client: ApiClient,
  app: string,
  cluster: string,
  id: string,
): Promise<DriftFinding> {
  const open = ({ findings }: DriftTarget) => findings.find((one) => one.id === id && one.ignored === null);
  const target = await drifted(client, app, cluster, (one) => open(one) !== undefined);
  return open(target) as DriftFinding;
}
