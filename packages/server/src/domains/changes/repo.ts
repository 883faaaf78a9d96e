/** The SQL of the export: the queue and its one state. Each function takes the connection or transaction it runs on. */
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { ChangesTables, RemoteState } from "./tables.ts";

type Connection = Db | Tx;
const tables = (connection: Connection) => connection.$extendTables<ChangesTables>();

export type QueueRow = Selectable<ChangesTables["git_queue"]> & { readonly position: number };
export type ExportState = Selectable<ChangesTables["git_state"]>;

/** The state, held until the transaction ends. Null: a later holder of the lease has been here. */
export async function claimState(tx: Tx, epoch: number): Promise<ExportState | null> {
  const row = await tables(tx)
    .updateTable("git_state")
    .set({ epoch })
    .where("epoch", "<=", epoch)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function readState(connection: Connection): Promise<ExportState> {
  return tables(connection).selectFrom("git_state").selectAll().executeTakeFirstOrThrow();
}

export async function updateState(
  tx: Tx,
  change: Partial<Omit<ExportState, "one" | "epoch" | "remote">> & { remote?: RemoteState | null },
): Promise<void> {
  const { remote, ...columns } = change;
  await tables(tx)
    .updateTable("git_state")
    .set({ ...columns, ...(remote === undefined ? {} : { remote: JSON.stringify(remote) }) })
    .execute();
}

/**
 * Gives what is committed by now its place in the history. Who locked a row before its commit has the smaller id, and
 * both are seen here together or in that order: so versions of one app, and whatever follows from another, keep theirs.
 * The caller holds the state.
 */
export async function assignPositions(tx: Tx, limit: number): Promise<void> {
  await sql`
    with waiting as (select id from git_queue where position is null order by id limit ${limit}),
      numbered as (select id, row_number() over (order by id) as n from waiting),
      last as (select coalesce(max(position), 0) as position from git_queue)
    update git_queue set position = last.position + numbered.n from numbered, last where git_queue.id = numbered.id`.execute(
    tx,
  );
}

/** The last place given. */
export async function lastPosition(connection: Connection): Promise<number> {
  const row = await tables(connection)
    .selectFrom("git_queue")
    .select((eb) => eb.fn.max("position").as("last"))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Entries after a place, in order. */
export async function entriesAfter(
  connection: Connection,
  position: number,
  limit: number,
): Promise<QueueRow[]> {
  const rows = await tables(connection)
    .selectFrom("git_queue")
    .selectAll()
    .where("position", ">", position)
    .orderBy("position")
    .limit(limit)
    .execute();
  return rows as QueueRow[];
}

/** The last version of an app that stands before a place. */
export async function versionBefore(
  connection: Connection,
  app: string,
  position: number,
): Promise<number | null> {
  const row = await tables(connection)
    .selectFrom("git_queue")
    .select("number")
    .where("name", "=", app)
    .where("kind", "=", "version")
    .where("position", "<", position)
    .orderBy("position", "desc")
    .executeTakeFirst();
  return row?.number ?? null;
}

/** @param commits ids of the entries from a place on, in order */
export async function markCommits(tx: Tx, from: number, commits: readonly string[]): Promise<void> {
  await sql`
    update git_queue set commit = made.commit
    from unnest(${[...commits]}::text[]) with ordinality as made (commit, n)
    where position = ${from}::bigint + made.n - 1 and git_queue.commit is distinct from made.commit`.execute(
    tx,
  );
}

/** How many entries are not in Git yet, and since when the oldest waits. */
export async function waiting(
  connection: Connection,
  position: number,
): Promise<{ count: number; since: Date | null }> {
  const row = await tables(connection)
    .selectFrom("git_queue")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min("queued_at").as("since")])
    .where((eb) => eb.or([eb("position", "is", null), eb("position", ">", position)]))
    .executeTakeFirstOrThrow();
  return { count: row.count, since: row.since };
}

/** Since when the oldest entry that a commit's successors hold has been there. */
export async function oldestAfterCommit(connection: Connection, commit: string | null): Promise<Date | null> {
  const { rows } = await sql<{ since: Date | null }>`
    select min(queued_at) as since from git_queue
    where position > coalesce((select position from git_queue where commit = ${commit}), 0)`.execute(
    connection,
  );
  return rows[0]?.since ?? null;
}
