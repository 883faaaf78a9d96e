/** Hostile texts in everything that people and clusters can write: each is shown as the text it is, on every page. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedRooms } from "../rooms.ts";
import { addresses, shownAt } from "./addresses.ts";
import { button, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";
import { hostile, hostileBeginning, watchForStrikes } from "./hostile.ts";
import { fillWorld, type World } from "./world.ts";

let on: Stage;
let world: World;
let page: Page;
let strikes: () => Promise<readonly string[]>;

beforeAll(async () => {
  const rooms = await sharedRooms();
  const [room, other] = rooms;
  if (room === undefined || other === undefined) throw new Error("there are no rooms");
  on = await stage(rooms);
  world = await fillWorld(on, room, other, hostile);
  page = await on.page("admin");
  strikes = await watchForStrikes(page);
});
afterAll(async () => {
  await world?.close();
  await on?.close();
});

/** What can be read on the page, in fields and titles too, as one text. */
const readable = `[...document.querySelectorAll("input, textarea")].map((field) => field.value)
  .concat([...document.querySelectorAll("[title], [aria-label]")].map((one) => one.title + one.ariaLabel))
  .concat(document.body.innerText).join("\\n")`;

test.each(addresses.map((address) => ({ address, name: `${address.page} ${address.fields.join(" ")}` })))(
  "$name",
  async ({ address }) => {
    await page.goto(address.to(world));
    await page.locator("main h1").waitFor();
    // A text is in its field from its beginning to its end, where there is room for it.
    for (const text of shownAt(address, world, hostileBeginning)) {
      await expect.poll(() => page.evaluate(readable), { timeout: 60_000, message: text }).toContain(text);
    }
    expect(await strikes()).toEqual([]);
  },
);

test("in the palette, and in what is asked before an act", async () => {
  await page.goto(`/releases/${world.running}`);
  await button(page, "Resume…").click();
  await seen(page.getByRole("dialog"), hostileBeginning("manager"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(`ns:${world.namespace} stray`);
  await page
    .getByRole("option")
    .filter({ hasText: hostileBeginning("pod-reason") })
    .waitFor();
  expect(await strikes()).toEqual([]);
});

test("a text that is run would be seen here, and the policy would stop it", async () => {
  const context = await on.browser.newContext({ baseURL: on.server.url });
  const stranger = await context.newPage();
  const struck = await watchForStrikes(stranger);
  await stranger.goto("/");
  await stranger.evaluate(`document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=struck()>")`);
  await expect
    .poll(async () => (await struck()).join("\n"), { timeout: 60_000 })
    .toMatch(/policy: script-src-attr[\s\S]*<img src="x"/);
  await stranger.evaluate(`struck()`);
  expect(await struck()).toContain("a text was run");
  await context.close();
});
