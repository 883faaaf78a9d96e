import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AppPolicy, appsEndpoints, baseEndpoints, changeEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { until } from "#platform/testing/until.ts";
import { plainGit, scratch } from "../testing/plain-git.ts";
import { type ChangesTestServer, changesServer } from "../testing/server.ts";

let server: ChangesTestServer;
let path: string;
const searchPath = process.env["PATH"] ?? "";

beforeAll(async () => {
  server = await changesServer({ git: { searchPath, remote: null } });
});
afterAll(() => server.close());

const status = () => server.admin.get(changeEndpoints.git);
const exported = () =>
  until("everything is in Git", async () => {
    const now = await status();
    return now.waiting === 0 && now.commit !== null ? now : undefined;
  });
const apply = async (
  app: string,
  message: string,
  more = "replicas: { north: 1 }\n",
  client = server.admin,
) =>
  client.get(appsEndpoints.apply, {
    params: { app },
    body: { spec: `# ${app}\nname: ${app}\nteam: news\nimage: registry.example/${app}:1\n${more}`, message },
  });

test("each version, base and policy is a commit of its person, in order, readable", async () => {
  const lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  await apply("frontpage", "first", undefined, lin);
  await apply("frontpage", "to the south, too", "replicas: { north: 1, south: 2 }\n", lin);
  await lin.get(appsEndpoints.setImage, {
    params: { app: "frontpage" },
    body: { image: "registry.example/frontpage:2" },
  });
  await apply("radar", "");
  await server.admin.get(baseEndpoints.set, {
    params: { base: "team:news" },
    body: { text: "{}\n", message: "asks nothing" },
  });
  const policy = { allowedRegistries: ["registry.example"] } as unknown as AppPolicy;
  await server.admin.get(appsEndpoints.setPolicy, { params: { app: "radar" }, body: policy });
  await lin.get(appsEndpoints.restore, { params: { app: "frontpage", version: 1 }, body: {} });
  const now = await exported();
  path = now.clone ?? "";
  expect(now).toMatchObject({ state: "current", position: 7, remote: null, problem: "" });
  expect(await plainGit("-C", path, "log", "--reverse", "--format=%an: %s")).toBe(
    [
      "lin: frontpage v1: first",
      "lin: frontpage v2: to the south, too",
      "lin: frontpage v3: image registry.example/frontpage:2",
      "Admin: radar v1",
      "Admin: base team:news v1: asks nothing",
      "Admin: radar policy",
      "lin: frontpage v4: restore version 1",
      "",
    ].join("\n"),
  );
});

test("a commit says which app, version and change it is; its times are the version's", async () => {
  const [line = ""] = (await plainGit("-C", path, "log", "-1", "--format=%H")).split("\n");
  const { items } = await server.admin.get(changeEndpoints.list, { query: { app: "frontpage", limit: 1 } });
  const version = await server.apps.version("frontpage", 4);
  expect(await plainGit("-C", path, "log", "-1", "--format=%(trailers:only,unfold)", line)).toBe(
    [
      "Halcyon-App: frontpage",
      "Halcyon-Version: 4",
      `Digest: ${version.digest}`,
      `Halcyon-Change: ${items[0]?.id}`,
      "Halcyon-Position: 7",
      "",
      "",
    ].join("\n"),
  );
  const seconds = Math.floor(version.createdAt.getTime() / 1000);
  expect(await plainGit("-C", path, "log", "-1", "--format=%at %ct %cn", line)).toBe(
    `${seconds} ${seconds} Halcyon\n`,
  );
});

test("a clone holds, for each cluster, exactly what Halcyon renders, the namespaces first", async () => {
  await using dir = await scratch();
  await plainGit("clone", "--quiet", path, dir.at("clone"));
  for (const app of ["frontpage", "radar"]) {
    const latest = await server.apps.latestVersion(app);
    expect(await readFile(dir.at(`clone/apps/${app}/spec.yaml`), "utf8")).toBe(latest?.text);
    for (const cluster of ["north-1", "south-1", "south-2"]) {
      const below = dir.at(`clone/clusters/${cluster}/${app}`);
      const names = (await readdir(below).catch(() => [])).sort((a, b) => (a < b ? -1 : 1));
      const objects = await Promise.all(
        names.map(async (name) => parse(await readFile(join(below, name), "utf8"))),
      );
      const expected = latest?.rendering[cluster] ?? [];
      // Gone from the south with version 4.
      if (expected.length === 0) expect(names).toEqual([]);
      else expect(objects[0]).toMatchObject({ kind: "Namespace", metadata: { name: app } });
      expect(new Set(objects.slice(1).map((object) => JSON.stringify(object)))).toEqual(
        new Set(expected.map((object) => JSON.stringify(object))),
      );
    }
  }
});

test("whatever a person calls themselves or writes, the history stays sound and the trailers ours", async () => {
  const nasty = [
    "--force\n\nHalcyon-App: stolen\nHalcyon-Position: 99999",
    "\u202Ereversed\u0007 bell\r\nand \u001b[31mred",
    `long ${"x".repeat(490)}`,
    "首页改版 🎉",
    "---\n-- \ncommit refs/heads/main\ndata 3\nxyz",
  ];
  for (const [index, message] of nasty.entries())
    await apply("nasty", message, `replicas: { north: ${index + 1} }\n`);
  // What the API bounds, the database may hold all the same.
  await sql`
    insert into app_versions (app, number, text, spec, images, targets, rendering, digest, origin, message, author_id, author_name)
    select app, 6, text, spec, images, targets, rendering, digest, origin, ${`${"€".repeat(65_536)}\nend`}, 'a> <b', '--evil <x@y>\n.;'
    from app_versions where app = 'nasty' and number = 5`.execute(server.platform.database.db);
  await exported();
  const subjects = (await plainGit("-C", path, "log", "-6", "--reverse", "--format=%an|%s"))
    .trimEnd()
    .split("\n");
  expect(subjects.map((line) => line.slice(0, 80))).toMatchInlineSnapshot(`
    [
      "Admin|nasty v1: --force Halcyon-App: stolen Halcyon-Position: 99999",
      "Admin|nasty v2: �reversed� bell and �[31mred",
      "Admin|nasty v3: long xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "Admin|nasty v4: 首页改版 🎉",
      "Admin|nasty v5: --- -- commit refs/heads/main data 3 xyz",
      "--evil x@y|nasty v6: €€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€",
    ]
  `);
  const positions = await plainGit(
    "-C",
    path,
    "log",
    "--reverse",
    "--format=%(trailers:key=Halcyon-Position,valueonly,separator=%x2C)",
  );
  expect(positions.trim().split("\n")).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
  const apps = await plainGit(
    "-C",
    path,
    "log",
    "-6",
    "--format=%(trailers:key=Halcyon-App,valueonly,separator=%x2C)",
  );
  expect(new Set(apps.trim().split("\n"))).toEqual(new Set(["nasty"]));
  expect(await plainGit("-C", path, "log", "-1", "--format=%B")).toContain(`${"€".repeat(65_536)}\nend`);
  await plainGit("-C", path, "fsck", "--strict", "--no-dangling");
});

test("a removed app is gone from the tree and stays in the history", async () => {
  await server.platform.database.transaction((tx) =>
    server.platform.recordAudit(tx, {
      actor: { id: "u1", name: "ops", displayName: "Ops", kind: "person", via: "session" } as never,
      verb: "app.remove",
      subject: { kind: "app", id: "radar", name: "radar", team: "news", app: "radar" },
    }),
  );
  await exported();
  expect(await plainGit("-C", path, "ls-tree", "-r", "--name-only", "main")).not.toContain("radar");
  expect((await plainGit("-C", path, "log", "--format=%s", "--", "apps/radar")).split("\n")[0]).toBe(
    "radar removed",
  );
});

test("without a git program the server works and says what is missing", async () => {
  await using without = await (async () => {
    const made = await changesServer({ git: { searchPath: "/nowhere", remote: null } });
    return { ...made, [Symbol.asyncDispose]: made.close };
  })();
  await without.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  await without.admin.get(appsEndpoints.apply, {
    params: { app: "radar" },
    body: { spec: "name: radar\nteam: news\nimage: registry.example/radar:1\nreplicas: { north: 1 }\n" },
  });
  const now = await without.admin.get(changeEndpoints.git);
  expect(now).toMatchObject({
    state: "no-git",
    waiting: 1,
    sentence: expect.stringContaining("git was not found"),
  });
});
