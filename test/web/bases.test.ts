/** Operations' base: whom a change concerns is seen before it can be stored. */
import { baseEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestApp } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { sharedRooms } from "../rooms.ts";
import { button, fill, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let app: TestApp;
let zhou: Page;

beforeAll(async () => {
  on = await stage(await sharedRooms());
  app = await on.app({ replicas: { "north-mobile": 1 } });
  zhou = await on.page("zhou");
});
afterAll(() => on?.close());

test("a base is checked against every app, then stored; what was not checked cannot be", async () => {
  await zhou.goto("/settings/bases?base=organisation");
  const editor = zhou.getByRole("textbox", { name: "Base of the organisation, YAML" });
  await editor.click();
  await zhou.keyboard.press("Control+a");
  await zhou.keyboard.press("Delete");
  await zhou.keyboard.type("policy: { required: [owners");
  await button(zhou, "Store version 1").and(zhou.locator(":disabled")).waitFor();
  await button(zhou, "Check whom it concerns").click();
  await seen(zhou, "1 of 1 apps concerned");
  await seen(zhou, `owners is missing; required by operations' base for the organisation, version 1`);
  await fill(zhou, "Why, for the list of versions", "whom to ask");
  await button(zhou, "Store version 1").click();
  await button(zhou, "Store version 2").waitFor();
  const stored = await on.developer.get(baseEndpoints.get, { params: { base: "organisation" } });
  expect(stored).toMatchObject({
    version: 1,
    message: "whom to ask",
    text: "policy: { required: [owners]}",
  });
  const lin = await on.page("lin");
  await lin.goto(`/settings/bases`);
  await seen(lin, "This account may look at these settings, not change them.");
  await seen(lin, "Version 1 · by zhou · whom to ask");
  await lin.goto(`/apps/${app.name}/spec`);
  await seen(lin, /owners is missing; required by operations' base for the organisation, version 1/);
});
