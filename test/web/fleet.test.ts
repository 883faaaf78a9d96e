/** The fleet as operations see it: lists, details, logs; a cluster that hangs and a connection that breaks while they look. */
import { readFile } from "node:fs/promises";
import { type FaultProxy, startProxy } from "@halcyon/lab";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { addressOf, button, fill, gone, heading, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";
import { type RoomPods, roomPods } from "./pods.ts";
import { type LiveSocket, liveSocketOf } from "./socket.ts";

let on: Stage;
let zhou: Page;
let socket: LiveSocket;
/** The way to the cluster that will hang. */
let proxy: FaultProxy;
const hung = "south-telecom";
/** Where pods come and go, in a cluster that stays well. */
let pods: RoomPods;
const namespace = `web-fleet-${process.pid}`;

beforeAll(async () => {
  const rooms = await sharedRooms();
  const named = (name: string): SharedRoom => {
    const room = rooms.find((one) => one.name === name);
    if (room === undefined) throw new Error(`there is no room ${name}`);
    return room;
  };
  const south = named(hung);
  proxy = await startProxy(south, { tls: south.serving });
  pods = await roomPods(named("north-mobile"), namespace);
  await pods.create("chatter", {
    labels: { app: "chatter", tier: "front" },
    annotations: { "lab.halcyon.dev/log-every": "100ms", "lab.halcyon.dev/log-text": "GET /news 200" },
  });
  on = await stage(
    rooms.map((room) =>
      room === south ? { ...room, address: { server: proxy.url, ca: room.caData } } : room,
    ),
  );
  zhou = await on.page("zhou");
  socket = await liveSocketOf(zhou);
});
afterAll(async () => {
  await on?.close();
  await proxy?.close();
  await pods?.close();
});

/** Narrows the list that is open. */
const filter = (words: string) => fill(zhou, "Filter", words);
/** What the overview shows of a room. What other tests left in it decides whether it is well. */
const roomTile = (name: string) => zhou.getByRole("region", { name });
const list = (name: string) => zhou.getByRole("grid", { name, exact: true });

test("the overview names every room; a number leads to what it counts", async () => {
  await zhou.goto("/");
  for (const room of on.rooms) await seen(roomTile(room.name), "fresh");
  await roomTile("north-mobile").getByRole("link", { name: "8 of 8" }).click();
  await zhou.waitForURL("**/nodes?cluster=north-mobile");
  await seen(zhou, "8 in all");
  expect(await list("Nodes").getByRole("row").count()).toBe(9);
});

test("lists are narrowed as one types and walked by keyboard, and the address keeps what is seen", async () => {
  await zhou.goto("/pods");
  await filter(`ns:${namespace}`);
  await seen(zhou, "1 in all");
  await zhou.waitForURL(/[?&]q=/);
  await zhou.reload();
  await list("Pods")
    .getByRole("row", { name: /^.*chatter Running/ })
    .waitFor();
  await list("Pods").focus();
  await zhou.keyboard.press("ArrowDown");
  await zhou.keyboard.press("Enter");
  await heading(zhou, "chatter").waitFor();
  expect(addressOf(zhou)).toBe(`/pods/north-mobile/${namespace}/chatter`);
});

test("who opens a result as soon as it is there comes to it, however slowly its page arrives", async () => {
  const page = await on.page("zhou");
  await page.clock.install();
  let letCome = () => undefined as void;
  const mayCome = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route(/\/assets\/pod-page-/, async (route) => {
    await mayCome;
    await route.continue();
  });
  await page.goto("/search");
  await fill(page, "Search", `ns:${namespace}`);
  await page.getByRole("link", { name: /^chatter/ }).click();
  // By now the search would have put what was typed into its address.
  await page.clock.fastForward(1_000);
  letCome();
  await heading(page, "chatter").waitFor();
  await page.context().close();
});

test("a pod in depth, and its node", async () => {
  await seen(zhou, "registry.demo/tool:1");
  await seen(zhou, "tier=front");
  await seen(zhou, /^lab\.halcyon\.dev\/log-text/);
  await seen(zhou, /Successfully assigned/);
  await zhou.getByRole("link", { name: /^north-mobile-[0-9]+$/ }).click();
  await zhou.waitForURL("**/nodes/north-mobile/north-mobile-*");
  await zhou.getByRole("grid", { name: /^Pods/ }).getByRole("link").first().waitFor();
  await seen(zhou, "Allocatable");
});

test("a log is followed, searched and downloaded; a broken connection loses no line of it", async () => {
  await zhou.goto(`/pods/north-mobile/${namespace}/chatter`);
  await zhou.getByRole("tab", { name: "Logs" }).click();
  const log = zhou.getByRole("log", { name: "Log lines" });
  await log.getByText("GET /news 200").first().waitFor();
  const before = await newest(log);
  await socket.cut();
  await seen(zhou, "connection lost; what is shown may be old");
  socket.mend();
  await gone(zhou, "connection lost; what is shown may be old");
  await expect.poll(() => newest(log), { timeout: 60_000 }).toBeGreaterThan(before + 30);

  const [download] = await Promise.all([zhou.waitForEvent("download"), button(zhou, "Download").click()]);
  const text = await readFile(await download.path(), "utf8");
  const numbers = [...text.matchAll(/([0-9]+) GET \/news 200/g)].map(([, number]) => Number(number));
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));

  await fill(zhou, "Find in these lines", `${before} GET`);
  await zhou.keyboard.press("Enter");
  await seen(zhou, "1 of 1");
});

test("what came while the connection was broken is in the list afterwards", async () => {
  await zhou.goto(`/pods?namespace=${namespace}`);
  await seen(zhou, "1 in all");
  await socket.cut();
  await seen(zhou, "connection lost; what is shown may be old");
  await pods.create("meanwhile");
  socket.mend();
  await list("Pods").getByRole("link", { name: "meanwhile" }).waitFor();
  await pods.remove("meanwhile");
  await list("Pods").getByRole("link", { name: "meanwhile" }).waitFor({ state: "detached" });
});

test("a cluster that hangs while one looks is named, and the others go on", async () => {
  await zhou.goto("/");
  await seen(roomTile(hung), "fresh");
  proxy.set([{ kind: "hang" }]);
  await seen(zhou, new RegExp(`${hung}: unreachable since`));
  await seen(roomTile(hung), /did not answer/);
  // What was last seen of it is still there, and said to be old.
  await seen(roomTile(hung), "Numbers as last seen");
  await seen(roomTile("north-mobile"), "fresh");

  await zhou.goto("/pods");
  await seen(zhou, new RegExp(`${hung}: unreachable`));
  await filter(`ns:${namespace}`);
  await pods.create("alive");
  await list("Pods").getByRole("link", { name: "alive" }).waitFor();

  await zhou.goto(`/search?q=ns:${namespace}`);
  await zhou.getByRole("link", { name: /^alive/ }).waitFor();
  await seen(zhou, new RegExp(`${hung}: unreachable`));

  await zhou.goto("/");
  await seen(zhou, new RegExp(`${hung}: unreachable since`));
  proxy.clear();
  await gone(zhou, new RegExp(`${hung}: unreachable since`));
  await seen(roomTile(hung), "fresh");
});

/** The number of the latest line that can be seen. */
async function newest(log: ReturnType<Page["getByRole"]>): Promise<number> {
  const numbers = [...(await log.innerText()).matchAll(/([0-9]+) GET \/news 200/g)].map(([, number]) =>
    Number(number),
  );
  return Math.max(0, ...numbers);
}
