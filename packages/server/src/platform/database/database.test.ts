import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Migration } from "#platform/database/database.ts";
import { sqlState, violatedConstraint } from "#platform/database/errors.ts";
import { jsonb } from "#platform/database/json.ts";
import { openDatabase } from "#platform/database/open.ts";
import { silentLog, type TestDatabase, testDatabase } from "#platform/testing/database.ts";

let given: TestDatabase;
beforeEach(async () => {
  given = await testDatabase();
});
afterEach(() => given.close());

const first: Migration = {
  name: "0001-first",
  sql: "create table first (id int primary key); insert into first values (1);",
};
const second: Migration = {
  name: "0002-second",
  sql: "alter table first add column note text not null default 'x';",
};

test("processes that migrate at the same moment apply each migration once", async () => {
  const handles = Array.from({ length: 6 }, () => openDatabase({ url: given.url, log: silentLog }));
  try {
    await Promise.all(handles.map((handle) => handle.migrate([second, first])));
    const { rows } = await sql`select * from first`.execute(given.database.db);
    expect(rows).toEqual([{ id: 1, note: "x" }]);
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
});

test("migrations that come later are applied, earlier ones left alone", async () => {
  await given.database.migrate([first]);
  await given.database.migrate([first, second]);
  const { rows } = await sql`select name from platform_migrations order by name`.execute(given.database.db);
  expect(rows).toEqual([{ name: "0001-first" }, { name: "0002-second" }]);
});

test("a migration that fails leaves nothing of the ones before it", async () => {
  const broken = { name: "0003-broken", sql: "create table third (id int); select nonsense;" };
  await expect(given.database.migrate([first, second, broken])).rejects.toThrow(/nonsense/);
  const { rows } = await sql`select to_regclass('first') as found`.execute(given.database.db);
  expect(rows).toEqual([{ found: null }]);
});

test("an applied migration with another text now is refused", async () => {
  await given.database.migrate([first]);
  const changed = { ...first, sql: `${first.sql} -- changed` };
  await expect(given.database.migrate([changed])).rejects.toMatchObject({
    code: "database_migration_changed",
  });
});

test("a transaction that throws leaves nothing", async () => {
  await given.database.migrate([first]);
  const work = given.database.transaction(async (tx) => {
    await sql`insert into first values (2)`.execute(tx);
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  const { rows } = await sql`select id from first`.execute(given.database.db);
  expect(rows).toEqual([{ id: 1 }]);
});

test("a violated constraint is named", async () => {
  await given.database.migrate([first]);
  const error: unknown = await sql`insert into first values (1)`
    .execute(given.database.db)
    .catch((thrown) => thrown);
  expect([sqlState(error), violatedConstraint(error)]).toEqual(["23505", "first_pkey"]);
});

test("a jsonb column takes arrays and null as they are", async () => {
  const { rows } =
    await sql`select ${jsonb([1, { a: [] }])} as list, ${jsonb(null)} = 'null' as nothing`.execute(
      given.database.db,
    );
  expect(rows).toEqual([{ list: [1, { a: [] }], nothing: true }]);
});

test("counts come as numbers", async () => {
  const { rows } = await sql`select count(*) as n, 9007199254740991::int8 as big`.execute(given.database.db);
  expect(rows).toEqual([{ n: 1, big: 9007199254740991 }]);
});

test("a server that is not there is one kind of error, with a time to retry", async () => {
  const nowhere = openDatabase({
    url: "postgresql://halcyon@localhost/x?host=/tmp/there-is-nothing",
    log: silentLog,
  });
  const work = nowhere.transaction(async () => 1);
  await expect(work).rejects.toMatchObject({ code: "database_unavailable", status: 503, retryAfter: 2 });
  await nowhere.close();
});

test("a connection cut in the middle of a transaction is that error too, and the next one works", async () => {
  const work = given.database.transaction(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(given.database.db);
    await sql`select 1`.execute(tx);
  });
  await expect(work).rejects.toMatchObject({ code: "database_unavailable" });
  expect((await sql`select 1 as one`.execute(given.database.db)).rows).toEqual([{ one: 1 }]);
});

test("a statement that takes too long is that error too; a migration may take its time", async () => {
  const hurried = openDatabase({ url: given.url, log: silentLog, statementLimitMs: 100 });
  try {
    const slow = sql`select pg_sleep(60)`.execute(hurried.db);
    await expect(slow).rejects.toMatchObject({ code: "database_unavailable" });
    await hurried.migrate([{ name: "0001-slow", sql: "select pg_sleep(0.5); create table slow (id int);" }]);
    expect((await sql`select * from slow`.execute(hurried.db)).rows).toEqual([]);
  } finally {
    await hurried.close();
  }
});
