/** Administrators look after people; everybody after themselves; and the audit log shows it. */
import { readFile } from "node:fs/promises";
import { accessEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiClient } from "../../packages/server/src/testing/client.ts";
import { personPassword } from "../../packages/server/src/testing/server.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
beforeAll(async () => {
  on = await stage([]);
});
afterAll(() => on?.close());

const inStorage = "JSON.stringify([location.href, {...localStorage}, {...sessionStorage}, document.cookie])";

test("an account is made with a role, given another, and disabled; each with what it means", async () => {
  const page = await on.page("admin");
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Create an account" }).click();
  const dialog = page.getByRole("dialog");
  const create = dialog.getByRole("button", { name: "Create", exact: true });
  await dialog.getByRole("textbox", { name: "Account name" }).fill("Not A Name");
  await dialog.getByRole("textbox", { name: "Display name" }).fill("Mei");
  expect(await create.isDisabled()).toBe(true);
  await dialog.getByRole("textbox", { name: "Account name" }).fill("lin");
  await dialog.getByLabel("First password").fill("a first password");
  await create.click();
  // Refused: it is all still there.
  await dialog.getByText("The account exists already").waitFor();
  expect(await dialog.getByRole("textbox", { name: "Display name" }).inputValue()).toBe("Mei");
  await dialog.getByRole("textbox", { name: "Account name" }).fill("mei");
  await create.click();

  await page.getByRole("heading", { name: "Mei", exact: true }).waitFor();
  expect(await page.evaluate(inStorage)).not.toContain("a first password");
  await page.getByRole("button", { name: "What each role may do" }).click();
  await page.getByRole("rowheader", { name: "approve what others have planned" }).waitFor();

  await page.getByRole("combobox", { name: "Role" }).selectOption("lead");
  await page
    .getByRole("textbox", { name: "Team" })
    .or(page.getByRole("combobox", { name: "Team" }))
    .click();
  await page.getByRole("option", { name: "news" }).click();
  await page.getByRole("button", { name: "Grant", exact: true }).click();
  const held = page.getByRole("button", { name: "Take away: lead · news" });
  await held.click();
  await page.getByRole("dialog").getByText("approve what others have planned").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
  await held.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByText("stop at once").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await page.getByText("This account is disabled").waitFor();
  const refused = await on.server.anonymous.call(accessEndpoints.signIn, {
    body: { name: "mei", password: "a first password" },
  });
  expect(refused.problem?.code).toBe("access_sign_in_failed");
});

test("a token's secret is shown once, works, and is taken back", async () => {
  const page = await on.page("wang");
  await page.goto("/settings");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByRole("textbox", { name: "What it is for" }).fill("nightly report");
  await page.getByRole("button", { name: "Create the token" }).click();
  const field = page.getByRole("textbox", { name: "Secret", exact: true });
  await field.waitFor();
  const secret = await field.inputValue();
  expect(secret).toMatch(/^hcn_/);
  // A slip of the hand does not lose it.
  await page.keyboard.press("Escape");
  await field.waitFor();
  await page.getByRole("button", { name: "I have it" }).click();
  await field.waitFor({ state: "detached" });
  expect(await page.evaluate(`document.documentElement.outerHTML + ${inStorage}`)).not.toContain(secret);

  const script = createApiClient(on.server.url, secret);
  expect(await script.get(accessEndpoints.whoami)).toMatchObject({ user: { name: "wang" }, access: "read" });
  await page.getByRole("button", { name: "Revoke: nightly report" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No tokens.").waitFor();
  expect((await script.call(accessEndpoints.whoami)).status).toBe(401);
});

test("one's own password is changed, with the old one", async () => {
  const page = await on.page("zhou");
  await page.goto("/settings");
  await page.locator("input[name=current-password]").fill("not this one");
  await page.getByLabel("New password").fill("a new password of zhou");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("The current password is not right").waitFor();
  await page.locator("input[name=current-password]").fill(personPassword);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("your other sessions have ended").waitFor();
  expect(await page.getByLabel("New password").inputValue()).toBe("");
});

test("a team that owns nothing is removed with its grants; teams are made", async () => {
  const page = await on.page("admin");
  await page.goto("/settings/teams?create=yes");
  await page.getByRole("dialog").getByRole("textbox", { name: "Name", exact: true }).fill("sports");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "sports" }).waitFor();
  await page
    .getByRole("textbox", { name: "Person" })
    .or(page.getByRole("combobox", { name: "Person" }))
    .fill("lin");
  await page.getByRole("option", { name: /lin/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("link", { name: "lin" }).waitFor();
  await page.getByRole("button", { name: "Remove the team" }).click();
  await page.getByRole("dialog").getByText("1 grants for it go with it").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the team" }).click();
  await page.waitForURL("**/settings/teams");
});

test("the audit log is narrowed in its address, shows a row whole, and goes out as a file", async () => {
  const page = await on.page("admin", { locale: "zh-CN" });
  await page.goto("/audit?verb=user&actor=admin");
  const rows = page.getByRole("row");
  await rows.filter({ hasText: "授予角色" }).first().waitFor();
  expect(await rows.filter({ hasText: "登录" }).count()).toBe(0);
  await rows.filter({ hasText: "授予角色" }).filter({ hasText: "mei" }).first().getByText("授予角色").click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("user.grant").waitFor();
  await drawer.getByRole("rowheader", { name: "role" }).waitFor();
  await drawer.getByText("请求编号").waitFor();
  // The link shows the same row, also where the filters do not.
  const link = new URL(page.url());
  link.searchParams.set("verb", "room");
  await page.goto(link.href);
  await page.getByRole("dialog").getByText("user.grant").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("没有符合条件的记录").waitFor();

  await page.goto("/audit?verb=user&actor=admin");
  await page.getByRole("button", { name: "导出" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  const text = await readFile(await (await file).path(), "utf8");
  expect(text).toContain("user.disable");
  expect(text).not.toContain("session.sign-in");
  expect(text).not.toContain("a first password");
});
