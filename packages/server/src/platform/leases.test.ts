import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { createLeases, type Leases } from "#platform/leases.ts";
import { platformMigrations } from "#platform/tables.ts";
import { silentLog, type TestDatabase, testDatabase } from "#platform/testing/database.ts";
import { until } from "#platform/testing/until.ts";

let given: TestDatabase;
let one: Leases;
let two: Leases;

beforeEach(async () => {
  given = await testDatabase();
  await given.database.migrate(platformMigrations);
  const deps = { database: given.database, clock: systemClock, log: silentLog };
  one = createLeases(deps);
  two = createLeases(deps);
});
afterEach(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await given.close();
});

const longMs = 60_000;

test("one holds it, the other does not; released, the epoch grows", async () => {
  const held = await one.acquire("release:1", { ttlMs: longMs });
  expect(held).toMatchObject({ epoch: 1 });
  expect(await two.acquire("release:1", { ttlMs: longMs })).toBeNull();
  expect(await two.acquire("release:2", { ttlMs: longMs })).toMatchObject({ epoch: 1 });
  await held?.release();
  expect(held?.signal.aborted).toBe(true);
  expect(await two.acquire("release:1", { ttlMs: longMs })).toMatchObject({ epoch: 2 });
});

test("of many that ask at once exactly one gets it", async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => two.acquire("busy", { ttlMs: longMs })));
  expect(taken.filter((lease) => lease !== null)).toHaveLength(1);
});

test("it is renewed past its lifetime while its holder lives", async () => {
  const held = await one.acquire("kept", { ttlMs: 3_000 });
  const expiry = async () => {
    const { rows } = await sql<{ expires_at: Date }>`select expires_at from platform_leases`.execute(
      given.database.db,
    );
    return rows[0]?.expires_at.getTime() ?? 0;
  };
  const first = await expiry();
  await until("a whole further lifetime", async () => (await expiry()) >= first + 3_000);
  expect(held?.held()).toBe(true);
  expect(await two.acquire("kept", { ttlMs: 3_000 })).toBeNull();
});

test("a lease taken over is lost for its holder, and the taker's epoch is greater", async () => {
  const held = await one.acquire("taken", { ttlMs: 3_000 });
  // As if the holder had been silent for too long.
  await sql`update platform_leases set expires_at = '-infinity'`.execute(given.database.db);
  const next = await two.acquire("taken", { ttlMs: longMs });
  expect(next).toMatchObject({ epoch: 2 });
  await until("the loss", () => held?.signal.aborted);
  expect(held?.held()).toBe(false);
  await held?.release();
  expect(await one.acquire("taken", { ttlMs: longMs })).toBeNull();
});

test("a holder that cannot reach the database gives up by its own clock", async () => {
  const held = await one.acquire("cut", { ttlMs: 1_000 });
  await sql`alter table platform_leases rename to hidden_leases`.execute(given.database.db);
  await until("giving up", () => held?.signal.aborted);
  await sql`alter table hidden_leases rename to platform_leases`.execute(given.database.db);
  expect(held?.signal.reason).toMatchObject({
    message: expect.stringContaining("could not be renewed in time"),
  });
});

test("held() is false past the deadline even when nothing could run in between; it counts from when it asked", async () => {
  let asked = false;
  let now = 30_000;
  const monotonic = () => {
    const time = asked ? now : 0;
    asked = true;
    return time;
  };
  const leases = createLeases({
    database: given.database,
    clock: { now: () => new Date(), monotonic },
    log: silentLog,
  });
  const held = await leases.acquire("stalled", { ttlMs: longMs });
  now = longMs - 1;
  expect(held?.held()).toBe(true);
  now = longMs;
  expect(held?.signal.aborted).toBe(false);
  expect(held?.held()).toBe(false);
  await leases.stop();
});

test("stopping gives everything back", async () => {
  await one.acquire("a", { ttlMs: longMs });
  await one.acquire("b", { ttlMs: longMs });
  await one.stop();
  expect(await two.acquire("a", { ttlMs: longMs })).toMatchObject({ epoch: 2 });
  expect(await two.acquire("b", { ttlMs: longMs })).toMatchObject({ epoch: 2 });
});
