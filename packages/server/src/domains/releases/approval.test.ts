/** Who approves what: nobody their own, and exactly the content they have seen. On real clusters, as planning looks at them. */
import { appsEndpoints, auditEndpoints, type Release, releaseEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedRooms } from "../../../../../test/rooms.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type Fixture, refusal, releaseFixture, type TestApp, until } from "./testing/fixture.ts";

let fixture: Fixture;
let otherLead: ApiClient;
beforeAll(async () => {
  fixture = await releaseFixture(await sharedRooms());
  otherLead = await fixture.server.person({ name: "zhao", grants: [{ role: "lead", team: "news" }] });
});
afterAll(() => fixture?.close());

const rooms = { "north-mobile": 2, "south-telecom": 2 };
const unreleased = (): Promise<TestApp> => fixture.app({ replicas: rooms, unreleased: true });
const approve = (by: ApiClient, { id, hash }: Release) =>
  by.call(releaseEndpoints.approve, { params: { release: id }, body: { hash } });
const start = ({ id }: Release) =>
  fixture.developer.call(releaseEndpoints.next, { params: { release: id }, body: {} });

describe("who may approve", () => {
  it("not its author, not who edited it, not who wrote its version, not a developer, not a lead of another team", async () => {
    const app = await unreleased();
    const byLead = await fixture.lead.get(releaseEndpoints.create, { body: { app: app.name } });
    const own = byLead.release as Release;
    expect(await refusal(approve(fixture.lead, own))).toMatchObject({
      status: 403,
      code: "release_own_release",
    });
    expect(await refusal(approve(fixture.developer, own))).toMatchObject({ status: 403 });

    const plan = await app.plan({});
    await otherLead.get(releaseEndpoints.edit, {
      params: { release: plan.id },
      body: { message: "mine too" },
    });
    const edited = await fixture.developer.get(releaseEndpoints.get, { params: { release: plan.id } });
    expect(await refusal(approve(otherLead, edited))).toMatchObject({ code: "release_own_release" });

    const elsewhere = await fixture.server.person({
      name: "qian",
      grants: [{ role: "lead", team: "sport" }],
    });
    expect(await refusal(approve(elsewhere, edited))).toMatchObject({ status: 403 });
    expect((await approve(fixture.lead, edited)).status).toBe(200);
  });

  it("a lead whose own spec it is does not approve it, whoever planned it", async () => {
    const app = await unreleased();
    const body = { image: app.image(7) };
    const { version } = await fixture.lead.get(appsEndpoints.setImage, { params: { app: app.name }, body });
    const plan = await app.plan({ version: version.number });
    expect(await refusal(approve(fixture.lead, plan))).toMatchObject({ code: "release_own_release" });
    expect((await approve(otherLead, plan)).status).toBe(200);
  });

  it("not a lead whose spec lies below it and has never run; one whose spec already runs may", async () => {
    const app = await unreleased();
    const body = { image: app.image("by-wang") };
    await fixture.lead.get(appsEndpoints.setImage, { params: { app: app.name }, body });
    // The developer's own version, made of the lead's.
    const plan = await app.plan({ image: app.image("by-lin") });
    expect(await refusal(approve(fixture.lead, plan))).toMatchObject({ code: "release_own_release" });
    expect((await approve(otherLead, plan)).status).toBe(200);
    await fixture.developer.get(releaseEndpoints.finish, { params: { release: plan.id }, body: {} });
    await until(fixture.developer, plan.id, (release) => release.state === "done");
    const next = await app.plan({ image: app.image("again") });
    expect((await approve(fixture.lead, next)).status).toBe(200);
  });

  it("only what was shown: another hash is refused, and of two approvals at once one counts", async () => {
    const app = await unreleased();
    const plan = await app.plan({});
    expect(await refusal(approve(fixture.lead, { ...plan, hash: "sha256:other" }))).toMatchObject({
      status: 409,
      code: "release_content_changed",
    });
    const both = await Promise.all([approve(fixture.lead, plan), approve(otherLead, plan)]);
    expect(both.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe("an approval is void after a change of", () => {
  const digest = (letter: string) => `registry.demo/void@sha256:${letter.repeat(64)}`;
  it.each([
    ["digest", async (_app: TestApp) => ({ image: digest("b") })],
    [
      "spec",
      async (app: TestApp) => ({ version: await app.apply({ image: digest("a"), env: { MODE: "live" } }) }),
    ],
    [
      "target",
      async (app: TestApp) => ({
        version: await app.apply({ image: digest("a"), replicas: { "north-mobile": 2 } }),
      }),
    ],
    ["step", async () => ({ steps: 2 })],
    ["gate", async () => ({ gates: [{ kind: "wait" as const, minutes: 1 }] })],
    ["floor", async (app: TestApp) => ({ version: await app.apply({ image: digest("a"), unavailable: 1 }) })],
  ])("%s", async (_what, change) => {
    const app = await fixture.app({ replicas: rooms, unreleased: true, spec: { image: digest("a") } });
    const approved = await app.approved({});
    const body = await change(app);
    const edited = await fixture.developer.get(releaseEndpoints.edit, {
      params: { release: approved.id },
      body,
    });
    expect(edited).toMatchObject({ state: "planned", approval: null });
    expect(edited.hash).not.toBe(approved.hash);
    expect(await refusal(start(edited))).toMatchObject({ status: 409, code: "release_not_approved" });
    expect(await refusal(approve(fixture.lead, approved))).toMatchObject({ code: "release_content_changed" });
    const { items } = await fixture.developer.get(releaseEndpoints.timeline, {
      params: { release: approved.id },
      query: {},
    });
    expect(items.at(-1)?.text).toContain("its approval is void");
  });
});

describe("what was not approved is not released", () => {
  it("a plan changed in the database itself after its approval does not start", async () => {
    const app = await unreleased();
    const approved = await app.approved({});
    const { db } = fixture.server.platform.database;
    await sql`update releases set plan = jsonb_set(plan, '{steps,0,size}', '4') where id = ${approved.id}`.execute(
      db,
    );
    const refused = await refusal(start(approved));
    expect(refused).toMatchObject({ code: "release_not_approved" });
    expect(refused.detail).toContain("its content changed after wang approved it");
  });

  it("a version's manifests changed in the database itself after the approval do not start", async () => {
    const app = await unreleased();
    const approved = await app.approved({});
    const changed = sql`replace(rendering::text, ${app.image(1)}, ${app.image("evil")})::jsonb`;
    await fixture.server.platform.database.transaction(async (tx) => {
      // Versions are immutable to whoever does not switch that off.
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`update app_versions set rendering = ${changed} where app = ${app.name}`.execute(tx);
    });
    const refused = await refusal(start(approved));
    expect(refused).toMatchObject({ code: "release_not_approved" });
    expect(refused.detail).toContain("manifests are not the planned ones");
  });

  it("an expired approval does not start", async () => {
    const app = await unreleased();
    const approved = await app.approved({ expiresInHours: 1 });
    const { db } = fixture.server.platform.database;
    const past = JSON.stringify(new Date(Date.now() - 1000).toISOString());
    await sql`update releases set approval = jsonb_set(approval, '{expiresAt}', ${past}::jsonb) where id = ${approved.id}`.execute(
      db,
    );
    expect((await refusal(start(approved))).detail).toContain("expired");
  });

  it("a rejected plan does not start", async () => {
    const app = await unreleased();
    const plan = await app.plan({});
    await fixture.lead.get(releaseEndpoints.reject, {
      params: { release: plan.id },
      body: { reason: "not today" },
    });
    expect(await refusal(start(plan))).toMatchObject({ code: "release_wrong_state" });
  });

  it("argo-cd #10439: the right to run is not the right to release another revision", async () => {
    const app = await unreleased();
    const approved = await app.approved({});
    const { release: other } = await fixture.developer.get(releaseEndpoints.create, {
      body: { app: app.name, image: app.image("other") },
    });
    expect(await refusal(start(other as Release))).toMatchObject({ code: "release_not_approved" });
    expect((await start(approved)).status).toBe(202);
    await until(fixture.developer, approved.id, (release) => release.stepReady);
  });
});

describe("one release at a time per app, others never held up", () => {
  it("Octopus #5666: a plan that waits for approval holds up no other, of the same app or another", async () => {
    const app = await unreleased();
    const waiting = await app.plan({});
    const second = await app.approved({});
    const other = await unreleased();
    const third = await other.approved({});
    for (const release of [second, third]) expect((await start(release)).status).toBe(202);
    expect(
      (await fixture.developer.get(releaseEndpoints.get, { params: { release: waiting.id } })).state,
    ).toBe("planned");

    const another = await app.approved({ image: app.image(2) });
    expect(await refusal(start(another))).toMatchObject({ status: 409, code: "release_another_running" });
  });

  it("of two that start at once, one does", async () => {
    const app = await unreleased();
    const both = [await app.approved({}), await app.approved({ image: app.image(2) })];
    const answers = await Promise.all(both.map((release) => start(release)));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([202, 409]);
    expect(answers.find((answer) => answer.problem !== null)?.problem?.code).toBe("release_another_running");
  });

  it("an approval covers its own release only, and outlives a change of another", async () => {
    const app = await unreleased();
    const [first, second] = [await app.approved({}), await app.plan({ steps: 2 })];
    await fixture.developer.get(releaseEndpoints.edit, {
      params: { release: second.id },
      body: { steps: 3 },
    });
    expect(await refusal(approve(fixture.lead, { ...second, hash: first.hash }))).toMatchObject({
      code: "release_content_changed",
    });
    const { state, approval } = await fixture.developer.get(releaseEndpoints.get, {
      params: { release: first.id },
    });
    expect({ state, hash: approval?.hash }).toEqual({ state: "approved", hash: first.hash });
  });

  it("a plan made before another release went out must be made anew", async () => {
    const app = await unreleased();
    const early = await app.approved({ image: app.image(2) });
    await app.ship({ version: 1 });
    expect(await refusal(start(early))).toMatchObject({ status: 409, code: "release_superseded" });
  });
});

it("a change of one thing leaves what was asked of the others as it was", async () => {
  const app = await unreleased();
  const gates = [{ kind: "wait" as const, minutes: 5 }];
  const plan = await app.plan({ steps: 4, gates, order: "across" });
  expect(plan.plan.steps.map((step) => step.gates.length)).toEqual([0]);
  const edit = (body: Record<string, unknown>) =>
    fixture.developer.get(releaseEndpoints.edit, { params: { release: plan.id }, body });
  const edited = await edit({ steps: ["50%"] });
  expect(edited.plan.steps.map((step) => [step.size, step.gates])).toEqual([
    [2, gates],
    [2, []],
  ]);
  const version = await app.apply({ replicas: { "north-mobile": 6, "south-telecom": 2 } });
  const wider = await edit({ version });
  expect(wider.plan.steps.map((step) => step.size)).toEqual([4, 4]);
  expect(wider.plan.order).toBe("across");
});

it("every command is audited with the person and the content's hash", async () => {
  const app = await unreleased();
  const { id, hash } = await app.approved({});
  const { items } = await fixture.server.admin.get(auditEndpoints.list, { query: { subject: id } });
  expect(items.map((event) => [event.verb, event.actor.name])).toEqual([
    ["release.approve", "wang"],
    ["release.plan", "lin"],
  ]);
  expect(items[0]?.detail).toMatchObject({ hash });
});
