/** A release without a mouse, and on a phone; and pages for who comes by a wrong way. */
import { accessEndpoints, releaseEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personPassword } from "../../packages/server/src/testing/server.ts";
import { sharedRooms } from "../rooms.ts";
import { button, fill, heading, seen } from "./act.ts";
import { atRest, type TestApp, until } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let app: TestApp;

beforeAll(async () => {
  on = await stage(await sharedRooms());
  app = await on.app({ replicas: { "north-mobile": 2, "south-telecom": 1 } });
});
afterAll(() => on?.close());

/** Moves on by Tab until what has the focus is called so, as who has no mouse does. */
async function tabTo(page: Page, name: RegExp, most = 120): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press("Tab");
    const focused = String(
      await page.evaluate(
        `((one) => one === null ? "" : (one.ariaLabel ?? "") + " " + (one.innerText ?? ""))(document.activeElement)`,
      ),
    ).trim();
    if (name.test(focused)) return;
  }
  throw new Error(`${most} times Tab did not lead to ${name}`);
}

test("by keyboard alone: signing in, finding the release, approving, and a step", async () => {
  const { id } = await app.plan({ image: app.image(2), steps: 1 });
  const lead = await on.page(null);
  await lead.goto("/");
  await lead.locator("input[name=username]").waitFor();
  await lead.keyboard.type("wang");
  await lead.keyboard.press("Tab");
  await lead.keyboard.type(personPassword);
  await lead.keyboard.press("Enter");
  await heading(lead, "Overview").waitFor();
  await lead.keyboard.press("Control+k");
  await lead.getByRole("combobox").first().waitFor();
  await lead.keyboard.type("approvals");
  await lead.getByRole("option").first().waitFor();
  await lead.keyboard.press("Enter");
  await heading(lead, "Approvals").waitFor();
  await tabTo(lead, new RegExp(`Review ${id}|^${id}`));
  await lead.keyboard.press("Enter");
  await heading(lead, id).waitFor();
  await tabTo(lead, /^Approve exactly this/);
  await lead.keyboard.press("Enter");
  await until(on.developer, id, ({ state }) => state === "approved");
  await seen(lead, "Approved by");
  await tabTo(lead, /^(Start|Next)/);
  await lead.keyboard.press("Enter");
  await until(on.developer, id, atRest(1));
  await seen(lead, "step 1 of 3");
  await on.developer.get(releaseEndpoints.rollback, {
    params: { release: id },
    body: { mode: "express", reason: "the next test begins" },
  });
  await until(on.developer, id, ({ state }) => state === "rolled-back");
  await lead.context().close();
});

test("on a phone: approve, go on, roll back", async () => {
  const look = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const { id } = await app.plan({ image: app.image(3), steps: 1 });
  const lead = await on.page("wang", look);
  await lead.goto(`/releases/${id}`);
  await button(lead, "Approve exactly this").tap();
  await until(on.developer, id, ({ state }) => state === "approved");
  const developer = await on.page("lin", look);
  await developer.goto(`/releases/${id}`);
  await button(developer, /^(Start|Next)/).tap();
  await until(on.developer, id, atRest(1));
  await seen(developer, "step 1 of 3");
  await button(developer, "Roll back").tap();
  const dialog = developer.getByRole("dialog");
  await dialog.getByRole("radio", { name: /at once/i }).check();
  await fill(dialog, "Reason", "seen on a phone");
  await button(dialog, "Roll back").tap();
  await until(on.developer, id, ({ state }) => state === "rolled-back");
  await Promise.all([lead, developer].map((page) => page.context().close()));
});

test("a wrong address and a page that is not for one say so, and lead on", async () => {
  const page = await on.page("lin");
  await page.goto("/nowhere/at/all");
  await heading(page, "There is no such page").waitFor();
  await page.getByRole("link", { name: "To the overview" }).click();
  await heading(page, "Overview").waitFor();
  await page.goto("/settings/people");
  await seen(page, /access\.read/);
  await page.context().close();
});

test("who is signed out meanwhile is asked again, where they were", async () => {
  const page = await on.page("lin");
  await page.goto(`/apps/${app.name}`);
  await heading(page, app.name).waitFor();
  await page.request.delete(accessEndpoints.signOut.path, { headers: { origin: on.server.url } });
  await page.reload();
  await page.locator("input[name=username]").fill("lin");
  await page.locator("input[name=password]").fill(personPassword);
  await page.keyboard.press("Enter");
  await heading(page, app.name).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/apps/${app.name}`);
  await page.context().close();
});
