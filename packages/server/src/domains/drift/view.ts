/** What the API shows of drift: what the detector stored, what people decided, and what this process sees of the clusters. */
import type { DriftFinding, DriftIgnore, DriftPage, DriftTarget } from "@halcyon/contracts";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database/database.ts";
import {
  type FindingRow,
  type IgnoreRow,
  idOf,
  listFindings,
  listIgnores,
  listTargets,
  type TargetRow,
} from "./repo.ts";

export interface DriftFilter {
  readonly app?: string | undefined;
  readonly team?: string | undefined;
  readonly room?: string | undefined;
  readonly cluster?: string | undefined;
  readonly state?: DriftTarget["state"] | "all" | undefined;
}

export interface ViewDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly apps: Pick<AppsDomain, "teams">;
  readonly fleet: Pick<FleetDomain, "clusters">;
}

/**
 * A page of targets by app and cluster, with their findings.
 * @param teams whose apps may be seen; null for all
 * @param after the last of the page before
 */
export async function driftPage(
  { database, clock, apps, fleet }: ViewDeps,
  filter: DriftFilter,
  page: { teams: readonly string[] | null; after: readonly [string, string] | null; limit: number },
): Promise<Omit<DriftPage, "next"> & { more: boolean }> {
  const [rows, teams, clusters] = await Promise.all([
    listTargets(database.db, { app: filter.app }),
    apps.teams(),
    fleet.clusters(),
  ]);
  const places = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const readable = rows.filter(({ app, cluster }) => {
    const team = teams.get(app);
    if (team === undefined || (page.teams !== null && !page.teams.includes(team))) return false;
    if (filter.team !== undefined && filter.team !== team) return false;
    if (filter.cluster !== undefined && filter.cluster !== cluster) return false;
    return filter.room === undefined || places.get(cluster)?.room === filter.room;
  });
  const apart = [...new Set(readable.map(({ app }) => app))];
  const [findings, ignores] = await Promise.all([
    listFindings(database.db, readable),
    listIgnores(database.db, clock.now(), { apps: apart }),
  ]);
  const found = Map.groupBy(findings, ({ app, cluster }) => `${app} ${cluster}`);
  const all = readable.map((row) =>
    targetView(row, {
      team: teams.get(row.app) ?? "",
      place: places.get(row.cluster),
      findings: found.get(`${row.app} ${row.cluster}`) ?? [],
      ignores: ignores.filter(({ app }) => app === row.app),
    }),
  );
  const counts = { same: 0, drifted: 0, unknown: 0, releasing: 0 };
  for (const { state } of all) counts[state]++;
  const wanted = all.filter(({ app, cluster, state }) => {
    if (filter.state === undefined ? state === "same" : filter.state !== "all" && filter.state !== state)
      return false;
    if (page.after === null) return true;
    return app > page.after[0] || (app === page.after[0] && cluster > page.after[1]);
  });
  return { items: wanted.slice(0, page.limit), more: wanted.length > page.limit, counts };
}

function targetView(
  row: TargetRow,
  given: {
    team: string;
    place: Awaited<ReturnType<FleetDomain["clusters"]>>[number] | undefined;
    findings: readonly FindingRow[];
    ignores: readonly IgnoreRow[];
  },
): DriftTarget {
  const { place } = given;
  // A release moves things as it goes: what was found before it is not what is there.
  const findings =
    row.state === "releasing" ? [] : given.findings.map((one) => findingView(one, given.ignores));
  const open = findings.filter(({ ignored }) => ignored === null).length;
  const away = place?.state === "unreachable" || place?.state === "replaced";
  const compared = row.state === "same" || row.state === "drifted";
  const overlaid = compared && away;
  return {
    app: row.app,
    team: given.team,
    cluster: row.cluster,
    room: place?.room ?? "unknown",
    version: row.version,
    state: overlaid ? "unknown" : row.state === "drifted" && open === 0 ? "same" : row.state,
    reason: overlaid ? `${place.state}: ${place.reason}` : row.reason,
    since: (overlaid ? (place.lastSyncAt ?? row.since) : row.since).toISOString(),
    checkedAt: row.checked_at?.toISOString() ?? null,
    open,
    findings,
  };
}

function findingView(row: FindingRow, ignores: readonly IgnoreRow[]): DriftFinding {
  return {
    id: idOf(row),
    object: row.object,
    field: row.field,
    change: row.change,
    wanted: row.wanted,
    live: row.live,
    manager: row.manager,
    operation: row.operation,
    changedAt: row.changed_at?.toISOString() ?? null,
    person: row.person,
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    ignored: ignores.find((ignore) => covers(ignore, row))?.id ?? null,
  };
}

/** Whether a decision to ignore is about a finding. */
export function covers(
  ignore: Pick<IgnoreRow, "cluster" | "object" | "field">,
  { cluster, object, field }: { readonly cluster: string; readonly object: string; readonly field: string },
): boolean {
  if (ignore.cluster !== null && ignore.cluster !== cluster) return false;
  if (ignore.object !== null && ignore.object !== object) return false;
  if (ignore.field === null || ignore.field === field) return true;
  return field.startsWith(ignore.field) && /^[.[]/.test(field.slice(ignore.field.length));
}

export function ignoreView(row: IgnoreRow): DriftIgnore {
  return {
    id: row.id,
    app: row.app,
    cluster: row.cluster,
    object: row.object,
    field: row.field,
    reason: row.reason,
    until: row.until.toISOString(),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
