/** Drift in the browser: seen as it comes, field by field, and each way out with what it means before it is done. */
import { driftEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestApp } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stranger, strangerIn } from "../../packages/server/src/domains/releases/testing/stranger.ts";
import { drifted } from "../drift/seen.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { button, fill, gone, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let app: TestApp;
let hand: Stranger;
let lin: Page;
const room = "north-mobile";

beforeAll(async () => {
  const rooms = await sharedRooms();
  on = await stage(rooms);
  app = await on.app({ replicas: { [room]: 1 } });
  hand = strangerIn(rooms.find(({ name }) => name === room) as SharedRoom, app.name);
  lin = await on.page("lin");
});
afterAll(async () => {
  await hand?.close();
  await on?.close();
});

test("none, then an edit that is ignored, taken in, and one that is planned to be put back", async () => {
  await drifted(on.developer, app.name, room, ({ state }) => state === "same");
  await lin.goto(`/drift?app=${app.name}`);
  await seen(lin, "No drift.");
  await hand.addEnv("DEBUG", "1");
  const place = lin.getByRole("region", { name: `${app.name} in ${room}, version 1` });
  await seen(place, /env\[name=DEBUG\]/);
  await seen(place, "kubectl-edit (Update)");

  await button(place, "Ignore").click();
  const dialog = lin.getByRole("dialog");
  await dialog.getByLabel("Until").fill(soon());
  await fill(dialog, "Reason", "we look for a leak");
  await button(dialog, "Ignore").click();
  await seen(lin, "No drift.");
  await seen(lin, /we look for a leak/);
  await button(lin, "Stop ignoring").click();
  await seen(place, /env\[name=DEBUG\]/);

  await button(place, "Take in").click();
  await seen(dialog, "No other cluster changes with the next release.");
  await fill(dialog, "Reason", "it helps");
  await button(dialog, "Take in").click();
  await seen(lin, "No drift.");
  expect((await drifted(on.developer, app.name, room, ({ version }) => version === 2)).state).toBe("same");

  await lin.goto(`/apps/${app.name}?tab=drift`);
  await seen(lin, "no drift");
  await hand.setImage(app.image("hot"));
  await seen(lin, app.image("hot"));
  await button(lin, "Put back").click();
  await seen(dialog, /Plans a release of version 2: 1 instances, in 1 steps/);
  await fill(dialog, "Reason", "nobody meant it");
  await button(dialog, "Plan the release").click();
  await gone(lin, "Plan the release");
  await lin.waitForURL(new RegExp(`/releases/${app.name}-2$`));
  await seen(lin, /what others changed in north-mobile is overwritten/);
  const { items } = await on.developer.get(driftEndpoints.ignored, { query: { app: app.name } });
  expect(items).toEqual([]);
});

/** Tomorrow, as the browser's own field writes it. */
function soon(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
}
