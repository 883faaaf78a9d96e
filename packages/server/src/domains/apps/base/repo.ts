/** The bases' SQL. Each function takes the connection or transaction it runs on. */
import type { BaseDocument, BaseReference, BaseVersion } from "@halcyon/contracts";
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { Base } from "./merge.ts";
import type { BaseTables } from "./tables.ts";

type Connection = Db | Tx;
const tables = (connection: Connection) => connection.$extendTables<BaseTables>();

export type StoredBase = BaseVersion & Base;

function toBase(row: Selectable<BaseTables["app_bases"]>): StoredBase {
  const { author_id, author_name, created_at, ...rest } = row;
  return { ...rest, author: { id: author_id, name: author_name }, createdAt: created_at.toISOString() };
}

/** Every base at its latest version. */
export async function latestBases(connection: Connection): Promise<StoredBase[]> {
  const rows = await tables(connection)
    .selectFrom("app_bases")
    .selectAll()
    .distinctOn("base")
    .orderBy("base")
    .orderBy("version", "desc")
    .execute();
  return rows.map(toBase);
}

/** The base at a version, or (null) at its latest. */
export async function findBase(
  connection: Connection,
  base: string,
  version: number | null,
): Promise<StoredBase | null> {
  let select = tables(connection).selectFrom("app_bases").selectAll().where("base", "=", base);
  if (version !== null) select = select.where("version", "=", version);
  const row = await select.orderBy("version", "desc").executeTakeFirst();
  return row === undefined ? null : toBase(row);
}

/** The bases a version was rendered with, as they were then. */
export async function basesAt(connection: Connection, references: readonly BaseReference[]): Promise<Base[]> {
  const found = await Promise.all(references.map(({ base, version }) => findBase(connection, base, version)));
  return found.filter((base) => base !== null);
}

/** Versions of a base, newest first, before a version or from the latest. */
export async function listBaseVersions(
  connection: Connection,
  query: { base: string; before: number | null; limit: number },
): Promise<StoredBase[]> {
  let select = tables(connection).selectFrom("app_bases").selectAll().where("base", "=", query.base);
  if (query.before !== null) select = select.where("version", "<", query.before);
  return (await select.orderBy("version", "desc").limit(query.limit).execute()).map(toBase);
}

/** Holds a base until the transaction ends, so that its numbers have no gaps. */
export async function lockBase(tx: Tx, base: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`halcyon.apps.base.${base}`}))`.execute(tx);
}

export interface NewBase {
  readonly base: string;
  readonly version: number;
  readonly text: string;
  readonly document: BaseDocument;
  readonly message: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly now: Date;
}

export async function insertBase(tx: Tx, made: NewBase): Promise<StoredBase> {
  const { author, now, document, ...rest } = made;
  const row = await tables(tx)
    .insertInto("app_bases")
    .values({
      ...rest,
      document: JSON.stringify(document),
      author_id: author.id,
      author_name: author.name,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toBase(row);
}
