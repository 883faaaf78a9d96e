/** The timeline of a release: who, what, when, which instances. Appended to in the transaction of what it tells. */
import type { TimelineEntry } from "@halcyon/contracts";
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "#platform/database/database.ts";
import { decodeCursor, encodeCursor } from "#platform/http/cursor.ts";
import type { ReleaseTables } from "./tables.ts";

export interface NewEntry {
  readonly at: Date;
  readonly actor: string;
  readonly kind: string;
  readonly text: string;
  readonly step?: number | null;
  readonly target?: string | null;
  readonly instances?: readonly string[];
  readonly detail?: Record<string, unknown>;
}

/** Appends one entry. The release's row is locked first, so the numbers have no gap and follow the order of commits. */
export async function append(tx: Tx, release: string, entry: NewEntry): Promise<void> {
  await sql`select 1 from releases where id = ${release} for update`.execute(tx);
  const db = tx.$extendTables<ReleaseTables>();
  const last = await db
    .selectFrom("release_events")
    .select((eb) => eb.fn.max("seq").as("seq"))
    .where("release", "=", release)
    .executeTakeFirst();
  await db
    .insertInto("release_events")
    .values({
      release,
      seq: (last?.seq ?? 0) + 1,
      at: entry.at,
      actor: entry.actor,
      kind: entry.kind,
      step: entry.step ?? null,
      target: entry.target ?? null,
      text: entry.text,
      instances: [...(entry.instances ?? [])],
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}

const lastSeq = z.tuple([z.int().min(0).max(2_147_483_647)]);

/** Entries after `cursor`, in order. @throws HalcyonError http_cursor_invalid */
export async function read(
  db: Db,
  release: string,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: TimelineEntry[]; next: string | null }> {
  const rows = await db
    .$extendTables<ReleaseTables>()
    .selectFrom("release_events")
    .selectAll()
    .where("release", "=", release)
    .where("seq", ">", page.cursor === undefined ? 0 : decodeCursor(lastSeq, page.cursor)[0])
    .orderBy("seq")
    .limit(page.limit + 1)
    .execute();
  const items = rows
    .slice(0, page.limit)
    .map(({ release: _release, ...row }) => ({ ...row, at: row.at.toISOString() }));
  return { items, next: rows.length > page.limit ? encodeCursor([items.at(-1)?.seq ?? 0]) : null };
}

/** The step each pod was first seen Ready in, by pod name. */
export async function stepOfInstances(db: Db, release: string): Promise<Map<string, number>> {
  const rows = await db
    .$extendTables<ReleaseTables>()
    .selectFrom("release_events")
    .select(["step", "instances"])
    .where("release", "=", release)
    .where("kind", "=", "step-ready")
    .orderBy("seq")
    .execute();
  const steps = new Map<string, number>();
  for (const row of rows)
    for (const name of row.instances) if (!steps.has(name)) steps.set(name, row.step ?? 0);
  return steps;
}

/** Who acted last on a release of an app, up to a moment; a second later counts, since clusters tell times in seconds. */
export async function actorAt(db: Db, app: string, at: Date): Promise<string | null> {
  const row = await db
    .$extendTables<ReleaseTables>()
    .selectFrom("release_events")
    .innerJoin("releases", "releases.id", "release_events.release")
    .select("release_events.actor as actor")
    .where("releases.app", "=", app)
    .where("release_events.actor", "<>", "halcyon")
    .where("release_events.at", "<=", new Date(at.getTime() + 1_000))
    .orderBy("release_events.at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.actor ?? null;
}
