/**
 * A secret's value, looked for everywhere after an ordinary life: set, applied, released, rotated, rolled back, revoked. It is in
 * the Secrets of the cluster, and nowhere else: no answer or stream of the API, no line of the log at its most talkative, no
 * table, no file of the data directory, no commit, no other object of the cluster.
 */
import {
  appsEndpoints,
  changeEndpoints,
  endpoints,
  releaseEndpoints,
  secretEndpoints,
} from "@halcyon/contracts";
import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createKubeClient } from "#kube/client.ts";
import { createLogger } from "#platform/log.ts";
import { until as eventually } from "#platform/testing/until.ts";
import { plainGit } from "#domains/changes/testing/plain-git.ts";
import {
  atRest,
  type Fixture,
  next,
  releaseFixture,
  rollback,
  until,
} from "#domains/releases/testing/fixture.ts";
import { type SharedRoom, sharedRooms } from "../../../test/rooms.ts";

const canary = `canary-${randomUUID()}`;
/** As it is, and as base64 has it wherever it begins in what is encoded. */
const needles = [
  canary,
  ...[0, 1, 2].map((before) =>
    Buffer.from(" ".repeat(before) + canary)
      .toString("base64")
      .slice(4, -4),
  ),
];
const holds = (text: string) => needles.some((needle) => text.includes(needle));

let dataDir: string;
let room: SharedRoom;
let fixture: Fixture;
let closed = false;
let logged = "";
const heard: string[] = [];
const plainFetch = globalThis.fetch;

beforeAll(async () => {
  // PostgreSQL runs as an account of its own.
  dataDir = await mkdtemp(join(tmpdir(), "halcyon-canary-"));
  await chmod(dataDir, 0o755);
  const [first] = await sharedRooms();
  if (first === undefined) throw new Error("there is no room");
  room = first;
  globalThis.fetch = async (...request) => {
    const response = await plainFetch(...request);
    void listen(response.clone());
    return response;
  };
  fixture = await releaseFixture([room], {
    log: createLogger({ level: "trace", to: { write: (line) => void (logged += line) } }),
    config: { dataDir, databaseUrl: null, git: { searchPath: process.env["PATH"] ?? "", remote: null } },
  });
}, 120_000);
afterAll(async () => {
  globalThis.fetch = plainFetch;
  if (!closed) await fixture?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Keeps what an answer or a stream says, until it ends. */
async function listen({ body }: Response): Promise<void> {
  if (body === null) return;
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) heard.push(chunk);
  } catch {
    // The stream was ended by whoever had asked for it.
  }
}

/** Everything the table lets be read, with what is known filled in; streams until they have said something. */
async function readAll(params: Readonly<Record<string, string>>): Promise<string[]> {
  const { admin } = fixture.server;
  const read: string[] = [];
  for (const endpoint of Object.values(endpoints).flatMap((group) => Object.values(group))) {
    const names = [...endpoint.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name ?? "");
    if (endpoint.method !== "GET" || names.some((name) => params[name] === undefined)) continue;
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_match: string, name: string) => params[name] ?? "");
    const ended = new AbortController();
    const response = await admin.raw(path, { signal: ended.signal });
    if (!response.ok) continue;
    read.push(endpoint.id);
    const reader = response.body?.getReader();
    if (endpoint.kind === "events") await reader?.read();
    else while ((await reader?.read())?.done === false);
    ended.abort();
  }
  return read;
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function filesThatHoldIt(): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesBelow(dataDir))
    if (holds((await readFile(file)).toString("latin1"))) found.push(file);
  return found;
}

/** The objects of a namespace that hold it, by kind, whatever kinds the cluster has. */
async function objectsThatHoldIt(namespace: string): Promise<{ holding: string[]; looked: number }> {
  const kube = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  interface Resources {
    resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
  }
  try {
    const { groups } = await kube.get<{ groups: { preferredVersion: { groupVersion: string } }[] }>("/apis");
    const roots = [
      "/api/v1",
      ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
    ];
    const holding: string[] = [];
    let looked = 0;
    for (const root of roots) {
      const { resources } = await kube.get<Resources>(root);
      for (const { name, kind, namespaced, verbs } of resources) {
        if (!namespaced || !verbs.includes("list") || name.includes("/")) continue;
        const { items } = await kube.get<{ items: unknown[] }>(`${root}/namespaces/${namespace}/${name}`);
        looked += items.length;
        holding.push(...items.filter((item) => holds(JSON.stringify(item))).map(() => kind));
      }
    }
    return { holding, looked };
  } finally {
    await kube.close();
  }
}

it("a secret's value is in the Secrets of the cluster and nowhere else", async () => {
  const { developer, server } = fixture;
  const app = await fixture.app({ replicas: { [room.name]: 2 }, unreleased: true });
  const at = { params: { app: app.name, secret: "db" } };
  const watching = new AbortController();
  const { changes, drift, fleet, releases } = endpoints;
  for (const { path } of [changes.listWatch, releases.listWatch, drift.watch, fleet.overviewWatch])
    expect((await server.admin.raw(path, { signal: watching.signal })).ok).toBe(true);

  await developer.get(secretEndpoints.set, { ...at, body: { value: canary } });
  // What is refused is not said back, either.
  for (const body of [
    { value: canary.repeat(9_000) },
    { value: canary, name: canary },
    { value: [canary] },
  ]) {
    const refused = await developer.call(secretEndpoints.set, { ...at, body: body as never });
    expect(refused.status).toBe(400);
  }
  const broken = await developer.raw(`/api/v1/apps/${app.name}/secrets/db/versions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"value": "${canary}`,
  });
  expect(broken.status).toBe(400);

  const configured = {
    env: { PASSWORD: { secret: "db" } },
    files: { "/etc/app/password": { secret: "db" }, "/etc/app/app.conf": "listen = 8080" },
  };
  await app.apply(configured);
  const spec = JSON.stringify({ ...app.spec });
  await developer.get(appsEndpoints.validate, { body: { spec } });
  await developer.get(appsEndpoints.render, { body: { spec } });
  await app.ship({ message: "first" });
  const rotated = await developer.get(secretEndpoints.rotate, { ...at, body: { value: `${canary}-2` } });
  const version = rotated.app.version.number;
  const { id } = await app.approved({ version, steps: 1 });
  await next(developer, id);
  await readAll({ app: app.name, version: String(version), release: id });
  await rollback(developer, id, "stepwise");
  await until(developer, id, (release) => release.state === "rolled-back");
  const compared = { params: { app: app.name }, query: { from: 2, to: 3 } };
  expect(JSON.stringify(await developer.get(appsEndpoints.compare, compared))).toContain("db@2");
  const inCluster = await developer.get(appsEndpoints.diff, {
    params: { app: app.name },
    body: { all: true },
  });
  expect(inCluster.clusters[0]?.objects.filter(({ kind }) => kind === "Secret")).not.toEqual([]);
  const again = await app.approved({ version, steps: 2 });
  await developer.get(releaseEndpoints.next, { params: { release: again.id }, body: {} });
  await until(developer, again.id, (release) => atRest(1)(release) || release.state === "done");
  const revoked = { params: { ...at.params, version: 1 }, body: { reason: "it was in a log" } };
  await developer.get(secretEndpoints.revoke, revoked);
  await eventually("the export to Git", async () => {
    const { state, waiting } = await developer.get(changeEndpoints.git);
    return state === "current" && waiting === 0;
  });
  const read = await readAll({
    ...{ app: app.name, version: String(version), release: again.id },
    ...{ room: room.name, cluster: room.name },
  });
  expect(read).toEqual(
    expect.arrayContaining([
      ...["app.get", "app.version", "app.rendering", "app.explain", "secret.list"],
      ...["release.get", "release.diff", "release.timeline", "release.watch", "audit.list"],
      ...["change.list", "change.list.watch", "drift.list", "drift.watch"],
    ]),
  );

  const live = await objectsThatHoldIt(app.name);
  expect(live.looked).toBeGreaterThan(5);
  expect(live.holding).toEqual(["Secret", "Secret"]);
  expect(holds(await readFile(room.auditLog, "utf8"))).toBe(false);

  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(server.platform.database.db);
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(
      server.platform.database.db,
    );
    expect(rows.filter(({ text }) => holds(text)).length, name).toBe(0);
  }
  const commits = await plainGit("--git-dir", join(dataDir, "git", "halcyon.git"), "log", "-p", "--all");
  expect(commits).toContain("db@1");
  expect(holds(commits)).toBe(false);

  watching.abort();
  closed = true;
  await fixture.close();
  expect(heard.join("")).toContain("secret.rotate");
  expect(heard.length).toBeGreaterThan(100);
  expect(holds(heard.join(""))).toBe(false);
  expect(logged.length).toBeGreaterThan(1_000);
  expect(holds(logged)).toBe(false);
  expect(await filesThatHoldIt()).toEqual([]);
  // What is looked for is found where it is.
  const planted = join(dataDir, "postgres", "planted");
  await writeFile(planted, `x${Buffer.from(`\n${canary}`).toString("base64")}`);
  expect(await filesThatHoldIt()).toEqual([planted]);
}, 240_000);
