/** An app's spec as its team writes it: checked while one types, stored as versions, compared, restored; operations' policy. */
import { appsEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestApp } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { sharedRooms } from "../rooms.ts";
import { button, fill, gone, heading, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let app: TestApp;
let lin: Page;

beforeAll(async () => {
  on = await stage(await sharedRooms());
  lin = await on.page("lin");
  app = await on.app({
    replicas: { "north-mobile": 2, "south-telecom": 1 },
    spec: { description: "The front page." },
  });
});
afterAll(() => on?.close());

const editor = () => lin.getByRole("textbox", { name: `Spec of ${app.name}, YAML` });

/** Opens the spec and puts the cursor where its text ends. */
async function atItsEnd(): Promise<void> {
  await lin.goto(`/apps/${app.name}/spec`);
  await seen(lin, "The spec is valid.");
  await editor().click();
  await lin.keyboard.press("Control+End");
}

const latest = async () =>
  (await on.developer.get(appsEndpoints.get, { params: { app: app.name } })).latest?.number ?? 0;

test("a wrong line is named as it is typed, and is not stored", async () => {
  await lin.goto("/apps");
  await lin.getByRole("link", { name: app.name, exact: true }).click();
  await button(lin, "Edit the spec").click();
  await heading(lin, `Spec of ${app.name}`).waitFor();
  await atItsEnd();
  await lin.keyboard.type("replicaz: 3\n");
  const problem = lin.getByRole("button", {
    name: /^line [0-9]+ · replicaz there is no key "replicaz" here/,
  });
  await problem.waitFor();
  await button(lin, "Store version 2").and(lin.locator(":disabled")).waitFor();
  // The problem leads to its line.
  const line = Number(/line ([0-9]+)/.exec((await problem.textContent()) ?? "")?.[1]);
  const before = await editor().innerText();
  expect(before.split("\n").slice(0, line).join("\n")).toContain("replicaz");
  await problem.click();
  await lin.keyboard.press("Control+Shift+k");
  await seen(lin, "The spec is valid.");
  expect(await latest()).toBe(1);
});

test("the form and the YAML are one text, both ways, and comments stay", async () => {
  await atItsEnd();
  await lin.keyboard.type("# a word to whoever reads this\n");
  await lin.getByRole("tab", { name: "Form" }).click();
  const description = lin.getByRole("textbox", { name: "description", exact: true });
  await description.fill("The very front page.");
  await description.press("Enter");
  await editor().getByText("The very front page.").waitFor();
  expect(await editor().innerText()).toContain("# a word to whoever reads this");
  // The other way: what is typed in the YAML is in the form, and YAML that is none has no form.
  await editor().click();
  await lin.keyboard.press("Control+End");
  await lin.keyboard.type("owners: [li.wei");
  await lin.keyboard.press("Delete");
  await seen(lin, "The text is not YAML, so there is no form of it");
  await lin.keyboard.press("End");
  await lin.keyboard.type("]");
  await lin.getByRole("textbox", { name: "owners[0]", exact: true }).waitFor();
});

test("what was typed and not stored survives a reload", async () => {
  await atItsEnd();
  // The editor indents by itself.
  for (const line of ["", "links:", "- title: Runbook", "url: https://wiki.example/frontpage"]) {
    await lin.keyboard.press("Enter");
    await lin.keyboard.type(line);
  }
  await lin.reload();
  await seen(lin, "Text that was not stored is back, as it was left in this tab.");
  await lin.getByText("https://wiki.example/frontpage").first().waitFor();
});

test("a right text is stored as the next version, after its manifests were looked at", async () => {
  await lin.getByRole("tab", { name: "Changes" }).click();
  await seen(lin, "https://wiki.example/frontpage");
  await lin.getByRole("tab", { name: "Manifests" }).click();
  await seen(lin, /kind: Deployment/);
  await fill(lin, "Why, for the list of versions", "where the runbook is");
  await button(lin, "Store version 2").click();
  await seen(lin, "version 2 is stored; what runs changes when it is released");
  await expect.poll(latest, { timeout: 60_000 }).toBe(2);
  await lin.goto(`/apps/${app.name}?tab=versions`);
  await lin.getByRole("row", { name: /2 latest where the runbook is/ }).waitFor();
  await lin.getByRole("tab", { name: "About" }).click();
  const link = lin.getByRole("link", { name: "Runbook" });
  expect(await link.getAttribute("href")).toBe("https://wiki.example/frontpage");
  expect(await link.getAttribute("rel")).toContain("noopener");
});

test("somebody stores a version meanwhile: nothing is overwritten, and one goes on from theirs", async () => {
  await atItsEnd();
  await lin.keyboard.type("# mine\n");
  await app.apply({ image: app.image(2) });
  await seen(lin, /^Version 3 was stored by lin meanwhile/);
  await button(lin, "See what it changed").click();
  await seen(lin, app.image(2));
  await button(lin, "Keep my text, go on from version 3").click();
  await button(lin, "Store version 4").waitFor();
  await seen(lin, "# mine");
});

test("two versions are compared side by side, and an old one is restored as a new one", async () => {
  await lin.goto(`/apps/${app.name}?tab=versions`);
  await lin.getByRole("checkbox", { name: "Compare version 1" }).click();
  await lin.getByRole("checkbox", { name: "Compare version 2" }).click();
  await heading(lin, "Version 1 → version 2").waitFor();
  await lin.getByRole("textbox", { name: "Version 2", exact: true }).getByText("wiki.example").waitFor();
  // What is compared is in the address.
  await lin.reload();
  await heading(lin, "Version 1 → version 2").waitFor();

  await lin
    .getByRole("row", { name: /^Compare version 1 / })
    .getByRole("button", { name: "Restore" })
    .click();
  const dialog = lin.getByRole("dialog");
  await seen(dialog, /Moves nothing in any cluster until version 4 is released/);
  await fill(dialog, "Why, for the list of versions", "as it was");
  await button(dialog, "Restore").click();
  await lin.getByRole("row", { name: /4 latest as it was/ }).waitFor();
  const { spec } = await on.developer.get(appsEndpoints.version, {
    params: { app: app.name, version: 4 },
  });
  expect(spec).not.toContain("wiki.example");
});

test("pointing at a rendered field tells where it comes from", async () => {
  await lin.goto(`/apps/${app.name}?tab=versions&version=1&part=north-mobile`);
  await lin.getByText("progressDeadlineSeconds", { exact: true }).first().hover();
  await seen(lin, /strategy\.progressDeadlineSeconds/);
});

test("operations set the policy; the team reads it and cannot change it", async () => {
  const zhou = await on.page("zhou");
  await zhou.goto(`/apps/${app.name}?tab=policy`);
  await fill(zhou, "Largest step", "many");
  await seen(zhou, "Write a count such as 5, or a share such as 25%.");
  await fill(zhou, "Largest step", "2");
  await fill(zhou, "Default steps", "1, 2");
  await button(zhou, "Set the policy").click();
  await seen(zhou, "The policy is set.");
  const policy = await on.operator.get(appsEndpoints.policy, { params: { app: app.name } });
  expect(policy).toMatchObject({ largestStep: 2, defaultSteps: [1, 2] });

  await lin.goto(`/apps/${app.name}?tab=policy`);
  await seen(lin, /This account does not hold the permission app\.policy/);
  expect(await button(lin, "Set the policy").count()).toBe(0);
  await lin.goto(`/releases/new?app=${app.name}`);
  await seen(lin, /Operations allow 2 instances in one step at most\./);
  await gone(lin, "Operations set no largest step.");
});
