/** The watched list of releases: what its reader may see and do, again whenever one changes. */
import { releaseEndpoints as api } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "#platform/testing/until.ts";
import { watched } from "#src/testing/watched.ts";
import { sharedRooms } from "../../../../../test/rooms.ts";
import { type Fixture, releaseFixture, type TestApp } from "./testing/fixture.ts";

let fixture: Fixture;
let app: TestApp;
beforeAll(async () => {
  fixture = await releaseFixture((await sharedRooms()).slice(0, 1));
  app = await fixture.app({ replicas: { "north-mobile": 2 }, unreleased: true });
});
afterAll(() => fixture?.close());

it("comes at once, and again when a release is planned, approved, and goes on", async () => {
  const mine = watched(fixture.developer, api.listWatch, { query: { open: "true" } });
  const leads = watched(fixture.lead, api.listWatch, { query: { state: "planned" } });
  await Promise.all(
    [mine, leads].map((each) => each.saw("the empty list", ({ items }) => items.length === 0)),
  );

  const { id, hash } = await app.plan({});
  const planned = await mine.saw("the plan", ({ items }) => items[0]?.id === id);
  const forLead = await leads.saw("the plan", ({ items }) => items[0]?.id === id);
  // Its author may not approve what the lead may.
  expect(planned.items[0]?.may).not.toContain("approve");
  expect(forLead.items[0]?.may).toContain("approve");

  await fixture.lead.get(api.approve, { params: { release: id }, body: { hash } });
  await mine.saw("the approval", ({ items }) => items[0]?.state === "approved");
  await until("none to be planned any more", () => leads.items.at(-1)?.items.length === 0);
  await fixture.developer.get(api.finish, { params: { release: id }, body: {} });
  await until("the open ones to be none again", () => mine.items.at(-1)?.items.length === 0);
  const all = watched(fixture.developer, api.listWatch, { query: { app: app.name } });
  const done = await all.saw("its end", ({ items }) => items[0]?.state === "done");
  expect(done.items[0]?.instances).toMatchObject({ new: 2, newReady: 2 });
  await Promise.all([mine, leads, all].map((each) => each.stop()));
});

it("shows what its reader may see, and nothing of other teams", async () => {
  const other = await fixture.server.person({ name: "bo", grants: [{ role: "developer", team: "sport" }] });
  const theirs = watched(other, api.listWatch);
  const ours = watched(fixture.developer, api.listWatch, { query: { app: app.name, limit: 1 } });
  await theirs.saw("their empty list", ({ items }) => items.length === 0);
  await ours.saw("the release there was", ({ items, next }) => items.length === 1 && next === null);
  const { id } = await app.plan({ image: app.image(2) });
  const page = await ours.saw("the new one first", ({ items }) => items[0]?.id === id);
  expect(page.items).toHaveLength(1);
  expect(page.next).not.toBeNull();
  expect(theirs.items).toHaveLength(1);
  await Promise.all([theirs.stop(), ours.stop()]);
});

it("is refused like the list", async () => {
  const nobody = await fixture.server.person({ name: "nobody" });
  expect((await nobody.raw(api.listWatch.path)).status).toBe(403);
  expect((await fixture.developer.raw(`${api.listWatch.path}?limit=0`)).status).toBe(400);
  expect((await fixture.developer.raw(`${api.listWatch.path}?cursor=x`)).status).toBe(400);
});
