import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "#platform/database/open.ts";
import { createEvents, type EventPayload, type Events } from "#platform/events.ts";
import { silentLog, type TestDatabase, testDatabase } from "#platform/testing/database.ts";
import { until } from "#platform/testing/until.ts";

let given: TestDatabase;
let here: Events;
let there: Events;
let thereDatabase: ReturnType<typeof openDatabase>;

beforeEach(async () => {
  given = await testDatabase();
  thereDatabase = openDatabase({ url: given.url, log: silentLog });
  here = createEvents({ database: given.database, log: silentLog });
  there = createEvents({ database: thereDatabase, log: silentLog });
  await Promise.all([here.start(), there.start()]);
});
afterEach(async () => {
  await Promise.all([here.stop(), there.stop()]);
  await thereDatabase.close();
  await given.close();
});

function collect(events: Events, prefix: string): [string, EventPayload][] {
  const heard: [string, EventPayload][] = [];
  events.subscribe(prefix, (topic, payload) => heard.push([topic, payload]));
  return heard;
}

const publish = (topic: string, payload: EventPayload) =>
  given.database.transaction((tx) => here.publish(tx, topic, payload));

test("an event reaches every process, by its topic or the beginning of it", async () => {
  const near = collect(here, "release");
  const far = collect(there, "release.changed");
  const other = collect(there, "rel");
  await publish("release.changed", { release: "r1" });
  await publish("released", { release: "r2" });
  await publish("release.changed", { release: "r3" });
  await until("the last event", () => near.length === 2 && far.length === 2);
  expect(near).toEqual([
    ["release.changed", { release: "r1" }],
    ["release.changed", { release: "r3" }],
  ]);
  expect(far).toEqual(near);
  expect(other).toEqual([]);
});

test("a change that is rolled back tells nobody", async () => {
  const heard = collect(there, "app");
  await given.database
    .transaction(async (tx) => {
      await here.publish(tx, "app.changed", { app: "lost" });
      throw new Error("no");
    })
    .catch(() => undefined);
  await publish("app.changed", { app: "kept" });
  await until("the event", () => heard.length > 0);
  expect(heard).toEqual([["app.changed", { app: "kept" }]]);
});

test("after a broken connection listeners are told to look again, and hear what comes then", async () => {
  const heard = collect(here, "app");
  await cutListeners();
  await until("the resync", () => heard.some(([, payload]) => payload.resync));
  expect(heard[0]).toEqual(["app", { resync: true }]);
  await publish("app.changed", { app: "news" });
  await until("the event", () => heard.find(([topic]) => topic === "app.changed"));
});

test("a listener that fails keeps no other from hearing; one that left hears nothing", async () => {
  here.subscribe("app", () => {
    throw new Error("a bad listener");
  });
  const heard = collect(here, "app");
  const left: string[] = [];
  here.subscribe("app", (topic) => left.push(topic))();
  await publish("app.changed", {});
  await until("the event", () => heard.length === 1);
  expect(left).toEqual([]);
});

async function cutListeners(): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'halcyon-listen' and datname = current_database()`.execute(given.database.db);
}
