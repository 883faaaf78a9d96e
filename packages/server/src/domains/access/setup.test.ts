import { accessEndpoints, auditEndpoints } from "@halcyon/contracts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { generateKey } from "#platform/secrets.ts";
import { silentLog, type TestDatabase, testDatabase } from "#platform/testing/database.ts";
import { type App, type AppOptions, createApp } from "#src/app.ts";
import { type ApiClient, createApiClient } from "#src/testing/client.ts";
import { testConfig } from "#src/testing/server.ts";

// The first account of all, on servers that have none yet.

let given: TestDatabase;
let dataDir: string;
let apps: App[];
const secretKeys = [generateKey()];
const first = { name: "root.admin", displayName: "Root", password: "first of all" };

beforeEach(async () => {
  given = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-setup-"));
  apps = [];
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  await given.close();
  await rm(dataDir, { recursive: true });
});

async function startApp(options: AppOptions = {}): Promise<{ app: App; client: ApiClient }> {
  const config = testConfig({ dataDir, databaseUrl: given.url, secretKeys });
  const app = await createApp(config, { log: silentLog, domains: () => [], ...options });
  apps.push(app);
  return { app, client: createApiClient(await app.start(), null) };
}

const setUp = (client: ApiClient, setupToken: string, name = first.name) =>
  client.call(accessEndpoints.setup, { body: { ...first, name, setupToken } });

test("the setup token makes the first administrator, once, at any of several servers", async () => {
  const [one, two] = [await startApp(), await startApp()];
  const token = (await one.app.setupToken()) ?? "";
  expect(await two.app.setupToken()).toBe(token);
  expect((await setUp(one.client, "a guess")).problem?.code).toBe("access_setup_refused");
  expect((await setUp(two.client, token)).body).toMatchObject({
    name: first.name,
    grants: [{ role: "admin", team: null }],
  });
  expect((await setUp(one.client, token, "another")).problem?.code).toBe("access_setup_refused");
  expect(await one.app.setupToken()).toBeNull();

  const { token: session } = await one.client.get(accessEndpoints.signIn, {
    body: { name: first.name, password: first.password, deliver: "token" },
  });
  const { items } = await createApiClient(one.client.url, session).get(auditEndpoints.list);
  expect(items.map((row) => [row.verb, row.actor.name])).toEqual([
    ["session.sign-in", first.name],
    ["access.setup", first.name],
  ]);
});

test("two that set up at the same moment make one administrator", async () => {
  const { app, client } = await startApp();
  const token = (await app.setupToken()) ?? "";
  const answers = await Promise.all(["one", "two", "three"].map((name) => setUp(client, token, name)));
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 403, 403]);
});

test("guessing the setup token is paused like guessing a password", async () => {
  const { app, client } = await startApp();
  for (let at = 0; at < 10; at++) expect((await setUp(client, "a guess")).status).toBe(403);
  expect((await setUp(client, (await app.setupToken()) ?? "")).problem?.code).toBe("access_sign_in_paused");
});

test("a configured first administrator is made once, by servers that start together", async () => {
  await Promise.all([startApp({ firstAdmin: first }), startApp({ firstAdmin: first })]);
  const { client } = await startApp({
    firstAdmin: { ...first, name: "second", password: "another password" },
  });
  const signIn = (name: string, password: string) =>
    client.call(accessEndpoints.signIn, { body: { name, password } });
  expect((await signIn(first.name, first.password)).status).toBe(201);
  expect((await signIn("second", "another password")).status).toBe(401);
});
