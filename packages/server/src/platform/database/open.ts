import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import { Pool, types } from "pg";
import type { Database, NoTables, Tx } from "#platform/database/database.ts";
import { normaliseDatabaseError } from "#platform/database/errors.ts";
import { listen } from "#platform/database/listen.ts";
import { migrate } from "#platform/database/migrate.ts";
import type { Log } from "#platform/log.ts";

const int8 = 20;
const date = 1082;

/**
 * Opens a pool of connections. Connects when first used, so it does not fail when PostgreSQL is away.
 * @param deps.url postgresql://..., also with `?host=/socket/directory`
 * @param deps.connections most at a time, 20 unless told
 * @param deps.statementLimitMs longest a statement may take, a minute unless told; migrations may take longer
 */
export function openDatabase(deps: {
  url: string;
  log: Log;
  connections?: number;
  statementLimitMs?: number;
}): Database {
  const { url, log } = deps;
  const limitMs = deps.statementLimitMs ?? 60_000;
  const pool = new Pool({
    ...connection(url),
    max: deps.connections ?? 20,
    // A process that hangs in the middle of a transaction must not keep its locks from all others.
    idle_in_transaction_session_timeout: 5_000,
    statement_timeout: limitMs,
    // And a PostgreSQL that hangs must not keep whoever asks it.
    query_timeout: limitMs + 1_000,
  });
  // Without listeners a connection that breaks, idle or between two statements, would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  pool.on("connect", (client) =>
    client.on("error", (error) => log.debug({ err: error }, "connection broke")),
  );

  const db = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: normalising(pool) }) });
  const listeners = new Set<() => Promise<void>>();
  return {
    db,
    transaction: <T>(work: (tx: Tx) => Promise<T>) => db.transaction().execute(work),
    async migrate(migrations) {
      const unhurried = new Kysely<NoTables>({
        dialect: new PostgresDialect({ pool: normalising(new Pool({ ...connection(url), max: 1 })) }),
      });
      try {
        await migrate({ db: unhurried, log }, migrations);
      } finally {
        await unhurried.destroy();
      }
    },
    async listen(channel, handler) {
      const stop = await listen({ url, log }, channel, handler);
      listeners.add(stop);
      return async () => {
        listeners.delete(stop);
        await stop();
      };
    },
    async close() {
      await Promise.all([...listeners].map((stop) => stop()));
      await db.destroy();
    },
  };
}

function connection(url: string) {
  return {
    connectionString: url,
    application_name: "halcyon",
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: { getTypeParser: parserOf },
  };
}

function parserOf(oid: number, format?: "text" | "binary") {
  // Counts and epochs: far under 2^53, and a string would compare wrongly.
  if (oid === int8) return Number;
  if (oid === date) return String;
  return types.getTypeParser(oid, format);
}

/** The pool with its errors made one kind where PostgreSQL is not there. */
function normalising(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw normaliseDatabaseError(error);
      });
      return wrapped(client);
    },
  };
}

// One wrapper for the life of each client: Kysely keeps what it knows of a connection by identity.
const wrappers = new WeakMap<PostgresPoolClient, PostgresPoolClient>();

function wrapped(client: PostgresPoolClient): PostgresPoolClient {
  const known = wrappers.get(client);
  if (known !== undefined) return known;
  let broken = false;
  const made = {
    query: async (text: string, parameters: readonly unknown[]) => {
      try {
        return await client.query(text, parameters);
      } catch (error) {
        const normal = normaliseDatabaseError(error);
        broken ||= normal !== error;
        throw normal;
      }
    },
    release: (destroy?: boolean) => client.release(destroy === true || broken),
  } as unknown as PostgresPoolClient;
  wrappers.set(client, made);
  return made;
}
