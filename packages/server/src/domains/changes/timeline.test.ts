import {
  accessEndpoints,
  appsEndpoints,
  baseEndpoints,
  changeEndpoints,
  endpoints,
  secretEndpoints,
  type QueryInputOf,
} from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "#platform/http/actor.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type ChangesTestServer, changesServer } from "./testing/server.ts";
import { quietVerbs } from "./visibility.ts";

let server: ChangesTestServer;
let lin: ApiClient;

const spec = (name: string, team: string, room: string, more = "") =>
  `name: ${name}\nteam: ${team}\nimage: registry.example/${name}:1\nreplicas:\n  ${room}: 1\n${more}`;

beforeAll(async () => {
  server = await changesServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  await server.person({ name: "mei", grants: [{ role: "developer", team: "weather" }] });
  const [north, south] = server.rooms;
  const apply = (client: ApiClient, app: string, team: string, room: string, message: string, more = "") =>
    client.get(appsEndpoints.apply, {
      params: { app },
      body: { spec: spec(app, team, room, more), message },
    });
  await apply(lin, "frontpage", "news", north, "first, with 首页");
  await apply(lin, "frontpage", "news", north, "longer timeout", "description: two\n");
  await apply(lin, "frontpage", "news", north, "the same again", "description: two\n");
  await apply(server.admin, "radar", "weather", south, "rain-radar.tiles");
  await server.admin.get(appsEndpoints.validate, { body: { spec: spec("frontpage", "news", north) } });
  await server.admin.get(baseEndpoints.set, {
    params: { base: `room:${north}` },
    body: { text: "{}\n", message: "asks nothing" },
  });
});
afterAll(() => server.close());

const list = async (query: QueryInputOf<typeof changeEndpoints.list>, client: ApiClient = server.admin) =>
  (await client.get(changeEndpoints.list, { query })).items.map(
    ({ verb, subject, version }) => `${verb} ${subject}${version === null ? "" : ` v${version}`}`,
  );
const frontpage = ["app.apply frontpage v2", "app.apply frontpage v1"];

test("what changed something is there, newest first; looking and storing the same again are not", async () => {
  expect((await list({})).filter((line) => /^(app|base)/.test(line))).toEqual([
    `base.set room:${server.rooms[0]} v1`,
    "app.apply radar v1",
    ...frontpage,
  ]);
});

test("a row says who, when, why, and what it reaches", async () => {
  const { items } = await server.admin.get(changeEndpoints.list, { query: { app: "frontpage", limit: 1 } });
  expect(items[0]).toMatchObject({
    by: { name: "lin", kind: "person" },
    message: "longer timeout",
    version: 2,
    previous: 1,
    team: "news",
    clusters: server.clustersIn(server.rooms[0]),
    rooms: [server.rooms[0]],
  });
});

test.each<[string, () => QueryInputOf<typeof changeEndpoints.list>, string[]]>([
  ["app", () => ({ app: "radar" }), ["app.apply radar v1"]],
  ["team", () => ({ team: "news", kind: "app" }), frontpage],
  ["room", () => ({ room: server.rooms[1] }), ["app.apply radar v1"]],
  ["cluster", () => ({ cluster: server.clustersIn(server.rooms[0])[0] ?? "" }), frontpage],
  ["person", () => ({ by: "Lin" }), frontpage],
  ["words, cut short, in any order", () => ({ text: "timeou LONG" }), frontpage.slice(0, 1)],
  ["words of another script", () => ({ text: "首页" }), frontpage.slice(1)],
  ["a part of what is written without spaces", () => ({ text: "页" }), frontpage.slice(1)],
  ["characters that stand apart there", () => ({ text: "页首" }), []],
  ["words with what would be syntax", () => ({ text: "rain-radar.tiles' | :* !" }), ["app.apply radar v1"]],
  ["time", () => ({ until: "2020-01-01T00:00:00Z" }), []],
  [
    "since",
    () => ({ since: new Date(Date.now() - 3_600_000).toISOString(), kind: "base" }),
    ["base.set room:north v1"],
  ],
])("filtered by %s", async (_, query, expected) => {
  expect(await list(query())).toEqual(
    expected.map((line) => line.replace("room:north", `room:${server.rooms[0]}`)),
  );
});

test("page by page every change comes once", async () => {
  const whole = await list({});
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await server.admin.get(changeEndpoints.list, {
      query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(whole.length);
});

test("each person sees the changes of what they may see", async () => {
  expect(await list({ kind: "app" }, lin)).toEqual(frontpage);
  expect(await list({ kind: "user" }, lin)).toEqual([]);
  expect(await list({ kind: "base" }, lin)).toHaveLength(1);
  expect(await list({ kind: "user" })).not.toEqual([]);
  const nobody = await server.person({ name: "nobody" });
  expect((await nobody.call(changeEndpoints.list, { query: {} })).status).toBe(403);
});

test("a change is told to who watches, and only to who may see it", async () => {
  const watching = new AbortController();
  const seen: string[][] = [];
  const reading = (async () => {
    for await (const page of server.watch(lin, watching.signal)) {
      seen.push(page.items.map(({ subject }) => subject));
      if (page.items[0]?.message === "a third") return;
      if (seen.length === 1) {
        await server.admin.get(accessEndpoints.createTeam, { body: { name: "quiet" } });
        await lin.get(appsEndpoints.apply, {
          params: { app: "frontpage" },
          body: {
            spec: spec("frontpage", "news", server.rooms[0], "description: three\n"),
            message: "a third",
          },
        });
      }
    }
  })();
  await reading;
  watching.abort();
  expect(seen.flat()).not.toContain("radar");
  expect(seen.flat()).not.toContain("quiet");
});

test("every verb of the endpoint table is a change or known as quiet", () => {
  const verbs = Object.values(endpoints).flatMap((domain) =>
    Object.values(domain).flatMap(({ audit }) => audit ?? []),
  );
  const quiet = quietVerbs as readonly string[];
  expect(quiet.filter((verb) => !verbs.some((one) => one === verb || one.startsWith(`${verb}.`)))).toEqual(
    [],
  );
  // Named like a look, and no change: it would fill the timeline.
  expect(
    verbs.filter(
      (verb) => /\.(check|validate|render|diff|preview|explain|list)$/.test(verb) && !quiet.includes(verb),
    ),
  ).toEqual([]);
});

test("what Halcyon itself does stands beside what people do", async () => {
  await server.platform.database.transaction((tx) =>
    server.platform.recordAudit(tx, {
      actor: systemActor,
      verb: "release.done",
      subject: { kind: "release", id: "radar-1", name: "radar-1", team: "weather", app: "radar" },
      detail: { text: "done" },
    }),
  );
  const { items } = await server.admin.get(changeEndpoints.list, { query: { kind: "release" } });
  expect(items[0]).toMatchObject({ by: { kind: "system" }, message: "done", subject: "radar-1" });
});

test("a secret's new version is told to who may see its app, without its value", async () => {
  const client = await server.person({ name: "wen", grants: [{ role: "developer", team: "news" }] });
  const stranger = await server.person({ name: "bo", grants: [{ role: "developer", team: "weather" }] });
  const params = { app: "frontpage", secret: "db-password" };
  await lin.get(secretEndpoints.set, { params, body: { value: "s3cret-of-the-timeline" } });
  expect((await list({}, client))[0]).toBe("secret.set db-password v1");
  expect((await list({}, stranger)).filter((line) => line.startsWith("secret"))).toEqual([]);
  const told = await client.get(changeEndpoints.list, { query: { app: "frontpage" } });
  expect(JSON.stringify(told)).not.toContain("s3cret-of-the-timeline");
});
