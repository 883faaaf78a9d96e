import {
  endpoints,
  type Permission,
  permissions,
  permissionsOfRole,
  type Role,
  roles,
} from "@halcyon/contracts";
import { describe, expect, test } from "vitest";
import { anonymousActor, createActor, systemActor } from "#platform/http/actor.ts";
import { authorise } from "#platform/http/authorise.ts";
import type { Actor, AnyEndpoint } from "#platform/http/types.ts";

// For every endpoint of every domain, whatever it does.

const table: AnyEndpoint[] = Object.values(endpoints).flatMap((domain) => Object.values(domain));
const guarded = table.filter(({ permission }) => permission !== "public" && permission !== "signed-in");

const owner = "news";
const scopes = { app: async () => owner, release: async () => owner };
const params = () => ({ app: "front", release: "r1" });

function actorWith(grants: Actor["grants"], access: "full" | "read" = "full"): Actor {
  return createActor({ id: "1", name: "lin", displayName: "Lin", via: "token", access, grants });
}

async function may(actor: Actor | null, endpoint: AnyEndpoint): Promise<true | string> {
  return authorise(endpoint, actor, params, scopes).then(
    () => true as const,
    (error: { code: string }) => error.code,
  );
}

test("nobody gets in without signing in, where it is not public", async () => {
  for (const endpoint of table) {
    const expected = endpoint.permission === "public" ? true : "http_not_signed_in";
    expect(await may(null, endpoint), endpoint.id).toBe(expected);
  }
});

test("an account without grants may nothing that needs a permission; the system itself may", async () => {
  for (const endpoint of guarded) {
    expect(await may(actorWith([]), endpoint), endpoint.id).toBe("http_forbidden");
    expect(await may(anonymousActor, endpoint), endpoint.id).toBe("http_forbidden");
    expect(await may(systemActor, endpoint), endpoint.id).toBe(true);
  }
});

test("a reading token changes nothing, not even an administrator's", async () => {
  const reader = actorWith([{ role: "admin", team: null }], "read");
  for (const endpoint of table.filter(
    ({ method, permission }) => method !== "GET" && permission !== "public",
  )) {
    expect(await may(reader, endpoint), endpoint.id).toBe("http_token_read_only");
  }
});

describe.each(roles)("a %s", (role) => {
  const holds = (permission: string) => permissionsOfRole[role].includes(permission as Permission);

  test.each([
    ["everywhere", null, () => true],
    ["of the owning team", owner, (scope: string) => scope !== "global"],
    ["of another team", "weather", (scope: string) => scope === "any"],
  ] as const)("%s reaches exactly what the role has there", async (_, team, reaches) => {
    const actor = actorWith([{ role, team }]);
    for (const endpoint of guarded) {
      const expected =
        (holds(endpoint.permission) && reaches(endpoint.scope ?? "global")) || "http_forbidden";
      expect(await may(actor, endpoint), endpoint.id).toBe(expected);
    }
  });
});

test("nobody can do through one role what the roles were kept apart for", () => {
  const holders = (permission: Permission): Role[] =>
    roles.filter((role) => permissionsOfRole[role].includes(permission));
  expect(holders("release.approve")).toEqual(["lead", "admin"]);
  expect(holders("access.write")).toEqual(["admin"]);
  expect(holders("app.policy")).toEqual(["operator", "admin"]);
  expect(holders("fleet.write")).toEqual(["operator", "admin"]);
  expect(permissions.filter((permission) => holders(permission).length === 0)).toEqual([]);
});

test("grants of several teams add up, and only for what each role has", () => {
  const actor = actorWith([
    { role: "developer", team: "news" },
    { role: "lead", team: "weather" },
  ]);
  expect(actor.may("release.write", "news")).toBe(true);
  expect(actor.may("release.approve", "news")).toBe(false);
  expect(actor.may("release.approve", "weather")).toBe(true);
  expect(actor.may("release.approve")).toBe(false);
  expect(actor.teams("release.write")).toEqual(["news", "weather"]);
  expect(actor.teams("audit.read")).toEqual(["weather"]);
  expect(actor.teams("access.read")).toEqual([]);
});
