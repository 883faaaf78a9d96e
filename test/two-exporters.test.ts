/**
 * Two server processes with one database, one repository and one remote: the one that exports is killed in the middle, the
 * other goes on. No version is there twice, none is missing, and each app's are in their order.
 */
import { appsEndpoints, changeEndpoints } from "@halcyon/contracts";
import { expect, test } from "vitest";
import {
  type HalcyonProcess,
  startHalcyon,
} from "../packages/server/src/domains/releases/testing/process.ts";
import { generateKey } from "../packages/server/src/platform/secrets.ts";
import { until } from "../packages/server/src/platform/testing/until.ts";
import { insertVersions } from "../packages/server/src/domains/changes/testing/many-versions.ts";
import { plainGit, scratch } from "../packages/server/src/domains/changes/testing/plain-git.ts";
import { changesServer } from "../packages/server/src/domains/changes/testing/server.ts";

const many = 600;
const limitMs = 120_000;

test("the one that exports is killed, twice: one history, here and at the remote", async () => {
  await using dir = await scratch();
  await using cleanUp = new AsyncDisposableStack();
  const there = dir.at("remote.git");
  await plainGit("init", "--quiet", "--bare", there);
  const secretKey = generateKey();
  // Takes the versions, and finds no git itself.
  const server = await changesServer({ secretKeys: [secretKey] });
  cleanUp.defer(server.close);
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  const { db } = server.platform.database;
  const start = async (dataDir?: string): Promise<HalcyonProcess> => {
    const started = await startHalcyon({
      databaseUrl: server.databaseUrl,
      secretKey,
      environment: { HALCYON_GIT_REMOTE: `file://${there}` },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    cleanUp.defer(() => started.kill());
    return started;
  };
  const applied: string[] = [];
  const apply = async (app: string, n: number) => {
    const spec = `name: ${app}\nteam: news\ndescription: "${n}"\nimage: registry.example/${app}:1\nreplicas: { north: 1 }\n`;
    await server.admin.get(appsEndpoints.apply, { params: { app }, body: { spec, message: `m${n}` } });
    applied.push(`${app} v${n}: m${n}`);
  };
  const status = () => server.admin.get(changeEndpoints.git);
  const exported = (least: number) =>
    until(
      `${least} are exported`,
      async () => ((await status()).position >= least ? true : undefined),
      limitMs,
    );
  const leases = db.$extendTables<{ platform_leases: { name: string; epoch: number } }>();
  const holder = async () =>
    (
      await leases
        .selectFrom("platform_leases")
        .select("epoch")
        .where("name", "=", "git-export")
        .executeTakeFirst()
    )?.epoch ?? 0;

  await apply("frontpage", 1);
  const first = await start(dir.path);
  await exported(1);
  // The first holds the lease; the second waits for it.
  const second = await start(dir.path);
  const epoch = await holder();
  await insertVersions(server.platform.database, "frontpage", many);
  await exported(2);
  await first.kill();
  for (let n = 1; n <= 5; n += 1) await apply("radar", n);
  await exported(many + 5);
  expect(await holder()).toBeGreaterThan(epoch);

  const third = await start(dir.path);
  for (let n = 6; n <= 10; n += 1) await apply("radar", n);
  await second.kill();
  for (let n = 11; n <= 15; n += 1) await apply("radar", n);
  await exported(many + 15);
  await third.kill();
  // Another machine: it has no repository yet, and makes the very same.
  await apply("radar", 16);
  await start();
  const done = await until(
    "the remote has all",
    async () => {
      const now = await status();
      const tip = (await plainGit("-C", there, "rev-parse", "main")).trim();
      return now.position === many + 16 && now.commit === tip ? now : undefined;
    },
    limitMs,
  );

  const log = async (path: string, format: string) =>
    (await plainGit("-C", path, "log", "--reverse", `--format=${format}`, "main")).trimEnd().split("\n");
  const positions = await log(there, "%(trailers:key=Halcyon-Position,valueonly,separator=%x2C)");
  expect(positions).toEqual(Array.from({ length: many + 16 }, (_, index) => String(index + 1)));
  const subjects = await log(there, "%s");
  const expected = Array.from(
    { length: many - 1 },
    (_, index) => `frontpage v${index + 2}: change ${index + 2}`,
  );
  expect(subjects.filter((line) => line.startsWith("frontpage"))).toEqual(["frontpage v1: m1", ...expected]);
  expect(subjects.filter((line) => line.startsWith("radar"))).toEqual(
    applied.filter((line) => line.startsWith("radar")),
  );
  expect((await log(there, "%H")).at(-1)).toBe(done.commit);
  // What the two shared is the beginning of it.
  const shared = await log(`${dir.path}/git/halcyon.git`, "%H");
  expect((await log(there, "%H")).slice(0, shared.length)).toEqual(shared);
  expect(shared).toHaveLength(many + 15);
  await plainGit("-C", there, "fsck", "--strict", "--no-dangling");
}, 300_000);
