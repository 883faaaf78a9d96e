import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { appsEndpoints, changeEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainGit, scratch } from "../testing/plain-git.ts";
import { type ChangesTestServer, changesServer } from "../testing/server.ts";
import { createExporter, LeaseLost } from "./exporter.ts";
import { createGit, findGit } from "./git.ts";
import { createRepository } from "./repository.ts";

const child = fileURLToPath(new URL("../testing/export-child.ts", import.meta.url));
const searchPath = process.env["PATH"] ?? "";
let server: ChangesTestServer;
let dir: Awaited<ReturnType<typeof scratch>>;
let made = 0;

beforeAll(async () => {
  // The server itself finds no git: what exports are the processes of the tests.
  server = await changesServer();
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  dir = await scratch();
});
afterAll(async () => {
  await dir[Symbol.asyncDispose]();
  await server.close();
});

/** The next versions, over three apps in turn. */
async function versions(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    const app = `app-${made % 3}`;
    const spec = `name: ${app}\nteam: news\ndescription: "${made}"\nimage: registry.example/${app}:1\nreplicas: { north: 1 }\n`;
    await server.admin.get(appsEndpoints.apply, { params: { app }, body: { spec, message: `m${made}` } });
    made += 1;
  }
}

const expectedSubjects = () =>
  Array.from({ length: made }, (_, index) => `app-${index % 3} v${Math.floor(index / 3) + 1}: m${index}`);
const history = async (path: string) =>
  (await plainGit("-C", path, "log", "--reverse", "--format=%s", "main")).trimEnd().split("\n");

async function exporter(path: string, batch = 3) {
  const git = createGit({ program: (await findGit(searchPath)) ?? "", searchPath });
  const repository = createRepository({ git, path });
  await repository.prepare();
  const { database } = server.platform;
  return createExporter({ database, apps: server.apps, repository, now: () => new Date(), batch });
}

async function run(path: string, last: number, epoch: number): Promise<number | string | null> {
  const args = [child, server.databaseUrl, dir.path, path, String(last), String(epoch)];
  const running = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code, signal] = (await once(running, "exit")) as [number | null, string | null];
  return code ?? signal;
}

test("killed after each act on Git or the database, and while git writes: nothing twice, nothing lost", async () => {
  const path = dir.at("killed.git");
  let epoch = 10;
  for (let last = 0; ; last += 1) {
    await versions(2);
    epoch += 1;
    const ended = await run(path, last, epoch);
    if (ended === 0) {
      // One whole run has about that many: the loop has been at every point of one.
      expect(last).toBeGreaterThan(8);
      break;
    }
    expect(ended).toBe("SIGKILL");
  }
  expect(await history(path)).toEqual(expectedSubjects());
  await plainGit("-C", path, "fsck", "--strict", "--no-dangling");
  const { commit } = await server.admin.get(changeEndpoints.git);
  expect(`${commit}\n`).toBe(await plainGit("-C", path, "rev-parse", "main"));
}, 300_000);

test("a repository made anew elsewhere has the same commits, to the last byte", async () => {
  const again = await exporter(dir.at("again.git"), 100);
  while (await again.step({ epoch: 500, held: () => true }));
  expect(await plainGit("-C", dir.at("again.git"), "rev-parse", "main")).toBe(
    await plainGit("-C", dir.at("killed.git"), "rev-parse", "main"),
  );
});

test("two at once, one of them late: one history, and the late one notices", async () => {
  await versions(12);
  const path = dir.at("again.git");
  const [late, current] = [await exporter(path, 1), await exporter(path, 1)];
  const racing = async (one: typeof late, epoch: number): Promise<unknown> => {
    try {
      while (await one.step({ epoch, held: () => true }));
    } catch (error) {
      return error;
    }
    return null;
  };
  const [lost] = await Promise.all([racing(late, 600), racing(current, 601)]);
  // The late one may also lose at the branch itself; whatever it meets, it ends there.
  expect(lost).toBeInstanceOf(Error);
  for (let more = true; more; ) more = await (await exporter(path)).step({ epoch: 602, held: () => true });
  expect(await history(path)).toEqual(expectedSubjects());
  await expect(late.step({ epoch: 600, held: () => true })).rejects.toThrow(LeaseLost);
});

test("a transaction that began first and ends last takes its place when it is seen; none is skipped", async () => {
  const path = dir.at("again.git");
  const { database } = server.platform;
  const insert = (app: string) => async (tx: Parameters<Parameters<typeof database.transaction>[0]>[0]) => {
    const latest = await server.apps.latestVersion(app, tx);
    const places = { rooms: ["north", "south"], clusters: [{ cluster: "north-1", room: "north" }] };
    const text = (latest?.text ?? "").replace(/description: .*/, `description: "${app} late"`);
    const actor = { id: "u", name: "lin", may: () => true } as never;
    await server.apps.deriveVersion(tx, actor, app, { spec: text }, { places, message: `late ${app}` });
  };
  const exporting = await exporter(path);
  const [inserted, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = database.transaction(async (tx) => {
    await insert("app-0")(tx);
    inserted.resolve();
    await finish.promise;
  });
  await inserted.promise;
  await database.transaction(insert("app-1"));
  while (await exporting.step({ epoch: 700, held: () => true }));
  finish.resolve();
  await slow;
  while (await exporting.step({ epoch: 700, held: () => true }));
  expect((await history(path)).slice(-2).map((line) => line.replace(/ v\d+/, ""))).toEqual([
    "app-1: late app-1",
    "app-0: late app-0",
  ]);
});
