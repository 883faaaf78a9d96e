import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { inject } from "vitest";
import type { Database } from "#platform/database/database.ts";
import { openDatabase } from "#platform/database/open.ts";
import { createLogger, type Log } from "#platform/log.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes it and drops it. */
  close(): Promise<void>;
}

/** For tests that do not look at the log. */
export const silentLog: Log = createLogger({ level: "silent" });

/** A fresh, empty database on the PostgreSQL that all tests of a run share (see test/global-setup.ts). */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await withAdmin(server, `create database ${name}`);
  const url = withDatabase(server, name);
  const database = openDatabase({ url, log: silentLog, connections: 10 });
  return {
    url,
    database,
    async close() {
      await database.close();
      await withAdmin(server, `drop database ${name} with (force)`);
    },
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function withAdmin(url: string, statement: string): Promise<void> {
  const admin = openDatabase({ url, log: silentLog, connections: 1 });
  try {
    await sql.raw(statement).execute(admin.db);
  } finally {
    await admin.close();
  }
}
