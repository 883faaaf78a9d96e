/** Signing in, as a person does it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { adminPassword } from "../../packages/server/src/testing/server.ts";
import { sharedRooms } from "../rooms.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
beforeAll(async () => {
  on = await stage(await sharedRooms());
});
afterAll(() => on?.close());

test("a stranger is asked who they are, at any address, and comes where the link led", async () => {
  const page = await on.page(null);
  await page.goto("/");
  await page.locator("input[name=username]").fill("admin");
  await page.locator("input[name=password]").fill("wrong password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.locator("input[name=password]").fill(adminPassword);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByText("north-telecom").first().waitFor();
  await page.getByRole("button", { name: "以中文显示" }).click();
  await page.getByRole("heading", { name: "总览" }).waitFor();
  expect(await page.evaluate("document.documentElement.lang")).toBe("zh-CN");
});
