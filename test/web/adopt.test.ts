/** The walk from the list of what nobody manages to an app that is released, and back out of Halcyon's hands. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubeClient } from "../../packages/server/src/kube/client.ts";
import {
  existing,
  type Legacy,
  roomClient,
} from "../../packages/server/src/domains/releases/testing/existing.ts";
import { sharedRooms } from "../rooms.ts";
import { button, fill, pick, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let client: KubeClient;
let legacy: Legacy;
let zhou: Page;
const namespace = `walk-${process.pid}`;

beforeAll(async () => {
  const rooms = await sharedRooms();
  const [room] = rooms;
  if (room === undefined) throw new Error("there is no room");
  on = await stage(rooms);
  client = roomClient(room);
  legacy = await existing(client, "grafana", "client-side", namespace);
  zhou = await on.page("zhou");
});
afterAll(async () => {
  await client?.close();
  await on?.close();
});

test("what runs is chosen, seen as a spec, proven, taken over and given back; no pod restarts", async () => {
  const before = await legacy.pods();
  await zhou.goto("/apps/adopt");
  await fill(zhou, "Filter deployments", `ns:=${namespace}`);
  await button(zhou, `Choose north-mobile ${namespace}/monitoring-grafana`).click();
  await fill(zhou, "The app's name", namespace);
  await pick(zhou, "Team that owns it", "news");
  await button(zhou, "Show the plan").click();
  await seen(zhou, "north-mobile: by dry run nothing changes, no pod restarts");
  await seen(zhou, /Patch kept-init-chown-data: kept from what ran before/);
  await seen(zhou, /kubectl-client-side-apply: \d+ fields/);
  expect(await legacy.pods()).toEqual(before);

  await button(zhou, "Take over").click();
  await seen(zhou, `${namespace} is taken over. Version 1 runs, and releases step from it.`);
  expect(await legacy.pods()).toEqual(before);
  await button(zhou, `Open ${namespace}`).click();
  await zhou.waitForURL(`**/apps/${namespace}`);
  await seen(zhou, /monitoring-grafana-/);

  await zhou.goto(`/apps/${namespace}?tab=about`);
  await button(zhou, "Give this app back").click();
  await seen(zhou, "1 instances in north-mobile go on running as they are; no pod restarts.");
  await fill(zhou, "Why, for the audit log", "the walk ends here");
  await fill(zhou, `Type ${namespace} to confirm`, namespace);
  await zhou.getByRole("dialog").getByRole("button", { name: "Give this app back" }).click();
  await seen(zhou, `${namespace} is given back.`);
  expect(await legacy.pods()).toEqual(before);
});

test("a viewer's language is the walk's", async () => {
  const page = await on.page("zhou", { locale: "zh-CN" });
  await page.goto("/apps/adopt");
  await seen(page, /把正在运行的 Deployment 变成应用/);
});
