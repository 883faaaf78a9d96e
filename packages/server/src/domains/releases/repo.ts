/** SQL of releases. Everything that changes takes a transaction; the caller has locked the release where it decides by it. */
import type { Plan, ReleaseState } from "@halcyon/contracts";
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { ReleaseRecord } from "./machine.ts";
import type { PlanWish } from "./planner.ts";
import type { Approval, EngineStatus, ReleaseTable, ReleaseTables } from "./tables.ts";

export type ReleaseRow = Selectable<ReleaseTable>;
export const slotStates = [
  "running",
  "held",
  "stopped",
  "aborted",
] as const satisfies readonly ReleaseState[];

const typed = (db: Db | Tx) => db.$extendTables<ReleaseTables>();

/** The part of a row the machine works on. */
export function recordOf(row: ReleaseRow): ReleaseRecord {
  return {
    state: row.state,
    direction: row.direction,
    position: row.position,
    finishing: row.finishing,
    finishFrom: row.finish_from,
    revision: row.revision,
    putBack: row.put_back,
    skipped: row.skipped,
    stepSince: row.step_since.getTime(),
    stepReadyAt: row.step_ready_at?.getTime() ?? null,
    actor: row.actor,
    reason: row.reason,
  };
}

export async function find(db: Db | Tx, id: string): Promise<ReleaseRow | undefined> {
  return typed(db).selectFrom("releases").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Locks the row until the transaction ends. */
export async function lock(tx: Tx, id: string): Promise<ReleaseRow | undefined> {
  return typed(tx).selectFrom("releases").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export interface NewRelease {
  readonly app: string;
  readonly team: string;
  readonly author: string;
  readonly contributors: readonly string[];
  readonly message: string;
  readonly fromVersion: number | null;
  readonly toVersion: number;
  readonly plan: Plan;
  readonly hash: string;
  /** What was asked for, from which a changed plan is made. */
  readonly wish: PlanWish;
}

/** Stores a plan under the app's next number. */
export async function insert(tx: Tx, given: NewRelease): Promise<ReleaseRow> {
  const db = typed(tx);
  await lockReleases(tx, given.app);
  const last = await db
    .selectFrom("releases")
    .select((eb) => eb.fn.max("number").as("number"))
    .where("app", "=", given.app)
    .executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  return db
    .insertInto("releases")
    .values({
      id: `${given.app}-${number}`,
      app: given.app,
      team: given.team,
      number,
      author: given.author,
      contributors: JSON.stringify(given.contributors),
      message: given.message,
      from_version: given.fromVersion,
      to_version: given.toVersion,
      plan: JSON.stringify(given.plan),
      hash: given.hash,
      wish: JSON.stringify(given.wish),
      state: "planned",
      actor: given.author,
      direction: "forward",
      position: 0,
      finishing: false,
      finish_from: 0,
      revision: 1,
      put_back: restoring(given.plan),
      skipped: "[]",
      step_since: new Date(),
      updated_at: new Date(),
      status: JSON.stringify({
        revision: 0,
        stepReady: false,
        targets: [],
        gates: [],
      } satisfies EngineStatus),
      acknowledged: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The decisions to put back that a plan brings along: they are of its first revision. */
function restoring(plan: Plan): string {
  const restored = plan.targets.filter(({ restores }) => restores === true);
  return JSON.stringify(Object.fromEntries(restored.map(({ target }) => [target, 1])));
}

/** Replaces a plan; whatever approval there was is void. */
export async function replan(
  tx: Tx,
  id: string,
  given: Pick<
    NewRelease,
    "plan" | "hash" | "wish" | "fromVersion" | "toVersion" | "message" | "contributors"
  >,
  now: Date,
): Promise<ReleaseRow> {
  return typed(tx)
    .updateTable("releases")
    .set({
      plan: JSON.stringify(given.plan),
      hash: given.hash,
      wish: JSON.stringify(given.wish),
      from_version: given.fromVersion,
      to_version: given.toVersion,
      message: given.message,
      contributors: JSON.stringify(given.contributors),
      put_back: restoring(given.plan),
      approval: null,
      state: "planned",
      updated_at: now,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function setApproval(
  tx: Tx,
  id: string,
  approval: Approval | null,
  state: "approved" | "planned" | "rejected",
  now: Date,
  reason: string | null = null,
): Promise<ReleaseRow> {
  return typed(tx)
    .updateTable("releases")
    .set({
      approval: approval === null ? null : JSON.stringify(approval),
      state,
      reason,
      updated_at: now,
      closed_at: state === "rejected" ? now : null,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Stores what the machine answered. */
export async function saveRecord(tx: Tx, id: string, record: ReleaseRecord, now: Date): Promise<ReleaseRow> {
  const closed = ["done", "rolled-back", "cancelled"].includes(record.state);
  return typed(tx)
    .updateTable("releases")
    .set({
      state: record.state,
      direction: record.direction,
      position: record.position,
      finishing: record.finishing,
      finish_from: record.finishFrom,
      revision: record.revision,
      put_back: JSON.stringify(record.putBack),
      skipped: JSON.stringify(record.skipped),
      step_since: new Date(record.stepSince),
      step_ready_at: record.stepReadyAt === null ? null : new Date(record.stepReadyAt),
      actor: record.actor,
      reason: record.reason,
      updated_at: now,
      closed_at: closed ? now : null,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Stores what the engine saw, unless the release has been asked for something else meanwhile. @returns whether it was stored */
export async function saveStatus(
  tx: Tx,
  id: string,
  status: EngineStatus,
  acknowledged: number,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await typed(tx)
    .updateTable("releases")
    .set({ status: JSON.stringify(status), acknowledged, updated_at: now })
    .where("id", "=", id)
    .where("revision", "=", status.revision)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Makes the releases of an app wait for each other until the transaction ends: numbers, and the one slot. */
export async function lockReleases(tx: Tx, app: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`release:${app}`}, 0))`.execute(tx);
}

export async function inSlot(db: Db | Tx, app: string): Promise<ReleaseRow | undefined> {
  return typed(db)
    .selectFrom("releases")
    .selectAll()
    .where("app", "=", app)
    .where("state", "in", slotStates)
    .executeTakeFirst();
}

/** Ids of releases the engine works on, and of held ones whose hold it has not acknowledged. */
export async function toDrive(db: Db): Promise<string[]> {
  const rows = await typed(db)
    .selectFrom("releases")
    .select("id")
    .where("state", "in", slotStates)
    .where((eb) => eb.or([eb("state", "=", "running"), eb("acknowledged", "<", eb.ref("revision"))]))
    .execute();
  return rows.map((row) => row.id);
}

export interface ReleaseFilter {
  readonly app?: string | undefined;
  readonly team?: string | undefined;
  readonly state?: ReleaseState | undefined;
  readonly open?: boolean | undefined;
  /** Null for every team. */
  readonly teams: readonly string[] | null;
  /** Id of the last release of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first, one more than asked for so that the caller knows whether there is a next page. */
export async function list(db: Db, filter: ReleaseFilter): Promise<ReleaseRow[]> {
  let query = typed(db).selectFrom("releases").selectAll();
  if (filter.app !== undefined) query = query.where("app", "=", filter.app);
  if (filter.team !== undefined) query = query.where("team", "=", filter.team);
  if (filter.state !== undefined) query = query.where("state", "=", filter.state);
  if (filter.open === true) query = query.where("closed_at", "is", null);
  if (filter.open === false) query = query.where("closed_at", "is not", null);
  if (filter.teams !== null)
    query = query.where("team", "in", filter.teams.length === 0 ? [""] : [...filter.teams]);
  const { after } = filter;
  if (after !== undefined) {
    const last = sql`(select r.created_at, r.id from releases r where r.id = ${after})`;
    query = query.where(sql<boolean>`(created_at, id) < ${last}`);
  }
  return query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit + 1)
    .execute();
}

export async function memories(db: Db, release: string): Promise<Map<string, unknown>> {
  const rows = await typed(db)
    .selectFrom("release_targets")
    .select(["target", "memory"])
    .where("release", "=", release)
    .execute();
  return new Map(rows.map((row) => [row.target, row.memory]));
}

/**
 * Stores a target's notes, unless a newer holder of the release has been there.
 * @returns false when it has: the caller no longer holds the release
 */
export async function remember(
  db: Db,
  at: { release: string; target: string; epoch: number },
  memory: unknown,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await typed(db)
    .insertInto("release_targets")
    .values({ ...at, memory: JSON.stringify(memory) })
    .onConflict((conflict) =>
      conflict
        .columns(["release", "target"])
        .doUpdateSet({ memory: JSON.stringify(memory), epoch: at.epoch })
        .where("release_targets.epoch", "<=", at.epoch),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Versions that run, by target. */
export async function running(db: Db | Tx, app: string): Promise<Map<string, number>> {
  const rows = await typed(db)
    .selectFrom("release_running")
    .select(["target", "version"])
    .where("app", "=", app)
    .execute();
  return new Map(rows.map((row) => [row.target, row.version]));
}

/** Every version that runs somewhere. A Deployment's target has its cluster's name. */
export async function allRunning(db: Db): Promise<{ app: string; cluster: string; version: number }[]> {
  return typed(db)
    .selectFrom("release_running")
    .select(["app", "target as cluster", "version"])
    .orderBy("app")
    .orderBy("target")
    .execute();
}

/** Records what runs at a target; null when nothing does any more. */
export async function setRunning(tx: Tx, app: string, target: string, version: number | null): Promise<void> {
  if (version === null) {
    await typed(tx)
      .deleteFrom("release_running")
      .where("app", "=", app)
      .where("target", "=", target)
      .execute();
    return;
  }
  await typed(tx)
    .insertInto("release_running")
    .values({ app, target, version })
    .onConflict((conflict) => conflict.columns(["app", "target"]).doUpdateSet({ version }))
    .execute();
}
