import { accessEndpoints, auditEndpoints, type Role, roles } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnyEndpoint } from "#platform/http/types.ts";
import type { ApiClient, CallInput } from "#src/testing/client.ts";
import { adminPassword, personPassword, type TestServer, testServer } from "#src/testing/server.ts";

// What holds for each endpoint of these two domains, one by one.

const table: AnyEndpoint[] = [...Object.values(accessEndpoints), ...Object.values(auditEndpoints)];
const changing = table.filter(({ method }) => method !== "GET");
const nobody = "00000000-0000-7000-8000-000000000000";

let server: TestServer;
const people = new Map<Role | "none", ApiClient>();

beforeAll(async () => {
  server = await testServer();
  people.set("none", await server.person({ name: "the-none" }));
  for (const role of roles) {
    const team = role === "developer" || role === "lead" ? "news" : null;
    people.set(role, await server.person({ name: `the-${role}`, grants: [{ role, team }] }));
  }
});
afterAll(() => server.close());

function pathOf(endpoint: AnyEndpoint): string {
  return endpoint.path
    .replace(":user", "no.such.account")
    .replace(":team", "no-such-team")
    .replace(":token", nobody);
}

const send = (client: ApiClient, endpoint: AnyEndpoint, body?: unknown, search = "") =>
  client.raw(pathOf(endpoint) + search, {
    method: endpoint.method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });

describe("who may", () => {
  const anybody = ["access.setup", "session.sign-in"];
  const signedIn = [
    ...["session.whoami", "session.change-password", "team.list", "team.get", "token.list", "token.create"],
    ...["token.revoke", "session.sign-out"],
  ];
  const reading = ["user.list", "user.get", "user.tokens"];
  const allowed: Record<Role | "none", string[]> = {
    none: [],
    viewer: [],
    developer: [],
    lead: ["audit.list"],
    operator: [...reading, "audit.list"],
    admin: [
      ...[
        ...reading,
        "audit.list",
        "user.create",
        "user.update",
        "user.set-password",
        "user.disable",
        "user.enable",
      ],
      ...["user.grant", "user.revoke", "team.create", "team.remove", "user.revoke-token"],
    ],
  };

  test("every endpoint is in this table", () => {
    expect([...anybody, ...signedIn, ...allowed.admin].sort()).toEqual(table.map(({ id }) => id).sort());
  });

  test.each(table.map((endpoint) => [endpoint.id, endpoint] as const))("%s", async (id, endpoint) => {
    // Nonsense as input: whoever gets past the permission is refused for that.
    const nonsense = endpoint.method === "GET" ? undefined : { nonsense: true };
    const anonymous = await send(server.anonymous, endpoint, nonsense);
    expect(anonymous.status === 401, "anonymous").toBe(!anybody.includes(id));
    for (const [role, client] of people) {
      const may = [...anybody, ...signedIn, ...allowed[role]].includes(id);
      const { status } = await send(client, endpoint, nonsense);
      expect(status === 403, `${role}: ${status}`).toBe(!may);
      expect(status, role).not.toBe(401);
    }
  });
});

describe("wrong input is refused with a code, the place and a hint", () => {
  test.each(table.map((endpoint) => [endpoint.id, endpoint] as const))("%s", async (_, endpoint) => {
    const inBody = endpoint.method !== "GET";
    const answer = await (inBody
      ? send(server.admin, endpoint, { nonsense: 1 })
      : send(server.admin, endpoint, undefined, "?nonsense=1"));
    const problem = (await answer.json()) as { code: string; hint: string; errors: { path: string }[] };
    expect(answer.status).toBe(400);
    expect(problem.code).toBe("http_input_invalid");
    expect(problem.hint).not.toBe("");
    expect(problem.errors.map(({ path }) => path)).toContain(inBody ? "body.nonsense" : "query.nonsense");
  });

  test.each(
    table.filter(({ path }) => path.includes(":")).map((endpoint) => [endpoint.id, endpoint] as const),
  )("%s, in its path", async (_, endpoint) => {
    const path = endpoint.path.replace(/:\w+/g, "-%20-");
    const answer = await server.admin.raw(path, { method: endpoint.method });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "http_input_invalid",
      hint: expect.stringMatching(/./),
    });
  });

  test.each(
    table.filter(({ query }) => query !== undefined).map((endpoint) => [endpoint.id, endpoint] as const),
  )("%s, a cursor that is none", async (_, endpoint) => {
    // Somebody who exists: whose list it is is looked at first.
    const path = endpoint.path.replace(":user", "admin");
    for (const cursor of ["nonsense", "WzFd", "W10"]) {
      const answer = await server.admin.raw(`${path}?cursor=${cursor}`);
      expect(await answer.json()).toMatchObject({ status: 400, code: "http_cursor_invalid" });
    }
    const none = await server.admin.raw(`${path}?limit=0`);
    expect(await none.json()).toMatchObject({
      errors: [{ path: "query.limit", message: "needs at least 1" }],
    });
  });
});

describe("every change is audited, in the same transaction", () => {
  type Step = { input: CallInput<AnyEndpoint>; as?: ApiClient; verb?: string };
  const grant = { role: "lead", team: "weather" };
  const password = "a fresh password";

  /** In an order in which each can be carried out. */
  const steps: [AnyEndpoint, () => Promise<Step> | Step][] = [
    [
      accessEndpoints.signIn,
      () => ({ input: { body: { name: "admin", password: adminPassword } }, as: server.anonymous }),
    ],
    [accessEndpoints.createTeam, () => ({ input: { body: { name: "weather" } } })],
    [
      accessEndpoints.createUser,
      () => ({ input: { body: { name: "mei", displayName: "Mei", password, grants: [grant] } } }),
    ],
    [accessEndpoints.updateUser, () => mei({ displayName: "Mei Lin" })],
    [accessEndpoints.setPassword, () => mei({ password: personPassword })],
    [accessEndpoints.grantRole, () => mei({ role: "operator", team: null })],
    [accessEndpoints.revokeRole, () => mei(grant)],
    [accessEndpoints.createToken, () => ({ input: { body: { name: "ci" } } })],
    [accessEndpoints.revokeToken, async () => ({ input: { params: { token: await tokenOf("one") } } })],
    [
      accessEndpoints.revokeUserToken,
      async () => ({ input: { params: { user: "admin", token: await tokenOf("two") } } }),
    ],
    [accessEndpoints.disableUser, () => mei(undefined)],
    [accessEndpoints.enableUser, () => mei(undefined)],
    [accessEndpoints.removeTeam, () => ({ input: { params: { team: "weather" } } })],
    [
      accessEndpoints.changePassword,
      () => ({ input: { body: { current: personPassword, next: password } }, as: person("none") }),
    ],
    [accessEndpoints.signOut, () => ({ input: {}, as: person("viewer") })],
  ];

  const mei = (body: object | undefined): Step => ({
    input: { params: { user: "mei" }, ...(body === undefined ? {} : { body }) },
  });
  const person = (role: Role | "none") => people.get(role) ?? server.anonymous;
  async function tokenOf(name: string): Promise<string> {
    const { items } = await server.admin.get(accessEndpoints.listTokens);
    const known = items.find((token) => token.name === name);
    return known?.id ?? (await server.admin.get(accessEndpoints.createToken, { body: { name } })).token.id;
  }

  test("every changing endpoint is in this list; setup has a test of its own", () => {
    const tried = [...steps.map(([endpoint]) => endpoint.id), "access.setup"];
    expect(tried.sort()).toEqual(changing.map(({ id }) => id).sort());
  });

  test.each(steps.map(([endpoint, step]) => [endpoint.id, endpoint, step] as const))(
    "%s",
    async (_, endpoint, step) => {
      const { input, as = server.admin } = await step();
      const { db } = server.platform.database;

      await sql`alter table audit_events rename to hidden_events`.execute(db);
      const before = await state();
      const broken = await as.call(endpoint, input);
      const unchanged = await state();
      await sql`alter table hidden_events rename to audit_events`.execute(db);
      expect(broken.problem?.code).toBe("internal_error");
      expect(unchanged).toEqual(before);

      const [{ last } = { last: nobody }] = (
        await sql<{ last: string }>`select max(id::text) as last from audit_events`.execute(db)
      ).rows;
      const done = await as.call(endpoint, input);
      expect(done.problem).toBeNull();
      expect(await state()).not.toEqual(before);
      const { rows } = await sql`
      select verb, request_id, detail::text as detail from audit_events where id::text > ${last} order by id`.execute(
        db,
      );
      expect(rows).toMatchObject([{ verb: endpoint.audit, request_id: done.headers.get("x-request-id") }]);
      const told = JSON.stringify(rows);
      for (const secret of [password, personPassword, adminPassword, "hcn_", "hcs_"])
        expect(told).not.toContain(secret);
    },
  );

  /** Everything the two domains keep, but for what is only counted or remembered in passing. */
  async function state(): Promise<unknown> {
    const { rows } = await sql`
      select (select json_agg(t order by name) from (select name, display_name, email, password_hash, disabled_at from access_users) t) as users,
        (select json_agg(t order by t.user_id, role, team) from access_grants t) as grants,
        (select json_agg(t order by name) from access_teams t) as teams,
        (select json_agg(id order by id) from access_tokens) as tokens,
        (select json_agg(id order by id) from access_sessions) as sessions`.execute(
      server.platform.database.db,
    );
    return rows[0];
  }
});
