import { accessEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manualClock } from "#platform/testing/clock.ts";
import { createNotesDomain, noteEndpoints } from "#platform/testing/notes-domain.ts";
import { type ApiClient, createApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

const clock = manualClock();
const dayMs = 24 * 3_600_000;
const grant = { role: "developer", team: "retail" } as const;
let server: TestServer;
let lin: ApiClient;

beforeAll(async () => {
  server = await testServer((platform) => [createNotesDomain(platform)], { clock });
  lin = await server.person({ name: "lin", grants: [grant] });
});
afterAll(() => server.close());

async function tokenOf(body: { name: string; access?: "full" | "read"; expiresInDays?: number }) {
  const { token, secret } = await lin.get(accessEndpoints.createToken, { body });
  return { token, secret, client: createApiClient(server.url, secret) };
}

const write = (client: ApiClient) =>
  client.call(noteEndpoints.create, { params: { app: "shop" }, body: { text: "by token" } });

test("a token acts as its owner, and the audit row says it was a token", async () => {
  const { client, token, secret } = await tokenOf({ name: "full" });
  expect(secret.startsWith(token.prefix)).toBe(true);
  expect((await write(client)).status).toBe(201);
  const { rows } = await sql`select actor_name, via from audit_events order by id desc limit 1`.execute(
    server.platform.database.db,
  );
  expect(rows).toEqual([{ actor_name: "lin", via: "token" }]);
  expect(await client.get(accessEndpoints.whoami)).toMatchObject({
    via: "token",
    access: "full",
    user: { name: "lin" },
  });
});

test("a token never has more than its owner has at that moment", async () => {
  const { client } = await tokenOf({ name: "follows" });
  await server.admin.get(accessEndpoints.revokeRole, { params: { user: "lin" }, body: grant });
  expect((await write(client)).problem?.code).toBe("http_forbidden");
  await server.admin.get(accessEndpoints.grantRole, { params: { user: "lin" }, body: grant });
  expect((await write(client)).status).toBe(201);
});

test("a token narrowed to reading reads and changes nothing, not even what needs no permission", async () => {
  const { client, token } = await tokenOf({ name: "reader", access: "read" });
  expect((await client.call(noteEndpoints.list, { params: { app: "shop" } })).status).toBe(200);
  expect((await write(client)).problem?.code).toBe("http_token_read_only");
  const revoke = await client.call(accessEndpoints.revokeToken, { params: { token: token.id } });
  expect(revoke.problem?.code).toBe("http_token_read_only");
  const held = (await client.get(accessEndpoints.whoami)).permissions.map(({ permission }) => permission);
  expect(held).toEqual(["fleet.read", "fleet.logs", "app.read", "release.read"]);
});

test("a token makes no tokens, changes no password and signs nobody out", async () => {
  const { client } = await tokenOf({ name: "limited" });
  const answers = await Promise.all([
    client.call(accessEndpoints.createToken, { body: { name: "child" } }),
    client.call(accessEndpoints.changePassword, { body: { current: "x", next: "a new password" } }),
    client.call(accessEndpoints.signOut),
  ]);
  expect(answers.map(({ problem }) => problem?.code)).toEqual(Array(3).fill("access_session_needed"));
});

test("a token ends at its time", async () => {
  const { client } = await tokenOf({ name: "short", expiresInDays: 1 });
  clock.advance(dayMs - 1);
  expect((await client.call(accessEndpoints.whoami)).status).toBe(200);
  clock.advance(1);
  expect((await client.call(accessEndpoints.whoami)).status).toBe(401);
});

test("listed without its secret, revoked at once, by its owner and by an administrator only", async () => {
  // The clock of the test before ended the sessions of all.
  const again = await testServer();
  try {
    const owner = await again.person({ name: "owner" });
    const other = await again.person({ name: "other" });
    const make = (name: string) => owner.get(accessEndpoints.createToken, { body: { name } });
    const [one, two] = [await make("one"), await make("two")];
    expect((await owner.call(accessEndpoints.createToken, { body: { name: "one" } })).problem?.code).toBe(
      "access_token_exists",
    );
    const { items } = await owner.get(accessEndpoints.listTokens);
    expect(items.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(JSON.stringify(items)).not.toContain(one.secret);
    const stored = await sql`select * from access_tokens`.execute(again.platform.database.db);
    expect(JSON.stringify(stored.rows)).not.toContain(one.secret);

    const theirs = { params: { token: one.token.id } };
    expect((await other.call(accessEndpoints.revokeToken, theirs)).problem?.code).toBe(
      "access_token_unknown",
    );
    await owner.get(accessEndpoints.revokeToken, theirs);
    await again.admin.get(accessEndpoints.revokeUserToken, {
      params: { user: "owner", token: two.token.id },
    });
    for (const { secret } of [one, two]) {
      expect((await createApiClient(again.url, secret).call(accessEndpoints.whoami)).status).toBe(401);
    }
    const left = await again.admin.get(accessEndpoints.listUserTokens, { params: { user: "owner" } });
    expect(left.items).toEqual([]);
  } finally {
    await again.close();
  }
});

test("what is no token is nobody", async () => {
  for (const token of ["nonsense", "hcn_", "hcs_nonsense", `hcn_${"A".repeat(43)}`]) {
    expect((await createApiClient(server.url, token).call(accessEndpoints.whoami)).status, token).toBe(401);
  }
});
