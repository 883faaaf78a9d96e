/** What holds on every page: both languages, no finding of axe in light and dark, a phone's width, an address that can be kept. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedRooms } from "../rooms.ts";
import { type Address, addresses, pagesWithoutAddress, shownAt } from "./addresses.ts";
import { addressOf } from "./act.ts";
import { type Stage, stage } from "./browser.ts";
import { englishOnly } from "./sources.ts";
import { fillWorld, type Say, type World } from "./world.ts";

let on: Stage;
let world: World;
let page: Page;
let chinese: Page;
let phone: Page;
let english: ReadonlySet<string>;
const say: Say = (field) => `〔${field}〕`;

beforeAll(async () => {
  const rooms = await sharedRooms();
  const [, , room, other] = rooms;
  if (room === undefined || other === undefined) throw new Error("there are no rooms");
  on = await stage(rooms);
  english = await englishOnly();
  world = await fillWorld(on, room, other, say);
  page = await on.page("admin", { reducedMotion: "reduce" });
  chinese = await on.page("admin", { locale: "zh-CN" });
  phone = await on.page("admin", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    reducedMotion: "reduce",
  });
});
afterAll(async () => {
  await world?.close();
  await on?.close();
});

const cases = addresses.map((address, at) => ({ address, name: `${at + 1}: ${address.page}` }));

test("every page has an address here", async () => {
  expect(await pagesWithoutAddress()).toEqual([]);
});

test.each(cases)("in Chinese no English text of ours is left, $name", async ({ address }) => {
  await show(chinese, address);
  expect(await ourEnglish(chinese)).toEqual([]);
});

test.each(cases)(
  "its address is enough, axe finds nothing serious in light and dark, $name",
  async ({ address }) => {
    await show(page, address);
    const kept = addressOf(page);
    await page.reload();
    await settled(page, address);
    expect(addressOf(page)).toBe(kept);
    // The search for texts that are left would find them.
    expect(await ourEnglish(page)).not.toEqual([]);

    const light = await findings(page);
    await colours("dark");
    const dark = await findings(page);
    await colours("light");
    expect({ light, dark }).toEqual({ light: [], dark: [] });
  },
);

test.each(cases)("a phone shows it without being moved sideways, $name", async ({ address }) => {
  await phone.goto(address.to(world));
  await settled(phone, address, false);
  await expect
    .poll(() => phone.evaluate("document.documentElement.scrollWidth"), { timeout: 20_000 })
    .toBeLessThanOrEqual(390);
  expect(await findings(phone)).toEqual([]);
});

async function colours(scheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
}

async function show(on: Page, address: Address): Promise<void> {
  await on.goto(address.to(world));
  await settled(on, address);
}

/** Waits until the page is there with what it is about; on a phone some columns are left out. */
async function settled(on: Page, address: Address, whole = true): Promise<void> {
  await on.locator("main h1").waitFor();
  const wanted = whole ? shownAt(address, world, say) : [];
  const missing = () =>
    on.evaluate(`(() => {
      const fields = [...document.querySelectorAll("input, textarea")].map(({ value }) => value).join("\\n");
      const read = document.body.innerText + fields;
      const waits = document.querySelector(".data-waiting, .mantine-Loader-root") !== null;
      return ${JSON.stringify(wanted)}.filter((text) => !read.includes(text)).concat(waits ? ["not loading"] : []);
    })()`);
  await expect.poll(missing, { timeout: 60_000 }).toEqual([]);
}

/** Texts on the page that are one of ours in English, or hold a longer one. */
async function ourEnglish(on: Page): Promise<readonly string[]> {
  const texts = await on.evaluate<string[]>(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("style, script, .cm-editor"))
      found.push(walker.currentNode.data.trim());
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      for (const one of document.querySelectorAll("[" + name + "]")) found.push(one.getAttribute(name).trim());
    return found;
  })()`);
  const longer = [...english].filter((text) => text.split(" ").length >= 4);
  return texts.filter((text) => english.has(text) || longer.some((one) => text.includes(one)));
}

/** What axe calls serious or critical, shortly; of the colours the page comes to, not of those it passes on the way. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished))`);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ["violations"] })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 5)
        .map(({ html, any, all }) => `${id}: ${html.slice(0, 160)} ${[...any, ...all][0]?.message ?? ""}`),
    );
}
