/** Wrong input for each endpoint of releases: a clear refusal with a stable code, and nothing changed. */
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedRooms } from "../../../../../test/rooms.ts";
import { type Fixture, refusal, releaseFixture, type TestApp } from "./testing/fixture.ts";

let fixture: Fixture;
let app: TestApp;
let planned: Release;
beforeAll(async () => {
  fixture = await releaseFixture(await sharedRooms());
  app = await fixture.app({ replicas: { "north-mobile": 3 }, unreleased: true });
  planned = await app.plan({});
});
afterAll(() => fixture?.close());

/** Everything the database holds of releases, and how many versions there are. */
async function everything(): Promise<string> {
  const { db } = fixture.server.platform.database;
  const rows = await sql`select to_jsonb(r) as row from releases r order by id`.execute(db);
  const events = await sql`select count(*) from release_events`.execute(db);
  const versions = await sql`select count(*) from app_versions`.execute(db);
  return JSON.stringify([rows.rows, events.rows, versions.rows]);
}

async function post(path: string, body: unknown, method = "POST") {
  const response = await fixture.developer.raw(path, {
    method,
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, problem: (await response.json()) as Record<string, unknown> };
}

describe("planning", () => {
  it.each([
    ["no app", {}, 400],
    ["an app that is not a name", { app: "No App" }, 400],
    ["an app nobody knows", { app: "nobody-knows" }, 404],
    ["a field nobody knows", { stepz: 1 }, 400],
    ["a version that is not a number", { version: "two" }, 400],
    ["a version that does not exist", { version: 99 }, 404],
    ["an image and a version", { image: "registry.demo/x:2", version: 1 }, 400],
    ["an image without a tag", { image: "registry.demo/x" }, 422],
    ["steps of 0", { steps: 0 }, 400],
    ["steps below 0", { steps: [1, -1] }, 400],
    ["steps of nothing", { steps: [] }, 400],
    ["steps of parts", { steps: 1.5 }, 400],
    ["a percentage above 100", { steps: ["120%"] }, 400],
    ["percentages that do not rise", { steps: ["50%", "20%"] }, 400],
    ["an order nobody knows", { order: "random" }, 400],
    ["a gate nobody knows", { gates: [{ kind: "moon" }] }, 400],
    ["a wait without an end", { gates: [{ kind: "wait" }] }, 400],
    ["an address that is none", { gates: [{ kind: "http", url: "file:///etc/passwd" }] }, 400],
    ["an expression with a mistake", { gates: [{ kind: "cel", expression: "new.ready ==" }] }, 400],
    ["an expression that is no yes or no", { gates: [{ kind: "cel", expression: "1 + 1" }] }, 400],
    [
      "a name in an expression nobody knows",
      { gates: [{ kind: "cel", expression: "moon.phase == 1" }] },
      400,
    ],
    ["a time limit of nothing", { stepTimeLimitSeconds: 0 }, 400],
    ["a message of megabytes", { message: "x".repeat(3000) }, 400],
  ])("%s is refused", async (_what, change, status) => {
    const before = await everything();
    const body = "app" in change || Object.keys(change).length === 0 ? change : { app: app.name, ...change };
    const answer = await post(releaseEndpoints.create.path, body);
    expect(answer.status).toBe(status);
    expect(answer.problem).toMatchObject({
      code: expect.stringMatching(/^[a-z_]+$/),
      hint: expect.stringMatching(/./),
    });
    expect(answer.problem["detail"]).toEqual(expect.stringMatching(/./));
    expect(await everything()).toBe(before);
  });

  it("what is not JSON, and what is no object, is refused", async () => {
    for (const body of ["{", "[]", '"x"', "null"])
      expect((await post(releaseEndpoints.create.path, body)).status).toBe(400);
  });

  it("a step above operations' largest is refused, a smaller one is not", async () => {
    const { appsEndpoints } = await import("@halcyon/contracts");
    const { policy } = await fixture.operator.get(appsEndpoints.get, { params: { app: app.name } });
    await fixture.operator.get(appsEndpoints.setPolicy, {
      params: { app: app.name },
      body: { ...policy, largestStep: 1 },
    });
    const body = { app: app.name, steps: 2 };
    expect(await refusal(fixture.developer.call(releaseEndpoints.create, { body }))).toMatchObject({
      status: 403,
      code: "release_step_too_large",
      detail: expect.stringContaining("allows 1 of 3"),
    });
    const small = await fixture.developer.call(releaseEndpoints.create, {
      body: { ...body, steps: 1, dryRun: true },
    });
    expect(small.body?.plan.steps).toHaveLength(3);
  });

  it.each(["-5", "1e99", "x", "W10", "WzFd", Buffer.from("[-1]").toString("base64url")])(
    "a list is not read from %s on",
    async (cursor) => {
      for (const path of ["/api/v1/freezes", `/api/v1/releases/${planned.id}/timeline`]) {
        const response = await fixture.developer.raw(`${path}?cursor=${cursor}`);
        const { code } = (await response.json()) as { code?: string };
        // [1] is a place in both lists.
        const right = cursor === "WzFd";
        expect([response.status, code]).toEqual(right ? [200, undefined] : [400, "http_cursor_invalid"]);
      }
    },
  );

  it("a list of releases made in one moment is read page by page without losing one", async () => {
    const { db } = fixture.server.platform.database;
    const made = [planned, await app.plan({ image: app.image(3) }), await app.plan({ image: app.image(4) })];
    await sql`update releases set created_at = date_trunc('milliseconds', created_at) + number * interval '1 microsecond'`.execute(
      db,
    );
    await sql`update releases set created_at = (select min(created_at) from releases) + number * interval '1 microsecond'`.execute(
      db,
    );
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const page = await fixture.developer.get(releaseEndpoints.list, { query });
      seen.push(...page.items.map((one) => one.id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen.sort()).toEqual(made.map((one) => one.id).sort());
    const wrong = await fixture.developer.raw("/api/v1/releases?cursor=-5");
    expect(wrong.status).toBe(400);
  });

  it("a preview stores nothing, not even the version of a new image", async () => {
    const before = await everything();
    const body = { app: app.name, image: app.image(9), steps: 1, dryRun: true };
    const { release, plan, diff } = await fixture.developer.get(releaseEndpoints.create, { body });
    expect(release).toBeNull();
    expect(plan.images.to).toEqual([app.image(9)]);
    expect(diff.map(({ target }) => target)).toEqual(plan.targets.map(({ target }) => target));
    for (const one of diff) expect(one.diff).toContain(`image: ${app.image(9)}`);
    expect(await everything()).toBe(before);
  });
});

describe("commands to a plan that has not been approved", () => {
  it.each([
    ["next", {}, "release_not_approved"],
    ["finish", {}, "release_not_approved"],
    ["hold", { reason: "x" }, "release_wrong_state"],
    ["resume", {}, "release_wrong_state"],
    ["rollback", { mode: "express", reason: "x" }, "release_wrong_state"],
    ["skip", { target: "north-mobile", reason: "x" }, "release_wrong_state"],
  ])("%s is refused", async (verb, body, code) => {
    const before = await everything();
    const answer = await post(`/api/v1/releases/${planned.id}/${verb}`, body);
    expect(answer).toMatchObject({ status: 409, problem: { code } });
    expect(await everything()).toBe(before);
  });

  it.each([
    ["next", { expect: -1 }],
    ["next", { expect: "three" }],
    ["next", { force: true }],
    ["finish", { now: true }],
    ["hold", {}],
    ["hold", { reason: "   " }],
    ["resume", { putBack: "yes" }],
    ["abort", { mode: "burn", reason: "x" }],
    ["abort", { mode: "keep" }],
    ["rollback", { mode: "fast", reason: "x" }],
    ["rollback", { mode: "express" }],
    ["skip", { target: "" }],
    ["skip", { reason: "x" }],
    ["approve", {}],
    ["reject", { reason: "" }],
  ])("%s with %j is refused before anything is looked at", async (verb, body) => {
    const before = await everything();
    const client = verb === "approve" || verb === "reject" ? fixture.lead : fixture.developer;
    const response = await client.raw(`/api/v1/releases/${planned.id}/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(await everything()).toBe(before);
  });

  it.each(["get", "diff", "instances", "timeline", "next", "approve"] as const)(
    "%s of a release nobody knows is refused",
    async (name) => {
      const { method, path } = releaseEndpoints[name];
      const at = path.replace(":release", "nobody-1");
      const answer = await (method === "GET"
        ? fixture.developer.raw(at)
        : fixture.developer.raw(at, { method }));
      expect([403, 404]).toContain(answer.status);
      const malformed = await fixture.developer.raw(path.replace(":release", "No%20Release"), { method });
      expect(malformed.status).toBeGreaterThanOrEqual(400);
      expect(malformed.status).toBeLessThan(500);
    },
  );

  it.each([
    ["edit", { steps: 0 }],
    ["edit", { app: "other" }],
    ["edit", { image: "not an image" }],
    ["edit", { image: "registry.demo/x:2", version: 1 }],
  ])("%s with %j is refused", async (_verb, body) => {
    const before = await everything();
    const answer = await post(`/api/v1/releases/${planned.id}`, body, "PATCH");
    expect([400, 422]).toContain(answer.status);
    expect(await everything()).toBe(before);
  });
});

describe("freezes", () => {
  it.each([
    [
      "one that ends before it begins",
      { scope: "all", from: "2030-01-02T00:00:00Z", until: "2030-01-01T00:00:00Z", reason: "x" },
    ],
    ["one that has ended", { scope: "all", until: "2020-01-01T00:00:00Z", reason: "x" }],
    ["one of an app without its name", { scope: "app", until: "2030-01-01T00:00:00Z", reason: "x" }],
    ["one of all with a name", { scope: "all", name: "x", until: "2030-01-01T00:00:00Z", reason: "x" }],
    ["one without a reason", { scope: "all", until: "2030-01-01T00:00:00Z" }],
    ["one until some day", { scope: "all", until: "some day", reason: "x" }],
  ])("%s is refused", async (_what, body) => {
    const response = await fixture.operator.raw("/api/v1/freezes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    const { items } = await fixture.operator.get(releaseEndpoints.freezes, { query: {} });
    expect(items).toEqual([]);
  });

  it("are operations' to make, and one nobody knows cannot be ended", async () => {
    const until = "2030-01-01T00:00:00Z";
    const body = { scope: "all" as const, until, reason: "x" };
    expect(await refusal(fixture.developer.call(releaseEndpoints.freeze, { body }))).toMatchObject({
      status: 403,
    });
    const params = { freeze: "01890000-0000-7000-8000-000000000000" };
    expect(await refusal(fixture.operator.call(releaseEndpoints.thaw, { params }))).toMatchObject({
      status: 404,
    });
  });
});
