/** Ten thousand versions of one app: exported from nothing, in order, readable; and listed page by page over indexes. */
import { appsEndpoints, changeEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertVersions } from "../testing/many-versions.ts";
import { plainGit, scratch } from "../testing/plain-git.ts";
import { type ChangesTestServer, changesServer } from "../testing/server.ts";
import { createExporter } from "./exporter.ts";
import { createGit, findGit } from "./git.ts";
import { createRepository } from "./repository.ts";

const last = 10_000;
let server: ChangesTestServer;
let dir: Awaited<ReturnType<typeof scratch>>;

beforeAll(async () => {
  // The server itself finds no git: what exports is the test.
  server = await changesServer();
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  await apply("a first one");
  await insertVersions(server.platform.database, "frontpage", last);
  dir = await scratch();
});
afterAll(async () => {
  await dir?.[Symbol.asyncDispose]();
  await server?.close();
});

async function apply(description: string): Promise<void> {
  const spec = `name: frontpage\nteam: news\ndescription: ${description}\nimage: registry.example/frontpage:1\nreplicas: { north: 1 }\n`;
  const params = { app: "frontpage" };
  await server.admin.get(appsEndpoints.apply, { params, body: { spec, message: description } });
}

async function exporter(path: string, more: { batchSize?: number } = {}) {
  const searchPath = process.env["PATH"] ?? "";
  const git = createGit({ program: (await findGit(searchPath)) ?? "", searchPath });
  const repository = createRepository({ git, path });
  await repository.prepare();
  const { database } = server.platform;
  return createExporter({ database, apps: server.apps, repository, now: () => new Date(), ...more });
}
const lease = { epoch: 1, held: () => true };
const log = (path: string, format: string, ...more: string[]) =>
  plainGit("-C", path, "log", "--reverse", `--format=${format}`, ...more, "main").then((text) =>
    text.trimEnd().split("\n"),
  );

test("nothing is lost, the order is kept, and the log names the person and the change", async () => {
  const path = dir.at("whole.git");
  const exporting = await exporter(path);
  while (await exporting.step(lease));
  const expected = ["Admin|frontpage v1: a first one|1"];
  for (let n = 2; n <= last; n++) expected.push(`person-${n % 7}|frontpage v${n}: change ${n}|${n}`);
  const position = "%(trailers:key=Halcyon-Position,valueonly,separator=%x2C)";
  expect(await log(path, `%an|%s|${position}`)).toEqual(expected);
  const times = (await log(path, "%at")).map(Number);
  expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) >= 60)).toBe(true);
  const tree = await plainGit("-C", path, "ls-tree", "-r", "--name-only", "main", "clusters");
  const deployment = tree.split("\n").find((name) => name.includes("deployment")) ?? "";
  for (const n of [2, 4_711, last]) {
    const commit = (await plainGit("-C", path, "rev-parse", `main~${last - n}`)).trim();
    expect(await plainGit("-C", path, "show", `${commit}:${deployment}`)).toContain(`frontpage:${n}\n`);
  }
  // One more is one more commit on top.
  await apply("one more");
  while (await exporting.step(lease));
  expect((await log(path, "%s", "-2")).toSorted()).toEqual([
    "frontpage v10000: change 10000",
    "frontpage v10001: one more",
  ]);
  await plainGit("-C", path, "fsck", "--strict", "--no-dangling");
});

test("batches end where their size does: the same history comes of it", async () => {
  const small = await exporter(dir.at("small.git"), { batchSize: 200_000 });
  let steps = 0;
  for (; steps < 8 && (await small.step({ ...lease, epoch: 2 })); steps++);
  const commits = (await log(dir.at("small.git"), "%H")).length;
  // Some kilobytes a version: fewer in a batch than its limit of 500, and more than one.
  expect(commits / steps).toBeLessThan(200);
  expect(commits / steps).toBeGreaterThan(20);
  expect(await log(dir.at("small.git"), "%H")).toEqual(
    (await log(dir.at("whole.git"), "%H")).slice(0, commits),
  );
});

test("versions and changes are read page by page, each once, the newest first", async () => {
  const numbers: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await server.admin.get(appsEndpoints.versions, {
      params: { app: "frontpage" },
      query: { limit: 1000, ...(cursor === undefined ? {} : { cursor }) },
    });
    numbers.push(...page.items.map(({ number }) => number));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(numbers).toEqual(Array.from({ length: last + 1 }, (_, index) => last + 1 - index));
  const first = await server.admin.get(changeEndpoints.list, { query: { app: "frontpage", limit: 2 } });
  expect(first.items.map(({ version }) => version)).toEqual([last + 1, last]);
  const deep = await server.admin.get(changeEndpoints.list, {
    query: { app: "frontpage", text: "change 4711", limit: 10 },
  });
  expect(deep.items.map(({ version }) => version)).toEqual([4_711]);
});

/** The nodes of a plan that read a table, with the rows they looked at. */
async function reads(
  query: ReturnType<typeof sql>,
): Promise<{ node: string; index: string; rows: number }[]> {
  const { rows } = await sql<{
    "QUERY PLAN": { Plan: PlanNode }[];
  }>`explain (analyze, format json) ${query}`.execute(server.platform.database.db);
  const found: { node: string; index: string; rows: number }[] = [];
  const walk = (node: PlanNode) => {
    if (node["Relation Name"] !== undefined || node["Index Name"] !== undefined)
      found.push({
        node: node["Node Type"],
        index: node["Index Name"] ?? "",
        rows: node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0),
      });
    for (const child of node.Plans ?? []) walk(child);
  };
  walk(rows[0]?.["QUERY PLAN"][0]?.Plan as PlanNode);
  return found;
}
interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

test.each([
  [
    "a page of versions",
    sql`select number from app_versions where app = 'frontpage' and number < 5000 order by number desc limit 101`,
  ],
  [
    "a page of an app's changes",
    sql`select id from audit_events where app = 'frontpage' and detail->>'outcome' is distinct from 'unchanged' order by id desc limit 101`,
  ],
  [
    "what lies over a change",
    sql`select id from audit_events where subject_kind = 'app' and subject_id = 'radar' and id > '00000000-0000-0000-0000-000000000000'
      order by id desc limit 500`,
  ],
  [
    "the version before",
    sql`select number from git_queue where name = 'radar' and kind = 'version' and position < 9000 order by position desc limit 1`,
  ],
  ["what waits for Git", sql`select id from git_queue where position is null order by id limit 500`],
])("%s is read by an index, and no row too many", async (_, query) => {
  await sql`analyze`.execute(server.platform.database.db);
  const found = await reads(query);
  expect(found.filter(({ index }) => index === "")).toEqual([]);
  expect(Math.max(...found.map(({ rows }) => rows))).toBeLessThanOrEqual(500);
});
