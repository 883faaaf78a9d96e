/** The apps domain's SQL. Each function takes the connection or transaction it runs on. */
import { type AppPolicy, type AppVersionSummary, appPolicy } from "@halcyon/contracts";
import type { Selectable } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { AppTables } from "./tables.ts";
import type { AppRecord, AppVersionRecord, VersionDraft } from "./types.ts";

type Connection = Db | Tx;
const tables = (connection: Connection) => connection.$extendTables<AppTables>();

function toApp(row: Selectable<AppTables["apps"]>): AppRecord {
  return {
    name: row.name,
    team: row.team,
    namespace: row.namespace,
    policy: appPolicy.parse(row.policy),
    latest: row.latest === 0 ? null : row.latest,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toVersion(row: Selectable<AppTables["app_versions"]>): AppVersionRecord {
  const { author_id, author_name, based_on, created_at, ...rest } = row;
  return { ...rest, basedOn: based_on, author: { id: author_id, name: author_name }, createdAt: created_at };
}

/** @returns null when there is no such app, or it was removed */
export async function findApp(connection: Connection, name: string): Promise<AppRecord | null> {
  const row = await tables(connection)
    .selectFrom("apps")
    .selectAll()
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? null : toApp(row);
}

/** The same, holding the row until the transaction ends: version numbers are given one at a time. */
export async function lockApp(tx: Tx, name: string): Promise<AppRecord | null> {
  const row = await tables(tx)
    .selectFrom("apps")
    .selectAll()
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toApp(row);
}

/** The team of each app that was not removed. */
export async function teamsOfApps(connection: Connection): Promise<Map<string, string>> {
  const rows = await tables(connection)
    .selectFrom("apps")
    .select(["name", "team"])
    .where("removed_at", "is", null)
    .execute();
  return new Map(rows.map(({ name, team }) => [name, team]));
}

export interface NewApp {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly policy: AppPolicy;
  readonly now: Date;
}

/**
 * Makes an app, or brings a removed one back with its old version numbers going on.
 * @returns false when there is one already, made by someone else meanwhile
 */
export async function insertApp(tx: Tx, app: NewApp): Promise<boolean> {
  const { name, team, namespace, now } = app;
  const policy = JSON.stringify(app.policy);
  const made = await tables(tx)
    .insertInto("apps")
    .values({ name, team, namespace, policy, latest: 0, created_at: now, updated_at: now, removed_at: null })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ team, namespace, policy, updated_at: now, removed_at: null })
        .where("apps.removed_at", "is not", null),
    )
    .returning("name")
    .executeTakeFirst();
  return made !== undefined;
}

/** Changes what is given; `updated_at` always. */
export async function updateApp(
  tx: Tx,
  name: string,
  change: {
    team?: string;
    namespace?: string;
    policy?: AppPolicy;
    latest?: number;
    now: Date;
    removed?: true;
  },
): Promise<void> {
  const { policy, now, removed, ...columns } = change;
  await tables(tx)
    .updateTable("apps")
    .set({
      ...columns,
      ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
      ...(removed === undefined ? {} : { removed_at: now }),
      updated_at: now,
    })
    .where("name", "=", name)
    .execute();
}

/** The team that has another app than this one in a namespace, when it is another team. */
export async function otherTeamIn(
  tx: Tx,
  { namespace, team, app }: { namespace: string; team: string; app: string },
): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom("apps")
    .select("team")
    .where("namespace", "=", namespace)
    .where("team", "<>", team)
    .where("name", "<>", app)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row?.team ?? null;
}

/** Apps by name after a name, of some teams or (null) of all. */
export async function listApps(
  connection: Connection,
  query: { teams: readonly string[] | null; after: string | null; search: string | null; limit: number },
): Promise<AppRecord[]> {
  let select = tables(connection).selectFrom("apps").selectAll().where("removed_at", "is", null);
  if (query.teams !== null)
    select = select.where("team", "in", query.teams.length === 0 ? [""] : [...query.teams]);
  if (query.after !== null) select = select.where("name", ">", query.after);
  if (query.search !== null)
    select = select.where("name", "like", `%${query.search.replace(/[\\%_]/g, "\\$&")}%`);
  const rows = await select.orderBy("name").limit(query.limit).execute();
  return rows.map(toApp);
}

export async function findVersion(
  connection: Connection,
  app: string,
  number: number,
): Promise<AppVersionRecord | null> {
  const row = await tables(connection)
    .selectFrom("app_versions")
    .selectAll()
    .where("app", "=", app)
    .where("number", "=", number)
    .executeTakeFirst();
  return row === undefined ? null : toVersion(row);
}

/** Stores a version. The caller holds the app's row and gives the next number. */
export async function insertVersion(
  tx: Tx,
  draft: VersionDraft,
  number: number,
  now: Date,
): Promise<AppVersionRecord> {
  const row = await tables(tx)
    .insertInto("app_versions")
    .values({
      app: draft.app,
      number,
      text: draft.text,
      spec: JSON.stringify(draft.spec),
      images: JSON.stringify(draft.images),
      targets: JSON.stringify(draft.targets),
      rendering: JSON.stringify(draft.rendering),
      digest: draft.digest,
      bases: JSON.stringify(draft.bases),
      origin: draft.origin,
      based_on: draft.basedOn,
      source: draft.source === null ? null : JSON.stringify(draft.source),
      message: draft.message,
      author_id: draft.author.id,
      author_name: draft.author.name,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toVersion(row);
}

/** Summaries, newest first, without reading specs and renderings. */
export async function listVersions(
  connection: Connection,
  query: { app: string; before: number | null; limit: number },
): Promise<AppVersionSummary[]> {
  let select = tables(connection)
    .selectFrom("app_versions")
    .select([
      "app",
      "number",
      "digest",
      "images",
      "message",
      "origin",
      "based_on",
      "source",
      "author_id",
      "author_name",
    ])
    .select(["created_at", "targets"])
    .where("app", "=", query.app);
  if (query.before !== null) select = select.where("number", "<", query.before);
  const rows = await select.orderBy("number", "desc").limit(query.limit).execute();
  return rows.map((row) =>
    summaryOf({
      ...row,
      basedOn: row.based_on,
      author: { id: row.author_id, name: row.author_name },
      createdAt: row.created_at,
    }),
  );
}

/** What lists show of a version. */
export function summaryOf(
  version: Omit<AppVersionRecord, "text" | "spec" | "rendering" | "bases">,
): AppVersionSummary {
  return {
    app: version.app,
    number: version.number,
    digest: version.digest,
    images: [...version.images],
    message: version.message,
    origin: version.origin,
    basedOn: version.basedOn,
    source: version.source,
    author: version.author,
    createdAt: version.createdAt.toISOString(),
    replicas: version.targets.reduce((sum, { replicas }) => sum + replicas, 0),
  };
}
