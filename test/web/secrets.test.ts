/** An app's secrets by hand: stored, rotated, released, revoked; and the values are nowhere in the browser afterwards. */
import { accessEndpoints, secretEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestApp } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { personPassword } from "../../packages/server/src/testing/server.ts";
import { collectionPath } from "../../packages/server/src/kube/paths.ts";
import { sharedRooms, type SharedRoom } from "../rooms.ts";
import { addressOf, button, fill, heading, seen } from "./act.ts";
import { type Stage, stage } from "./browser.ts";
import { adminIn } from "./pods.ts";

let on: Stage;
let room: SharedRoom;
let app: TestApp;
let lin: Page;
/** As it is pasted: several lines, and an end of line at its end. */
const key = "-----BEGIN KEY-----\n  cGFzdGVkLWFuZC1nb25l\n-----END KEY-----\n";
const next = "rotated-and-gone\nin two lines";

beforeAll(async () => {
  const rooms = await sharedRooms();
  [room] = rooms as [SharedRoom];
  on = await stage(rooms);
  lin = await on.page("lin");
  app = await on.app({ replicas: { [room.name]: 1 }, unreleased: true });
});
afterAll(() => on?.close());

const secrets = async () =>
  (await on.developer.get(secretEndpoints.list, { params: { app: app.name } })).items;
const row = (version: number) =>
  lin.getByRole("table", { name: "signing-key" }).getByRole("row", { name: new RegExp(`^${version} `) });

/** Pastes into the field for a value, as people do. */
async function paste(page: Page, value: string): Promise<void> {
  await page.getByRole("dialog").getByRole("textbox", { name: "Value", exact: true }).focus();
  await page.keyboard.insertText(value);
}

test("without any, it says what to do; the first is pasted, and the field shows nobody what it is", async () => {
  await lin.goto(`/apps/${app.name}`);
  await lin.getByRole("tab", { name: "Secrets" }).click();
  await seen(lin, "No secret yet");
  await seen(lin, /DB_PASSWORD: \{ secret: db-password \}/);
  await button(lin, "New secret").click();
  const dialog = lin.getByRole("dialog");
  await fill(dialog, "Name", "signing-key");
  await paste(lin, key);
  const field = dialog.getByRole("textbox", { name: "Value", exact: true });
  expect(await field.inputValue()).toBe(key);
  const masked = () =>
    lin.evaluate(
      `getComputedStyle(document.querySelector("[role=dialog] textarea")).getPropertyValue("-webkit-text-security")`,
    );
  expect(await masked()).toBe("disc");
  await dialog.getByRole("switch", { name: "Show what is typed" }).press("Space");
  await expect.poll(masked).toBe("none");
  await button(dialog, "Store a version").click();
  await row(1).getByText("latest").waitFor();
  expect(await secrets()).toMatchObject([{ name: "signing-key", latest: 1 }]);
  await expectNowhere(lin, ["cGFzdGVkLWFuZC1nb25l"]);
});

test("rotating makes an app version and leads to releasing it; the clusters get what was pasted", async () => {
  await app.apply({ env: { SIGNING_KEY: { secret: "signing-key" } } });
  await app.ship({ message: "first" });
  expect(await valuesIn(room)).toEqual([key]);
  await lin.reload();
  await row(1).getByRole("link", { name: "2", exact: true }).waitFor();
  await button(lin, "Rotate signing-key").click();
  const dialog = lin.getByRole("dialog");
  await paste(lin, next);
  await button(dialog, "Rotate").click();
  await seen(
    dialog,
    `Version 2 of signing-key is stored. Version 3 of ${app.name} uses it. It runs once it is released.`,
  );
  await expectNowhere(lin, ["rotated-and-gone"]);
  await button(dialog, "Plan the release of version 3").click();
  await heading(lin, "Plan a release").waitFor();
  expect(addressOf(lin)).toBe(`/releases/new?app=${app.name}&version=3`);
  await app.ship({ version: 3, message: "rotated" });
  expect(await valuesIn(room)).toContain(next);
});

test("a version is revoked with a reason, after it was said which app versions that concerns", async () => {
  await lin.goto(`/apps/${app.name}?tab=secrets`);
  await button(lin, "Revoke version 1 of signing-key").click();
  const dialog = lin.getByRole("dialog");
  await seen(dialog, `This concerns these versions of ${app.name}: 2.`);
  await button(dialog, "Revoke").and(lin.locator(":disabled")).waitFor();
  await fill(dialog, "Why, for the record", "it was in a log");
  await button(dialog, "Revoke").click();
  await row(1).getByText("it was in a log").waitFor();
  await row(2).getByText("latest").waitFor();
  const [secret] = await secrets();
  expect(secret?.versions.map(({ revoked }) => revoked?.reason ?? null)).toEqual([null, "it was in a log"]);
  await expectNowhere(lin, ["cGFzdGVkLWFuZC1nb25l", "rotated-and-gone"]);
});

test("who may not write secrets sees them and can do nothing to them", async () => {
  await on.server.person({ name: "vera", grants: [{ role: "viewer", team: null }] });
  const vera = await on.page(null);
  const answer = await vera.request.post(accessEndpoints.signIn.path, {
    data: { name: "vera", password: personPassword },
    headers: { origin: on.server.url },
  });
  expect(answer.ok()).toBe(true);
  await vera.goto(`/apps/${app.name}?tab=secrets`);
  await vera.getByRole("table", { name: "signing-key" }).getByText("it was in a log").waitFor();
  expect(await button(vera, /Rotate|Revoke|Store a version|New secret/).count()).toBe(0);
});

/** What the app's Secrets in a cluster hold. */
async function valuesIn(where: SharedRoom): Promise<readonly string[]> {
  const client = adminIn(where);
  const { items } = await client.get<{ items: readonly { data?: Record<string, string> }[] }>(
    collectionPath("Secret", app.name),
  );
  await client.close();
  return items.map(({ data }) => Buffer.from(data?.["value"] ?? "", "base64").toString("utf8"));
}

/**
 * No part of a value in the page, its fields, its address, what the browser stores, or anything its components hold: those are
 * walked from React's own tree, in which the caches of questions and changes are. The secret's name must be found there, or the
 * walk would look nowhere.
 */
async function expectNowhere(page: Page, parts: readonly string[]): Promise<void> {
  const places = await page.evaluate<Readonly<Record<string, readonly string[]>>>(`(async () => {
    const parts = ${JSON.stringify(["signing-key", ...parts])};
    const inText = (text) => parts.filter((part) => text.includes(part));
    const held = new Set();
    const seen = new Set();
    const root = [...document.querySelectorAll("*")].flatMap((element) =>
      Object.keys(element).filter((key) => key.startsWith("__react")).map((key) => element[key]));
    const todo = [...root];
    while (todo.length > 0) {
      const one = todo.pop();
      if (typeof one === "string") for (const part of inText(one)) held.add(part);
      if (one === null || typeof one !== "object" || seen.has(one) || one === window) continue;
      seen.add(one);
      if (one instanceof Map || one instanceof Set) todo.push(...[...one.entries()].flat());
      if (one instanceof Node) continue;
      for (const key of Reflect.ownKeys(one)) {
        const own = Object.getOwnPropertyDescriptor(one, key);
        if (own !== undefined && "value" in own) todo.push(own.value);
      }
    }
    const fields = [...document.querySelectorAll("input, textarea")].map(({ value }) => value).join("\\n");
    return {
      held: [...held],
      page: inText(document.documentElement.outerHTML + fields).slice(0),
      address: inText(location.href + JSON.stringify(history.state)),
      stored: inText(JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie),
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
    };
  })()`);
  expect(places["held"]).toEqual(["signing-key"]);
  expect(places["page"]).toEqual(["signing-key"]);
  for (const one of ["address", "stored", "databases", "caches"]) expect(places[one]).toEqual([]);
}
