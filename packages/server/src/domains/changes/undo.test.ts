import {
  accessEndpoints,
  appPolicy,
  appsEndpoints,
  baseEndpoints,
  changeEndpoints,
  auditEndpoints,
  secretEndpoints,
} from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { type ChangesTestServer, changesServer } from "./testing/server.ts";

let server: ChangesTestServer;
let lin: ApiClient;

beforeAll(async () => {
  server = await changesServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
});
afterAll(() => server.close());

const apply = (app: string, more: string) =>
  lin.get(appsEndpoints.apply, {
    params: { app },
    body: {
      spec: `name: ${app}\nteam: news\nimage: registry.example/${app}:1\nreplicas: { north: 1 }\n${more}`,
    },
  });
/** The newest change of something. */
async function newest(query: { app?: string; kind?: string; text?: string }) {
  const { items } = await server.admin.get(changeEndpoints.list, { query });
  const [first] = items;
  if (first === undefined) throw new Error("there is no change");
  return first;
}
const show = (id: string, client = server.admin) =>
  client.get(changeEndpoints.get, { params: { change: id } });
const undo = (id: string, client = server.admin, body: { over?: boolean; message?: string } = {}) =>
  client.call(changeEndpoints.undo, { params: { change: id }, body });

test("a version is taken back by its team: the one before is stored again, and its row has that verb", async () => {
  const before = await apply("front", "description: one\n");
  await apply("front", "description: two\n");
  const change = await newest({ app: "front" });
  const shown = await show(change.id, lin);
  expect(shown.diff).toContain("+description: two");
  expect(shown.undo).toMatchObject({ possible: true, reason: "", over: [] });
  expect(shown.undo.diff).toContain("-description: two");
  const { body } = await undo(change.id, lin, { message: "too wordy" });
  expect(body).toMatchObject({ next: "halcyon release create front" });
  const latest = await server.apps.latestVersion("front");
  expect(latest).toMatchObject({
    number: 3,
    text: before.version.spec,
    origin: "restore",
    basedOn: 1,
    message: "too wordy",
  });
  expect(await newest({ app: "front" })).toMatchObject({
    verb: "app.restore",
    undoes: change.id,
    by: { name: "lin" },
  });
  const { items } = await server.admin.get(auditEndpoints.list, { query: { verb: "change.undo" } });
  expect(items).toEqual([]);
});

test("an undo is a change, and is taken back like one", async () => {
  await undo((await newest({ app: "front" })).id, lin);
  expect((await server.apps.latestVersion("front"))?.text).toContain("description: two");
});

test("what later changes lie over is refused, with which; and done when that is meant", async () => {
  const covered = (await server.admin.get(changeEndpoints.list, { query: { app: "front", text: "apply" } }))
    .items[0];
  const id = covered?.id ?? "";
  const shown = await show(id);
  expect(shown.undo.over.map(({ verb }) => verb)).toEqual(["app.restore", "app.restore"]);
  const { problem } = await undo(id, lin);
  expect(problem).toMatchObject({
    status: 409,
    code: "change_covered",
    detail: expect.stringContaining("app.restore by lin"),
  });
  expect((await server.apps.latestVersion("front"))?.number).toBe(4);
  expect((await undo(id, lin, { over: true })).status).toBe(200);
  expect(await server.apps.latestVersion("front")).toMatchObject({ number: 5, basedOn: 1 });
});

test("versions that came by another way than the app's own changes are not hidden by an undo", async () => {
  const latest = async () => (await server.apps.latestVersion("kept"))?.number;
  await apply("kept", "description: one\n");
  await lin.get(secretEndpoints.set, { params: { app: "kept", secret: "db" }, body: { value: "first" } });
  await apply("kept", "description: two\nenv: { PASSWORD: { secret: db } }\n");
  const { id } = await newest({ app: "kept", kind: "app" });
  expect((await show(id, lin)).undo).toMatchObject({ possible: true, covered: false });
  await lin.get(secretEndpoints.rotate, { params: { app: "kept", secret: "db" }, body: { value: "second" } });
  expect((await show(id, lin)).undo).toMatchObject({
    possible: false,
    covered: true,
    over: [],
    reason: expect.stringContaining("version 3 by lin (rotate secret db to version 2)"),
  });
  expect((await undo(id, lin)).problem).toMatchObject({
    code: "change_covered",
    detail: expect.stringContaining("change the spec of version 3 and apply it"),
  });
  expect(await latest()).toBe(3);
  // Said and meant.
  expect((await undo(id, lin, { over: true })).status).toBe(200);
  expect(await server.apps.latestVersion("kept")).toMatchObject({ number: 4, basedOn: 1 });
});

test("where there is no opposite, what to do instead is said", async () => {
  const { id } = await newest({ kind: "secret" });
  expect((await show(id)).undo).toMatchObject({
    possible: false,
    sentence: "",
    reason: expect.stringContaining("pin the former version in the spec"),
  });
});

test("two who take the same change back at once: one does", async () => {
  await apply("twice", "description: one\n");
  await apply("twice", "description: two\n");
  const { id } = await newest({ app: "twice" });
  const answers = await Promise.all([undo(id, lin), undo(id), undo(id, lin), undo(id)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  expect((await server.apps.latestVersion("twice"))?.number).toBe(3);
});

test("the first version has no opposite, and what to do instead is said", async () => {
  await apply("first", "");
  const { problem } = await undo((await newest({ app: "first" })).id, lin);
  expect(problem).toMatchObject({
    code: "change_no_inverse",
    detail: expect.stringContaining("halcyon app remove first"),
  });
});

test("a policy and a base get their former values, by who may set them", async () => {
  const former = await server.admin.get(appsEndpoints.policy, { params: { app: "front" } });
  const policy = appPolicy.parse({ allowedRegistries: ["registry.example"] });
  await server.admin.get(appsEndpoints.setPolicy, { params: { app: "front" }, body: policy });
  const { id } = await newest({ app: "front" });
  expect((await show(id)).diff).toContain("registry.example");
  expect((await undo(id, lin)).problem).toMatchObject({ status: 403, code: "change_forbidden" });
  expect((await show(id, lin)).undo).toMatchObject({
    possible: false,
    reason: "It needs app.policy for team news.",
  });
  expect((await undo(id)).status).toBe(200);
  expect(await server.admin.get(appsEndpoints.policy, { params: { app: "front" } })).toEqual(former);

  const base = { base: "organisation" };
  const set = (text: string) => server.admin.get(baseEndpoints.set, { params: base, body: { text } });
  await set("policy: { maxReplicas: 5 }\n");
  await undo((await newest({ kind: "base" })).id);
  expect(await server.admin.get(baseEndpoints.get, { params: base })).toMatchObject({
    version: 2,
    text: "{}\n",
  });
});

test("a role given is taken; another role given meanwhile does not lie over it", async () => {
  const grant = (body: { role: "viewer" | "operator"; team: null }) =>
    server.admin.get(accessEndpoints.grantRole, { params: { user: "lin" }, body });
  await grant({ role: "operator", team: null });
  const { id } = await newest({ kind: "user" });
  await grant({ role: "viewer", team: null });
  expect((await undo(id)).status).toBe(200);
  const { grants } = await server.admin.get(accessEndpoints.getUser, { params: { user: "lin" } });
  expect(grants.map(({ role }) => role).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "developer",
    "viewer",
  ]);
  expect((await undo(id)).problem?.code).toBe("change_covered");
});

test("what a person may not see is not there for them", async () => {
  const { id } = await newest({ kind: "user" });
  for (const { problem } of [
    await undo(id, lin),
    await lin.call(changeEndpoints.get, { params: { change: id } }),
  ]) {
    expect(problem).toMatchObject({ status: 404, code: "change_not_found" });
  }
});
