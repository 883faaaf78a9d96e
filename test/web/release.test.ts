/** A release from the plan to the way back: several people, each before a browser of their own, and one who only watches. */
import { appsEndpoints, fleetEndpoints, type Release, releaseEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { atRest, type TestApp, until } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { sharedRooms } from "../rooms.ts";
import { addressOf, button, fill, heading, pick, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";
import { liveSocketOf } from "./socket.ts";

let on: Stage;
let app: TestApp;
/** Plans and runs. */
let lin: Page;
/** Approves. */
let wang: Page;
/** Only looks: nothing on this page comes from an act on it. */
let watcher: Page;
/** The release at hand; one test goes on where the one before it ended, as people do. */
let id = "";

beforeAll(async () => {
  on = await stage(await sharedRooms());
  [lin, wang, watcher] = await Promise.all([on.page("lin"), on.page("wang"), on.page("zhou")]);
  app = await on.app({ replicas: { "north-telecom": 3, "south-telecom": 2 } });
});
afterAll(() => on?.close());

/** Waits until the server has the release as wanted, and both browsers say so by themselves, in the same sentence. */
async function everywhere(wanted: (release: Release) => boolean): Promise<Release> {
  const release = await until(on.developer, id, wanted);
  await Promise.all([lin, watcher].map((page) => seen(page, release.sentence)));
  return release;
}

async function timeline(kind: string): Promise<number> {
  const { items } = await on.developer.get(releaseEndpoints.timeline, {
    params: { release: id },
    query: { limit: 1000 },
  });
  return items.filter((entry) => entry.kind === kind).length;
}

/** Plans in the form, as a developer does. */
async function plan(image: string, steps: string): Promise<void> {
  await lin.goto("/releases");
  await button(lin, "Plan a release").first().click();
  await pick(lin, "App", app.name);
  await fill(lin, "Image", image);
  await fill(lin, "Steps", steps);
  await fill(lin, "Message", "the new header");
  // The plan is drawn before anything is stored.
  await lin.getByRole("table", { name: new RegExp(`^${app.name}: rooms by steps`) }).waitFor();
  await button(lin, "Plan it").click();
  await lin.waitForURL(new RegExp(`/releases/${app.name}-[0-9]+$`));
  id = addressOf(lin).replace("/releases/", "");
  await watcher.goto(addressOf(lin));
  await everywhere(({ state }) => state === "planned");
}

async function approve(): Promise<void> {
  await wang.goto("/approvals");
  await wang.getByRole("link", { name: `Review ${id}` }).click();
  await seen(wang, "Read the content below, then approve or decline it.");
  await button(wang, "Approve exactly this").click();
  await everywhere(({ state }) => state === "approved");
}

/** What a person is told before they go back, and what they say. */
async function rollBack(way: string, reason: string): Promise<void> {
  await button(lin, "Roll back").click();
  const dialog = lin.getByRole("dialog");
  await dialog.getByRole("radio", { name: way }).check();
  await seen(dialog, /instances go back to version/);
  await seen(dialog, "Database migrations are not undone.");
  await button(dialog, "Roll back").click();
  await seen(dialog, "Say why: others will read it.");
  await fill(dialog, "Reason", reason);
  await button(dialog, "Roll back").click();
  await dialog.waitFor({ state: "hidden" });
}

test("a pod is found by its IP, in the palette and on the page of the search", async () => {
  const { items } = await on.developer.get(fleetEndpoints.podList, { query: { q: `app:${app.name}` } });
  const pod = items.find(({ ip }) => ip !== "");
  if (pod === undefined) throw new Error("the app has no pod with an IP");
  await lin.goto("/");
  await heading(lin, "Overview").waitFor();
  await lin.keyboard.press("Control+k");
  await lin.keyboard.type(pod.ip);
  await lin.getByRole("option").filter({ hasText: pod.name }).click();
  await lin.waitForURL(`**/pods/${pod.cluster}/${pod.namespace}/${pod.name}`);
  await heading(lin, pod.name).waitFor();

  await lin.goto("/search");
  await fill(lin, "Search", `ip:${pod.ip}`);
  await lin.getByRole("link", { name: pod.name }).click();
  await heading(lin, pod.name).waitFor();
  await seen(lin, pod.ip);
});

test("what cannot be planned is refused where it was typed, and what was typed stays", async () => {
  await on.operator.get(appsEndpoints.setPolicy, { params: { app: app.name }, body: { largestStep: 2 } });
  await lin.goto(`/releases/new?app=${app.name}`);
  await fill(lin, "Image", app.image(2));
  await fill(lin, "Message", "kept through refusals");
  await fill(lin, "Steps", "1,none");
  await seen(lin, "'none' is not a whole number from 1.");
  await fill(lin, "Steps", "5");
  await seen(lin, `step 1 releases 5 instances; the policy of ${app.name} allows 2 of 5`);
  await fill(lin, "Steps", "2");
  await fill(lin, "Image", app.image(1));
  await seen(lin, /[Nn]othing to release/);
  expect(await lin.getByRole("textbox", { name: "Message" }).inputValue()).toBe("kept through refusals");
  expect(await lin.getByRole("textbox", { name: "Steps" }).inputValue()).toBe("2");
  const { items } = await on.developer.get(releaseEndpoints.list, { query: { app: app.name, open: "true" } });
  expect(items).toEqual([]);
});

test("who planned it cannot approve it; a lead reads it in the inbox and approves, and all see it", async () => {
  await plan(app.image(2), "1,1,1,2");
  await seen(lin, "A lead of team news who is not its author approves it.");
  expect(await button(lin, /Approve/).count()).toBe(0);
  await approve();
  await button(lin, /^Start: step 1/).waitFor();

  // A lead who planned it is told why the decision is not theirs.
  const own = await on.lead.get(releaseEndpoints.create, { body: { app: app.name, image: app.image(9) } });
  await wang.goto(`/releases/${own.release?.id}`);
  await seen(wang, /You count as one of its authors/);
  expect(await button(wang, /Approve/).count()).toBe(0);
});

test("next, watched elsewhere; a double click goes one step", async () => {
  await button(lin, /^Start: step 1/).dblclick();
  const first = await everywhere(atRest(1));
  expect(first.instances.newReady).toBe(1);
  expect(await timeline("next")).toBe(1);
  await watcher.getByRole("button", { name: "north-telecom, Step 1: 1 Ready. Show the pods" }).waitFor();

  await button(lin, /^Next: step 2/).dblclick();
  const second = await everywhere(atRest(2));
  expect([second.allowed, second.instances.newReady]).toEqual([2, 2]);
  expect(await timeline("next")).toBe(2);

  // The new pods and their addresses, for testers.
  const { items } = await on.developer.get(releaseEndpoints.instances, { params: { release: id } });
  expect(items).toHaveLength(2);
  await watcher.getByRole("tab", { name: "New instances" }).click();
  for (const { ip, name } of items)
    await watcher
      .getByRole("row", { name: new RegExp(`${ip} .*${name}`) })
      .first()
      .waitFor();
});

test("while changes are frozen, next is refused and says until when; nothing is lost", async () => {
  const frozen = await on.operator.get(releaseEndpoints.freeze, {
    body: {
      scope: "app",
      name: app.name,
      until: new Date(Date.now() + 3_600_000).toISOString(),
      reason: "gala night",
    },
  });
  await button(lin, /^Next: step 3/).click();
  const refusal = lin.getByRole("alert").filter({ hasText: "Changes are frozen" });
  await seen(refusal.first(), /gala night/);
  await seen(lin, "wait for the end of the freeze; a rollback is allowed with a reason");
  await on.operator.get(releaseEndpoints.thaw, { params: { freeze: frozen.id } });
  expect((await on.developer.get(releaseEndpoints.get, { params: { release: id } })).position).toBe(2);
});

test("a browser that has not heard of a step yet cannot take another one by mistake", async () => {
  const page = await on.page("lin");
  const socket = await liveSocketOf(page);
  await page.goto(`/releases/${id}`);
  await button(page, /^Next: step 3/).waitFor();
  socket.deafen();
  await button(lin, /^Next: step 3/).click();
  await everywhere(atRest(3));
  await button(page, /^Next: step 3/).click();
  await seen(page, "Another step comes next");
  expect((await on.developer.get(releaseEndpoints.get, { params: { release: id } })).position).toBe(3);
  await page.context().close();
});

test("finish says what it comes to, and releases the rest", async () => {
  await button(lin, "Finish").click();
  const dialog = lin.getByRole("dialog");
  await seen(dialog, /^2 instances become version/);
  await seen(dialog, "Afterwards: 5 new, 0 old.");
  await button(dialog, "Release all the rest").click();
  const done = await everywhere(({ state }) => state === "done");
  expect(done.instances).toMatchObject({ new: 5, newReady: 5, old: 0 });
});

test("back one step after the other, then all the rest at once", async () => {
  await rollBack("One step back, through the same gates", "the header is too wide");
  const back = await everywhere((release) => release.direction === "back" && atRest(3)(release));
  expect(back.instances).toMatchObject({ new: 3, old: 2 });
  await seen(watcher, "Reason: the header is too wide");
  await seen(watcher, "rolling back");
  await button(lin, /^Next: back to step 2/).dblclick();
  await everywhere(atRest(2));
  expect(await timeline("next")).toBe(4);
  await button(lin, "All back now").click();
  await button(lin.getByRole("dialog"), "Take all the rest back").click();
  const over = await everywhere(({ state }) => state === "rolled-back");
  expect(over.instances).toMatchObject({ new: 0, old: 5, oldReady: 5 });
});

test("a step that does not become Ready says why, and goes back at once", async () => {
  const version = await app.apply({
    image: app.image(3),
    pod: { labels: { "lab.halcyon.dev/ready": "never" } },
  });
  ({ id } = await app.approved({ version, steps: 1, stepTimeLimitSeconds: 5 }));
  await Promise.all([lin, watcher].map((page) => page.goto(`/releases/${id}`)));
  await button(lin, /^Start: step 1/).click();
  const late = await everywhere((release) => release.stepLate);
  expect(late.targets.find(({ explain }) => explain.length > 0)).toBeDefined();
  await heading(watcher, "Why it waits").waitFor();
  await seen(watcher, /Readiness probe failed/);
  await seen(watcher, /The step is not Ready after 5 s/);
  await button(lin, "The step is not Ready yet").and(lin.locator(":disabled")).waitFor();
  await rollBack("All the way back at once", "it never serves");
  const over = await everywhere(({ state }) => state === "rolled-back");
  expect(over.instances).toMatchObject({ new: 0, old: 5, oldReady: 5 });
});
