/**
 * An app's history in Git: 10,000 versions exported from nothing, and one more version after them. The peers are git itself
 * doing the same: `git fast-import` of the very commits, and `git add` with `git commit` of the very files in a working tree.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { accessEndpoints, appsEndpoints } from "@halcyon/contracts";
import { createExporter } from "../packages/server/src/domains/changes/git/exporter.ts";
import { createGit, findGit } from "../packages/server/src/domains/changes/git/git.ts";
import { createRepository } from "../packages/server/src/domains/changes/git/repository.ts";
import { insertVersions } from "../packages/server/src/domains/changes/testing/many-versions.ts";
import { plainGit } from "../packages/server/src/domains/changes/testing/plain-git.ts";
import { createApp } from "../packages/server/src/app.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { changesDomains } from "../packages/server/src/domains/changes/testing/domains.ts";
import type { Database } from "../packages/server/src/platform/database/database.ts";
import { type ApiClient, createApiClient } from "../packages/server/src/testing/client.ts";
import type { BenchResult } from "./report.ts";

const password = "a password of the benchmarks";
const versions = 10_000;
const rounds = 2;
const further = 20;

export async function run(): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "halcyon-bench-git-"));
  const dataDir = await mkdtemp(join(tmpdir(), "halcyon-bench-data-"));
  const server = await startServer(dataDir);
  try {
    await apply(server, 0);
    await insertVersions(server.database, "frontpage", versions);
    const whole: number[] = [];
    const imported: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const exporting = await exporter(server, join(dir, `whole-${round}.git`));
      const before = process.memoryUsage().rss;
      let most = before;
      const sampling = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 50);
      whole.push(await timed(() => toTheEnd(exporting, round + 1)));
      clearInterval(sampling);
      memory.push((most - before) / 2 ** 20);
      imported.push(
        await timed(() => copied(join(dir, `whole-${round}.git`), join(dir, `peer-${round}.git`))),
      );
    }
    const one: number[] = [];
    const committed: number[] = [];
    const path = join(dir, `whole-${rounds - 1}.git`);
    const exporting = await exporter(server, path);
    const [clone, plain] = [join(dir, "clone"), join(dir, "plain")];
    for (const made of [clone, plain]) await plainGit("clone", "--quiet", path, made);
    for (let n = 1; n <= further; n++) {
      await apply(server, n);
      one.push(await timed(() => toTheEnd(exporting, rounds + 1)));
      await plainGit("-C", clone, "pull", "--quiet", "--ff-only");
      await promisify(execFile)("cp", ["-r", `${clone}/apps`, `${clone}/clusters`, plain]);
      committed.push(
        await timed(async () => {
          await plainGit("-C", plain, "add", "--all");
          await plainGit("-C", plain, "commit", "--quiet", "-m", `version ${n}`);
        }),
      );
    }
    const ratio = (samples: number[], peer: number[]) => samples.map((value, at) => value / (peer[at] ?? 1));
    return {
      name: "git-export",
      rows: [
        {
          what: `${versions} versions from nothing, over git fast-import of the same commits`,
          unit: "ratio",
          samples: ratio(whole, imported),
          bar: { of: "median", most: 10, text: "<= 10" },
        },
        {
          what: `${versions} versions from nothing`,
          unit: "ms",
          samples: whole,
          peer: { name: "git fast-import", samples: imported },
        },
        {
          what: "memory the process grew by meanwhile, at most",
          unit: "MB",
          samples: memory,
          bar: { of: "max", most: 250, text: "<= 250 MB" },
        },
        {
          what: `one version after ${versions}, over git add and git commit of the same files`,
          unit: "ratio",
          samples: ratio(one, committed),
          bar: { of: "median", most: 3, text: "<= 3" },
        },
        {
          what: `one version after ${versions}`,
          unit: "ms",
          samples: one,
          peer: { name: "git add && git commit", samples: committed },
        },
      ],
    };
  } finally {
    await server.stop();
    for (const made of [dir, dataDir]) await rm(made, { recursive: true, force: true });
  }
}

interface MeasuredServer {
  readonly admin: ApiClient;
  readonly apps: ReturnType<ReturnType<typeof changesDomains>["apps"]>;
  readonly database: Database;
  stop(): Promise<void>;
}

/** In this process, which the memory is measured of; it exports nothing by itself. */
async function startServer(dataDir: string): Promise<MeasuredServer> {
  const environment = {
    HALCYON_DATA: dataDir,
    HALCYON_LISTEN: "127.0.0.1:0",
    HALCYON_LOG: "error",
    PATH: "",
  };
  const { compose, apps } = changesDomains();
  const app = await createApp(readConfig(environment, []), {
    firstAdmin: { name: "admin", displayName: "Admin", password },
    domains: compose,
  });
  const url = await app.start();
  const { token } = await createApiClient(url, null).get(accessEndpoints.signIn, {
    body: { name: "admin", password, deliver: "token" },
  });
  const admin = createApiClient(url, token);
  await admin.get(accessEndpoints.createTeam, { body: { name: "news" } });
  return { admin, apps: apps(), database: app.platform.database, stop: () => app.stop() };
}

async function apply(server: MeasuredServer, n: number): Promise<void> {
  const spec = `name: frontpage
team: news
description: "${n}"
image: registry.example/frontpage:1
ports: [{ name: http, port: 8080, service: 80 }]
env: { MODE: live, TURN: "${n}" }
files: { /etc/app.conf: "workers = ${n}" }
ingress: [{ host: www.news.example, paths: [{ path: /, port: http }] }]
replicas: { north: 2, south: 3 }
`;
  const params = { app: "frontpage" };
  await server.admin.get(appsEndpoints.apply, { params, body: { spec, message: `turn ${n}` } });
}

async function exporter(server: MeasuredServer, path: string) {
  const searchPath = process.env["PATH"] ?? "";
  const git = createGit({ program: (await findGit(searchPath)) ?? "", searchPath });
  const repository = createRepository({ git, path });
  await repository.prepare();
  const { database } = server;
  return createExporter({ database, apps: server.apps, repository, now: () => new Date() });
}

async function toTheEnd(exporting: Awaited<ReturnType<typeof exporter>>, epoch: number): Promise<void> {
  while (await exporting.step({ epoch, held: () => true }));
}

/** The same commits in another repository, by git alone. */
async function copied(from: string, to: string): Promise<void> {
  await plainGit("init", "--quiet", "--bare", to);
  const out = spawn("git", ["-C", from, "fast-export", "main"], { stdio: ["ignore", "pipe", "inherit"] });
  const into = spawn("git", ["-C", to, "-c", "core.fsync=committed,reference", "fast-import", "--quiet"], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(into, "close");
  await pipeline(out.stdout, into.stdin);
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
