/** Before anybody is signed in: the first administrator, and too many tries. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  silentLog,
  type TestDatabase,
  testDatabase,
} from "../../packages/server/src/platform/testing/database.ts";
import { type App, createApp } from "../../packages/server/src/app.ts";
import { testConfig } from "../../packages/server/src/testing/server.ts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import { pagesDir } from "../../scripts/web.ts";
import { findChromium } from "./chromium.ts";

let database: TestDatabase;
let dataDir: string;
let app: App;
let url: string;
let browser: Browser;

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-entry-"));
  const config = testConfig({ dataDir, databaseUrl: database.url, pagesDir });
  app = await createApp(config, { log: silentLog, domains: () => [] });
  url = await app.start();
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-gpu"],
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await database?.close();
  await rm(dataDir, { recursive: true, force: true });
});

test("the first administrator is set up in the browser, and signed in", async () => {
  const page = await browser.newPage({ baseURL: url, locale: "zh-CN" });
  await page.goto("/settings/people");
  await page.getByRole("link", { name: "创建第一个管理员" }).click();
  await page.waitForURL("**/setup");
  await page.getByRole("textbox", { name: "初始化令牌" }).fill("a guess");
  await page.locator("input[name=username]").fill("first.admin");
  await page.getByRole("textbox", { name: "姓名" }).fill("林羽");
  await page.locator("input[name=password]").fill("the first of all");
  await page.getByRole("button", { name: "创建账号并登录" }).click();
  await page.getByText("不能这样创建第一个账号").waitFor();
  await page.getByRole("textbox", { name: "初始化令牌" }).fill((await app.setupToken()) ?? "");
  await page.getByRole("button", { name: "创建账号并登录" }).click();
  await page.getByRole("button", { name: "林羽" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/");
  expect(await app.setupToken()).toBeNull();
  const kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])");
  expect(kept).not.toContain("first of all");
  await page.close();
});

test("after too many tries the wait is shown, and nothing is sent meanwhile", async () => {
  const page = await browser.newPage({ baseURL: url, locale: "en-GB" });
  await page.goto("/");
  await page.locator("input[name=username]").fill("first.admin");
  await page.locator("input[name=password]").fill("wrong every time");
  const submit = page.locator("button[type=submit]");
  for (let tries = 1; tries <= 11; tries++) {
    const answered = page.waitForResponse("**/api/v1/session");
    await submit.click();
    expect((await answered).status()).toBe(tries <= 10 ? 401 : 429);
  }
  const wait = page.getByRole("button", { name: /Try again in (\d+:\d\d|\d+ s)/ });
  await wait.waitFor();
  expect(await submit.isDisabled()).toBe(true);
  let sent = 0;
  page.on("request", () => sent++);
  await page.locator("input[name=password]").press("Enter");
  // It runs down; what was pressed meanwhile went nowhere.
  const shown = await wait.innerText();
  await until("another second", async () => (await wait.innerText()) !== shown);
  expect(sent).toBe(0);
  await page.close();
});
