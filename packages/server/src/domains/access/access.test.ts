import { accessEndpoints, auditEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manualClock } from "#platform/testing/clock.ts";
import { createApiClient } from "#src/testing/client.ts";
import { adminPassword, personPassword, type TestServer, testServer } from "#src/testing/server.ts";

const hourMs = 3_600_000;
const clock = manualClock();
let server: TestServer;

beforeAll(async () => {
  server = await testServer(undefined, { clock });
});
afterAll(() => server.close());

let count = 0;
const freshName = () => `person-${++count}`;
const signIn = (name: string, password: string) =>
  server.anonymous.call(accessEndpoints.signIn, { body: { name, password, deliver: "token" } });

test("a wrong name, a wrong password and a disabled account get the same answer", async () => {
  const name = freshName();
  await server.person({ name });
  const gone = freshName();
  await server.person({ name: gone });
  await server.admin.get(accessEndpoints.disableUser, { params: { user: gone } });
  const answers = await Promise.all([
    signIn("never-seen", personPassword),
    signIn(name, "not the password"),
    signIn(gone, personPassword),
  ]);
  for (const { status, problem } of answers) {
    expect(status).toBe(401);
    expect({ ...problem, requestId: "" }).toEqual({ ...answers[0]?.problem, requestId: "" });
    expect(problem?.code).toBe("access_sign_in_failed");
  }
  const { items } = await server.admin.get(auditEndpoints.list, {
    query: { verb: "session.refuse", limit: 3 },
  });
  expect(items.map((row) => row.subject.name).sort()).toEqual(["(no such account)", name, gone].sort());
});

test("names are taken in any case, passwords as the same text in any form", async () => {
  const name = freshName();
  await server.admin.get(accessEndpoints.createUser, {
    body: { name: name.toUpperCase(), displayName: "N", password: "pa\u030Assword-long" },
  });
  expect((await signIn(` ${name.toUpperCase()} `, "p\u00e5ssword-long")).status).toBe(201);
});

test("after ten failures there is a pause, for this person here; a success in between starts the count again", async () => {
  const name = freshName();
  const other = freshName();
  await server.person({ name });
  await server.person({ name: other });
  for (let at = 0; at < 9; at++) expect((await signIn(name, "wrong")).status).toBe(401);
  expect((await signIn(name, personPassword)).status).toBe(201);
  for (let at = 0; at < 10; at++) expect((await signIn(name, "wrong")).status).toBe(401);
  const paused = await signIn(name, personPassword);
  expect(paused.problem).toMatchObject({ status: 429, code: "access_sign_in_paused" });
  expect(Number(paused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await signIn(other, personPassword)).status).toBe(201);
  clock.advance(16 * 60_000);
  expect((await signIn(name, personPassword)).status).toBe(201);
});

test("many guesses at the same moment do not get past the limit", async () => {
  const name = freshName();
  await server.person({ name });
  const answers = await Promise.all(Array.from({ length: 25 }, () => signIn(name, "wrong")));
  expect(answers.filter(({ status }) => status === 401).length).toBe(10);
  clock.advance(16 * 60_000);
});

test("one address that tries many names is paused for all of them", async () => {
  for (let batch = 0; batch < 10; batch++) {
    await Promise.all(Array.from({ length: 10 }, (_, at) => signIn(`guess-${batch}-${at}`, "wrong")));
  }
  expect((await signIn("admin", adminPassword)).problem?.code).toBe("access_sign_in_paused");
  clock.advance(16 * 60_000);
  expect((await signIn("admin", adminPassword)).status).toBe(201);
}, 60_000);

test("a session ends after half a day unused, and after a week in use", async () => {
  const time = manualClock();
  const other = await testServer(undefined, { clock: time });
  try {
    const idle = await other.person({ name: "idle" });
    const busy = await other.person({ name: "busy" });
    for (let hour = 0; hour < 7 * 24; hour += 8) {
      expect((await busy.call(accessEndpoints.whoami)).status, `hour ${hour}`).toBe(200);
      time.advance(8 * hourMs);
      if (hour === 8) expect((await idle.call(accessEndpoints.whoami)).status).toBe(401);
    }
    expect((await busy.call(accessEndpoints.whoami)).status).toBe(401);
  } finally {
    await other.close();
  }
});

test("a disabled account's sessions and tokens stop at once, and come back only by a new sign-in", async () => {
  const name = freshName();
  const person = await server.person({ name });
  const { secret } = await person.get(accessEndpoints.createToken, { body: { name: "ci" } });
  const token = createApiClient(server.url, secret);
  await server.admin.get(accessEndpoints.disableUser, { params: { user: name } });
  expect((await person.call(accessEndpoints.whoami)).status).toBe(401);
  expect((await token.call(accessEndpoints.whoami)).status).toBe(401);
  await server.admin.get(accessEndpoints.enableUser, { params: { user: name } });
  expect((await person.call(accessEndpoints.whoami)).status).toBe(401);
  expect((await signIn(name, personPassword)).status).toBe(201);
});

test("changing one's password needs the current one and ends the other sessions only", async () => {
  const name = freshName();
  const here = await server.person({ name });
  const elsewhere = createApiClient(server.url, (await signIn(name, personPassword)).body?.token ?? "");
  const change = (current: string) =>
    here.call(accessEndpoints.changePassword, { body: { current, next: "the next password" } });
  expect((await change("wrong")).problem?.code).toBe("access_password_wrong");
  expect((await change(personPassword)).status).toBe(200);
  expect((await here.call(accessEndpoints.whoami)).status).toBe(200);
  expect((await elsewhere.call(accessEndpoints.whoami)).status).toBe(401);
  expect((await signIn(name, personPassword)).status).toBe(401);
  expect((await signIn(name, "the next password")).status).toBe(201);
});

test("a password set by an administrator ends all sessions", async () => {
  const name = freshName();
  const person = await server.person({ name });
  await server.admin.get(accessEndpoints.setPassword, {
    params: { user: name },
    body: { password: "set by admin" },
  });
  expect((await person.call(accessEndpoints.whoami)).status).toBe(401);
  expect((await signIn(name, "set by admin")).status).toBe(201);
});

test("a grant and its end count from the next request on", async () => {
  const name = freshName();
  const person = await server.person({ name });
  const operator = { params: { user: name }, body: { role: "operator", team: null } } as const;
  expect((await person.call(accessEndpoints.listUsers)).status).toBe(403);
  await server.admin.get(accessEndpoints.grantRole, operator);
  await server.admin.get(accessEndpoints.grantRole, operator);
  expect((await person.call(accessEndpoints.listUsers)).status).toBe(200);
  await server.admin.get(accessEndpoints.revokeRole, operator);
  expect((await person.call(accessEndpoints.listUsers)).status).toBe(403);
  expect((await server.admin.call(accessEndpoints.revokeRole, operator)).problem?.code).toBe(
    "access_grant_unknown",
  );
});

test("what cannot be granted says why", async () => {
  const user = freshName();
  await server.person({ name: user });
  const grant = (body: { role: "admin" | "lead"; team: string | null }) =>
    server.admin.call(accessEndpoints.grantRole, { params: { user }, body });
  expect((await grant({ role: "admin", team: "news" })).problem?.code).toBe("access_grant_everywhere_only");
  expect((await grant({ role: "lead", team: "no-such-team" })).problem?.code).toBe("access_team_unknown");
});

test("the last administrator cannot be disabled or lose the role, not even two at the same moment", async () => {
  const admin = { user: "admin" };
  const role = { role: "admin", team: null } as const;
  const disabled = await server.admin.call(accessEndpoints.disableUser, { params: admin });
  expect(disabled.problem?.code).toBe("access_last_admin");
  const revoked = await server.admin.call(accessEndpoints.revokeRole, { params: admin, body: role });
  expect(revoked.problem?.code).toBe("access_last_admin");

  const second = freshName();
  const other = await server.person({ name: second, grants: [role] });
  const answers = await Promise.all([
    server.admin.call(accessEndpoints.disableUser, { params: { user: second } }),
    other.call(accessEndpoints.revokeRole, { params: admin, body: role }),
    server.admin.call(accessEndpoints.revokeRole, { params: { user: second }, body: role }),
    other.call(accessEndpoints.disableUser, { params: admin }),
  ]);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  const { rows } = await sql`
    select u.name from access_users u join access_grants g on g.user_id = u.id
    where g.role = 'admin' and u.disabled_at is null`.execute(server.platform.database.db);
  expect(rows).toHaveLength(1);
});
