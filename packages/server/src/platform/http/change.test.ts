import { createHash } from "node:crypto";
import { accessEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createNotesDomain, noteEndpoints, secretText } from "#platform/testing/notes-domain.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

let server: TestServer;
let lin: ApiClient;
const shop = { params: { app: "shop" } };

beforeAll(async () => {
  server = await testServer((platform) => [createNotesDomain(platform)]);
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "retail" }] });
});
afterAll(() => server.close());

let before: { notes: number; rows: number };
beforeEach(async () => {
  before = await counts();
});

async function counts() {
  const { rows } = await sql<{ notes: number; rows: number }>`
    select (select count(*) from notes) as notes,
      (select count(*) from audit_events where verb = 'note.create') as rows`.execute(
    server.platform.database.db,
  );
  return rows[0] ?? { notes: -1, rows: -1 };
}

const create = (body: { text: string; fail?: string }, headers: Record<string, string> = {}, client = lin) =>
  client.call(noteEndpoints.create, { ...shop, body: body as never, headers });

test("a change and its audit row are there together", async () => {
  const { body, headers } = await create({ text: "hello" });
  expect(await counts()).toEqual({ notes: before.notes + 1, rows: before.rows + 1 });
  const { rows } = await sql`
    select actor_name, via, verb, subject_kind, subject_id, team, app, request_id, address
    from audit_events order by id desc limit 1`.execute(server.platform.database.db);
  expect(rows).toEqual([
    {
      actor_name: "lin",
      via: "session",
      verb: "note.create",
      subject_kind: "note",
      subject_id: body?.id,
      team: "retail",
      app: "shop",
      request_id: headers.get("x-request-id"),
      address: "127.0.0.1",
    },
  ]);
});

test.each(["before", "work", "refuse", "audit", "commit"])(
  "neither is there when it fails: %s",
  async (fail) => {
    const { problem } = await create({ text: "hello", fail });
    expect(problem?.status).toBe(fail === "refuse" ? 409 : 500);
    expect(await counts()).toEqual(before);
  },
);

test.each(["before", "work", "audit", "commit", "output", "after"])(
  "what nobody expected says nothing of itself: %s",
  async (fail) => {
    const { problem, headers } = await create({ text: "hello", fail });
    expect(problem).toEqual({
      type: "/problems/internal_error",
      title: "Something went wrong inside Halcyon",
      status: 500,
      code: "internal_error",
      detail: "The request was not completed.",
      hint: expect.stringContaining("request id"),
      instance: "/api/v1/apps/shop/notes",
      requestId: headers.get("x-request-id"),
    });
  },
);

test("fields the contract does not name stay inside", async () => {
  const response = await lin.raw("/api/v1/apps/shop/notes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "hello" }),
  });
  expect(await response.text()).not.toContain(secretText);
});

test("the same key again is answered, not carried out again", async () => {
  const key = { "idempotency-key": "one" };
  const first = await create({ text: "once" }, key);
  const again = await create({ text: "once" }, key);
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await counts()).toEqual({ notes: before.notes + 1, rows: before.rows + 1 });
});

test("many with the same key at once make one change and get one answer", async () => {
  const key = { "idempotency-key": "race" };
  const answers = await Promise.all(Array.from({ length: 8 }, () => create({ text: "race" }, key)));
  expect(new Set(answers.map((answer) => answer.body?.id)).size).toBe(1);
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 201));
  expect(await counts()).toEqual({ notes: before.notes + 1, rows: before.rows + 1 });
});

test("a key used for something else is refused", async () => {
  const key = { "idempotency-key": "two" };
  await create({ text: "this" }, key);
  const { problem } = await create({ text: "that" }, key);
  expect(problem).toMatchObject({ status: 422, code: "http_idempotency_key_reused" });
  expect((await counts()).notes).toBe(before.notes + 1);
});

test("a refused change may be tried again with its key", async () => {
  const key = { "idempotency-key": "three" };
  expect((await create({ text: "x", fail: "refuse" }, key)).status).toBe(409);
  expect((await counts()).notes).toBe(before.notes);
  expect((await create({ text: "x" }, key)).status).toBe(201);
});

test("two people may use the same key", async () => {
  const key = { "idempotency-key": "four" };
  const mine = await create({ text: "mine" }, key);
  const theirs = await create({ text: "mine" }, key, server.admin);
  expect(theirs.body?.id).not.toBe(mine.body?.id);
});

test("a crash right after the commit still leaves the answer for who asks again", async () => {
  const key = { "idempotency-key": "five" };
  expect((await create({ text: "crash", fail: "after" }, key)).status).toBe(500);
  const again = await create({ text: "crash", fail: "after" }, key);
  expect(again).toMatchObject({ status: 201, body: { text: "crash" } });
  expect((await counts()).notes).toBe(before.notes + 1);
});

test("a change whose answer nobody knows is not repeated, and says so", async () => {
  const key = { "idempotency-key": "six" };
  await create({ text: "lost" }, key);
  await sql`update platform_idempotency set response = null where key = 'six'`.execute(
    server.platform.database.db,
  );
  const { problem } = await create({ text: "lost" }, key);
  expect(problem).toMatchObject({ status: 409, code: "http_answer_lost" });
});

test("a key that is not usable is refused", async () => {
  for (const key of ["with space", "x".repeat(201)]) {
    const { problem } = await create({ text: "x" }, { "idempotency-key": key });
    expect(problem?.code).toBe("http_idempotency_key_invalid");
  }
});

test("a stored answer is not readable in the database", async () => {
  const input = { body: { name: "ci" }, headers: { "idempotency-key": "token" } };
  const first = await lin.get(accessEndpoints.createToken, input);
  const again = await lin.get(accessEndpoints.createToken, input);
  expect(again.secret).toBe(first.secret);
  const { rows } = await sql`select * from platform_idempotency`.execute(server.platform.database.db);
  expect(JSON.stringify(rows)).not.toContain(first.secret);
});

test("what is kept to recognise a request by is no digest that a password could be guessed with", async () => {
  const body = { name: "mei", displayName: "Mei", password: "a guessable one" };
  await server.admin.get(accessEndpoints.createUser, { body, headers: { "idempotency-key": "person" } });
  const { rows } = await sql<{ fingerprint: string }>`
    select fingerprint from platform_idempotency where key = 'person'`.execute(server.platform.database.db);
  const guess = createHash("sha256")
    .update(JSON.stringify(["POST", accessEndpoints.createUser.path, body]))
    .digest("base64url");
  expect(rows).toHaveLength(1);
  expect(rows[0]?.fingerprint).not.toBe(guess);
});

test("rights taken away are gone for a replay, too", async () => {
  const key = { "idempotency-key": "seven" };
  await create({ text: "x" }, key);
  const grant = { role: "developer", team: "retail" } as const;
  await server.admin.get(accessEndpoints.revokeRole, { params: { user: "lin" }, body: grant });
  expect((await create({ text: "x" }, key)).status).toBe(403);
  await server.admin.get(accessEndpoints.grantRole, { params: { user: "lin" }, body: grant });
});
