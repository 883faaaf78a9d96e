import type { Kysely, Transaction } from "kysely";

// The empty schema: every domain adds its own tables with `$extendTables`, so none sees another's.
// biome-ignore lint/complexity/noBannedTypes: Kysely's own way to say "no tables yet"
export type NoTables = {};
export type Db = Kysely<NoTables>;
export type Tx = Transaction<NoTables>;

/** Plain SQL, applied once, in the order of names: `0100-access`. Never edited once released. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface Database {
  /** For reads and single statements: `database.db.$extendTables<ReleaseTables>()`. */
  readonly db: Db;
  /**
   * Runs `work` in one transaction (read committed). Rolls back when it throws. No network call inside.
   * @throws HalcyonError `database_unavailable` (503) when PostgreSQL cannot be reached
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Applies what is missing, under a lock: several processes may start at once. */
  migrate(migrations: readonly Migration[]): Promise<void>;
  /**
   * Hears NOTIFY on a channel over a connection of its own, which is made again whenever it breaks.
   * @param handler gets the payload, or null after a reconnect: messages may have been missed
   * @returns stops listening
   */
  listen(channel: string, handler: (payload: string | null) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
