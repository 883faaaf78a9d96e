/** The timeline: a change is found, its difference read, and it is taken back after one saw what that would change. */
import { appsEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestApp } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { sharedRooms } from "../rooms.ts";
import { button, fill, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let app: TestApp;
let lin: Page;

beforeAll(async () => {
  on = await stage(await sharedRooms());
  app = await on.app({ replicas: { "north-mobile": 1 } });
  lin = await on.page("lin");
});
afterAll(() => on?.close());

test("a change comes in while one looks; its difference is read, and it is taken back", async () => {
  const params = { app: app.name };
  await lin.goto(`/changes?app=${app.name}&kind=app`);
  await seen(lin, `${app.name} v1`);
  const { spec } = await on.developer.get(appsEndpoints.version, { params: { ...params, version: 1 } });
  const body = { spec: `${spec}\ndescription: far too wordy\n`, message: "says more" };
  await on.developer.get(appsEndpoints.apply, { params, body });
  await seen(lin, `${app.name} v2`);
  await lin.getByText(`${app.name} v2`).click();
  await seen(lin, "description: far too wordy");
  await button(lin, "Take it back").click();
  await seen(lin, /stores version 1 of .* again/);
  await fill(lin, "Why", "fewer words");
  await button(lin.getByRole("dialog", { name: "Take this change back?" }), "Take it back").click();
  await seen(lin, `${app.name} v3`);
  const latest = await on.developer.get(appsEndpoints.version, { params: { ...params, version: 3 } });
  expect(latest).toMatchObject({ spec, message: "fewer words", origin: "restore", basedOn: 1 });
});
