/** SQL of drift. */
import type { Selectable } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { Found } from "./look.ts";
import type { DriftTables, StoredState } from "./tables.ts";

export type TargetRow = Selectable<DriftTables["drift_targets"]>;
export type FindingRow = Selectable<DriftTables["drift_findings"]>;
export type IgnoreRow = Selectable<DriftTables["drift_ignores"]>;

const typed = (db: Db | Tx) => db.$extendTables<DriftTables>();

export interface Verdict {
  readonly app: string;
  readonly cluster: string;
  readonly version: number;
  readonly state: StoredState;
  readonly reason: string;
  /** Null when it could not be compared: what was found before stays. */
  readonly found: readonly (Found & { readonly person: string | null })[] | null;
}

/**
 * Stores what a look found. What was there before keeps when it was first seen.
 * @returns whether anything is another than it was, the time of the look aside
 */
export async function saveVerdict(tx: Tx, verdict: Verdict, now: Date): Promise<boolean> {
  const { app, cluster, version, state, reason, found } = verdict;
  const before = await typed(tx)
    .selectFrom("drift_targets")
    .selectAll()
    .where("app", "=", app)
    .where("cluster", "=", cluster)
    .forUpdate()
    .executeTakeFirst();
  const moved = before === undefined || before.state !== state;
  const since = moved ? now : before.since;
  const checked_at = found === null ? (before?.checked_at ?? null) : now;
  await typed(tx)
    .insertInto("drift_targets")
    .values({ app, cluster, version, state, reason, since, checked_at })
    .onConflict((conflict) =>
      conflict.columns(["app", "cluster"]).doUpdateSet({ version, state, reason, since, checked_at }),
    )
    .execute();
  const changed = moved || before.version !== version || before.reason !== reason;
  return found === null ? changed : (await saveFindings(tx, verdict, found, now)) || changed;
}

async function saveFindings(
  tx: Tx,
  { app, cluster }: Verdict,
  found: NonNullable<Verdict["found"]>,
  now: Date,
): Promise<boolean> {
  const rows = await typed(tx)
    .selectFrom("drift_findings")
    .selectAll()
    .where("app", "=", app)
    .where("cluster", "=", cluster)
    .execute();
  const known = new Map(rows.map((row) => [idOf(row), row]));
  let changed = rows.length !== found.length;
  for (const one of found) {
    const row = known.get(idOf(one));
    known.delete(idOf(one));
    const same = row !== undefined && contentOf(row) === contentOf(one);
    if (!same) changed = true;
    const { changedAt, wanted, live, ...rest } = one;
    const values = {
      ...rest,
      app,
      cluster,
      wanted: JSON.stringify(wanted),
      live: JSON.stringify(live),
      changed_at: changedAt,
      first_seen: row?.first_seen ?? now,
      last_seen: now,
    };
    await typed(tx)
      .insertInto("drift_findings")
      .values(values)
      .onConflict((conflict) => conflict.columns(["app", "cluster", "object", "field"]).doUpdateSet(values))
      .execute();
  }
  for (const row of known.values()) {
    changed = true;
    await typed(tx)
      .deleteFrom("drift_findings")
      .where("app", "=", app)
      .where("cluster", "=", cluster)
      .where("object", "=", row.object)
      .where("field", "=", row.field)
      .execute();
  }
  return changed;
}

/** `Deployment/web:spec.replicas`; an object as a whole has no field. */
export function idOf({ object, field }: { readonly object: string; readonly field: string }): string {
  return field === "" ? object : `${object}:${field}`;
}

function contentOf(one: Pick<FindingRow, "change" | "wanted" | "live" | "manager">): string {
  return JSON.stringify([one.change, one.wanted, one.live, one.manager]);
}

/** Forgets targets where nothing of the app runs any more. @returns how many */
export async function dropTarget(tx: Tx, app: string, cluster: string): Promise<boolean> {
  const { numDeletedRows } = await typed(tx)
    .deleteFrom("drift_targets")
    .where("app", "=", app)
    .where("cluster", "=", cluster)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Every target that was looked at, by app and cluster. */
export async function listTargets(
  db: Db | Tx,
  filter: { app?: string | undefined } = {},
): Promise<TargetRow[]> {
  let query = typed(db).selectFrom("drift_targets").selectAll();
  if (filter.app !== undefined) query = query.where("app", "=", filter.app);
  return query.orderBy("app").orderBy("cluster").execute();
}

/** Findings of targets, in the order of their objects. */
export async function listFindings(
  db: Db | Tx,
  targets: readonly { readonly app: string; readonly cluster: string }[],
): Promise<FindingRow[]> {
  if (targets.length === 0) return [];
  const wanted = new Set(targets.map(({ app, cluster }) => `${app} ${cluster}`));
  const rows = await typed(db)
    .selectFrom("drift_findings")
    .selectAll()
    .where("app", "in", [...new Set(targets.map(({ app }) => app))])
    .orderBy("object")
    .orderBy("field")
    .execute();
  return rows.filter(({ app, cluster }) => wanted.has(`${app} ${cluster}`));
}

/** Decisions to ignore that hold at a moment, the next to end first. */
export async function listIgnores(
  db: Db | Tx,
  now: Date,
  filter: { apps?: readonly string[] } = {},
): Promise<IgnoreRow[]> {
  let query = typed(db)
    .selectFrom("drift_ignores")
    .selectAll()
    .where("ended_at", "is", null)
    .where("until", ">", now);
  if (filter.apps !== undefined)
    query = query.where("app", "in", filter.apps.length === 0 ? [""] : [...filter.apps]);
  return query.orderBy("until").orderBy("id").execute();
}

export async function insertIgnore(
  tx: Tx,
  given: Pick<IgnoreRow, "app" | "cluster" | "object" | "field" | "reason" | "until"> & {
    readonly by: string;
    readonly now: Date;
  },
): Promise<IgnoreRow> {
  const { by, now, ...rest } = given;
  return typed(tx)
    .insertInto("drift_ignores")
    .values({ ...rest, created_by: by, created_at: now, ended_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** @returns undefined when there is none that holds */
export async function endIgnore(tx: Tx, app: string, id: string, now: Date): Promise<IgnoreRow | undefined> {
  return typed(tx)
    .updateTable("drift_ignores")
    .set({ ended_at: now })
    .where("id", "=", id)
    .where("app", "=", app)
    .where("ended_at", "is", null)
    .where("until", ">", now)
    .returningAll()
    .executeTakeFirst();
}
