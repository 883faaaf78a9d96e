import { accessEndpoints, type AuditEvent, auditEndpoints, type QueryInputOf } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "#platform/http/actor.ts";
import { manualClock } from "#platform/testing/clock.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

const clock = manualClock(new Date("2026-03-01T08:00:00Z"));
let server: TestServer;

beforeAll(async () => {
  server = await testServer(undefined, { clock });
  for (const [verb, app, team] of [
    ["release.create", "shop", "retail"],
    ["release.approve", "shop", "retail"],
    ["releases.purge", "front", "news"],
    ["app.apply", "front", "news"],
    ["cluster.add", null, null],
  ] as const) {
    clock.advance(60_000);
    await server.platform.database.transaction((tx) =>
      server.platform.recordAudit(tx, {
        actor: systemActor,
        verb,
        subject: { kind: verb.split(".")[0] ?? "", id: `id-${verb}`, name: `name-${verb}`, team, app },
        detail: { n: [1, null, { deep: "x" }] },
      }),
    );
  }
});
afterAll(() => server.close());

const list = async (query: QueryInputOf<typeof auditEndpoints.list>, client: ApiClient = server.admin) =>
  (await client.get(auditEndpoints.list, { query: { actor: "halcyon", ...query } })).items;
const verbs = (items: readonly AuditEvent[]) => items.map(({ verb }) => verb);

test("newest first, whole, with what was done it to", async () => {
  const items = await list({ kind: "cluster" });
  expect(items).toEqual([
    {
      id: expect.any(String),
      at: "2026-03-01T08:05:00.000Z",
      actor: { id: "system", name: "halcyon", displayName: "Halcyon", kind: "system", via: "system" },
      verb: "cluster.add",
      subject: { kind: "cluster", id: "id-cluster.add", name: "name-cluster.add", team: null, app: null },
      detail: { n: [1, null, { deep: "x" }] },
      requestId: null,
      address: null,
    },
  ]);
});

test.each([
  [{ verb: "release" }, ["release.approve", "release.create"]],
  [{ verb: "release.approve" }, ["release.approve"]],
  [{ verb: "rel" }, []],
  [{ app: "front" }, ["app.apply", "releases.purge"]],
  [{ team: "retail", verb: "release.create" }, ["release.create"]],
  [{ subject: "name-app.apply" }, ["app.apply"]],
  [{ subject: "id-app.apply" }, ["app.apply"]],
  [{ since: "2026-03-01T08:02:00Z", until: "2026-03-01T08:04:00Z" }, ["releases.purge", "release.approve"]],
  [{ since: "2026-03-01T16:02:00+08:00", until: "2026-03-01T16:03:00+08:00" }, ["release.approve"]],
])("filtered by %j", async (query, expected) => {
  expect(verbs(await list(query))).toEqual(expected);
});

test("page by page every row comes once, though new ones are written meanwhile", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await server.admin.get(auditEndpoints.list, {
      query: { actor: "halcyon", verb: "release", limit: 1, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...verbs(page.items));
    await server.admin.get(accessEndpoints.createTeam, { body: { name: `team-${seen.length}` } });
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(["release.approve", "release.create"]);
});

test("a lead sees the rows of their teams and no other, also when asking for them", async () => {
  const lead = await server.person({ name: "lead", grants: [{ role: "lead", team: "news" }] });
  expect(verbs(await list({}, lead))).toEqual(["app.apply", "releases.purge"]);
  expect(await list({ team: "retail" }, lead)).toEqual([]);
  expect(await list({ app: "shop" }, lead)).toEqual([]);
  const operator = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
  expect((await list({}, operator)).length).toBeGreaterThanOrEqual(5);
});

test("rows are never changed or removed", async () => {
  for (const statement of [
    sql`update audit_events set verb = 'x'`,
    sql`delete from audit_events`,
    sql`truncate audit_events`,
  ]) {
    await expect(statement.execute(server.platform.database.db)).rejects.toThrow("never changed or removed");
  }
});
