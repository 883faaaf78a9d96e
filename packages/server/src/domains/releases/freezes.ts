/** Freezes: times in which nothing may be released, for all, a team or an app. */
import { type Freeze, freeze as freezeShape } from "@halcyon/contracts";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "#platform/database/database.ts";
import { decodeCursor, encodeCursor } from "#platform/http/cursor.ts";
import type { Undos } from "#platform/undo.ts";
import { errors } from "./errors.ts";
import type { ReleaseTables } from "./tables.ts";

const view = (row: Selectable<ReleaseTables["release_freezes"]>): Freeze => ({
  id: row.id,
  scope: row.scope,
  name: row.name,
  from: row.starts_at.toISOString(),
  until: row.ends_at.toISOString(),
  reason: row.reason,
  createdBy: row.created_by,
});

const offset = z.tuple([z.int().min(0).max(1_000_000)]);

/** Freezes that have not ended, by their beginning. */
export async function listFreezes(db: Db, now: Date, page: { limit: number; cursor?: string | undefined }) {
  const skip = page.cursor === undefined ? 0 : decodeCursor(offset, page.cursor)[0];
  const rows = await db
    .$extendTables<ReleaseTables>()
    .selectFrom("release_freezes")
    .selectAll()
    .where("ends_at", ">", now)
    .orderBy("starts_at")
    .orderBy("id")
    .offset(skip)
    .limit(page.limit + 1)
    .execute();
  return {
    items: rows.slice(0, page.limit).map(view),
    next: rows.length > page.limit ? encodeCursor([skip + page.limit]) : null,
  };
}

/**
 * @param deps.knows whether there is such a team or app: a freeze of a misspelt name would freeze nothing
 * @throws release_freeze_invalid when it names nothing, or ends before it begins
 */
export async function createFreeze(
  tx: Tx,
  given: {
    scope: Freeze["scope"];
    name?: string | undefined;
    from?: string | undefined;
    until: string;
    reason: string;
  },
  deps: { by: string; now: Date; knows(scope: "team" | "app", name: string): Promise<boolean> },
): Promise<Freeze> {
  const { now } = deps;
  if ((given.scope === "all") !== (given.name === undefined)) {
    throw errors.freeze_invalid({
      detail: `a freeze of scope ${given.scope} ${given.scope === "all" ? "takes no name" : "needs the name of one"}`,
    });
  }
  if (given.name !== undefined && given.scope !== "all" && !(await deps.knows(given.scope, given.name))) {
    throw errors.freeze_invalid({ detail: `there is no ${given.scope} ${given.name}` });
  }
  const from = given.from === undefined ? now : new Date(given.from);
  const until = new Date(given.until);
  if (until <= from || until <= now)
    throw errors.freeze_invalid({
      detail: `it ends at ${given.until}, which is not after its beginning and now`,
    });
  const row = await tx
    .$extendTables<ReleaseTables>()
    .insertInto("release_freezes")
    .values({
      scope: given.scope,
      name: given.name ?? null,
      starts_at: from,
      ends_at: until,
      reason: given.reason,
      created_by: deps.by,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return view(row);
}

/** @throws release_freeze_not_found */
export async function deleteFreeze(tx: Tx, id: string): Promise<Freeze> {
  const row = await tx
    .$extendTables<ReleaseTables>()
    .deleteFrom("release_freezes")
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw errors.freeze_not_found({ detail: `there is no freeze ${id}` });
  return view(row);
}

/** The freeze in force over an app, as one clause; null when there is none. */
export async function frozen(
  db: Db | Tx,
  at: { app: string; team: string },
  now: Date,
): Promise<string | null> {
  const row = await db
    .$extendTables<ReleaseTables>()
    .selectFrom("release_freezes")
    .selectAll()
    .where("starts_at", "<=", now)
    .where("ends_at", ">", now)
    .where((eb) =>
      eb.or([
        eb("scope", "=", "all"),
        eb.and([eb("scope", "=", "team"), eb("name", "=", at.team)]),
        eb.and([eb("scope", "=", "app"), eb("name", "=", at.app)]),
      ]),
    )
    .orderBy("ends_at", "desc")
    .executeTakeFirst();
  return row === undefined
    ? null
    : `frozen until ${row.ends_at.toISOString()} by ${row.created_by}: ${row.reason}`;
}

/** What an audit row of a freeze is about. */
export function freezeSubject(freeze: Freeze) {
  const { scope, name } = freeze;
  return {
    kind: "freeze",
    id: freeze.id,
    name: name ?? scope,
    ...(scope === "team" ? { team: name } : {}),
    ...(scope === "app" ? { app: name } : {}),
  };
}

/** A freeze is taken back by its end, an early end by a freeze of the same length. */
export function freezeUndos(deps: { now: () => Date }): Undos {
  const common = { diff: "", permission: "app.policy", team: null, next: "halcyon freeze list" } as const;
  return {
    "freeze.create": {
      over: ["freeze.delete"],
      inverse: async ({ subject }) => ({
        ...common,
        sentence: `ends the freeze of ${subject.name}`,
        verb: "freeze.delete",
        async carryOut(tx) {
          const freeze = await deleteFreeze(tx, subject.id);
          return { result: null, subject: freezeSubject(freeze), detail: { ...freeze } };
        },
      }),
    },
    "freeze.delete": {
      over: [],
      async inverse({ subject, detail }) {
        const known = freezeShape.safeParse(detail);
        if (!known.success)
          return "The row does not say how long it was to last: halcyon freeze create makes a new one.";
        const { scope, name, from, until, reason } = known.data;
        if (new Date(until) <= deps.now()) return `It would have ended by now, at ${until}.`;
        return {
          ...common,
          sentence: `freezes ${subject.name} again until ${until}`,
          verb: "freeze.create",
          async carryOut(tx, actor) {
            const given = { scope, name: name ?? undefined, from, until, reason };
            // There it was when it was made; that it is gone since is no reason to refuse.
            const freeze = await createFreeze(tx, given, {
              by: actor.name,
              now: deps.now(),
              knows: async () => true,
            });
            return { result: null, subject: freezeSubject(freeze), detail: { ...freeze } };
          },
        };
      },
    },
  };
}
