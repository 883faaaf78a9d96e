import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { accessEndpoints } from "@halcyon/contracts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Domain } from "#platform/domain.ts";
import { silentLog } from "#platform/testing/database.ts";
import { createNotesDomain } from "#platform/testing/notes-domain.ts";
import { until } from "#platform/testing/until.ts";
import { createApp } from "#src/app.ts";
import { createApiClient } from "#src/testing/client.ts";
import { testConfig } from "#src/testing/server.ts";

// Halcyon as a whole, on its own PostgreSQL.

const firstAdmin = { name: "admin", displayName: "Admin", password: "first of all" };
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-app-"));
  await chmod(dataDir, 0o755);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** The server as people start it. */
async function startProcess() {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "--data", dataDir, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HALCYON_LOG: "warn" },
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const url = await until(
    "the listening line",
    () => {
      if (child.exitCode !== null) throw new Error(errors);
      return /^Halcyon listens on (http:\S+)$/m.exec(lines.join("\n"))?.[1];
    },
    60_000,
  );
  return {
    child,
    url,
    lines,
    async stop(signal: NodeJS.Signals) {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
}

test("it starts, says how to begin, stops on a signal, and has its data at the next start", async () => {
  const one = await startProcess();
  const hint = await until("the hint", () => one.lines.find((line) => line.includes("--token")));
  const setupToken = hint.split("--token ")[1] ?? "";
  const { name, displayName, password } = firstAdmin;
  const client = createApiClient(one.url, null);
  await client.get(accessEndpoints.setup, { body: { setupToken, name, displayName, password } });
  expect(await one.stop("SIGTERM")).toBe(0);
  await expect(readFile(join(dataDir, "postgres", "data", "postmaster.pid"))).rejects.toThrow("ENOENT");

  const two = await startProcess();
  const again = createApiClient(two.url, null);
  expect((await again.call(accessEndpoints.signIn, { body: { name, password } })).status).toBe(201);
  expect(two.lines.join("\n")).not.toContain("--token");
  expect(await two.stop("SIGINT")).toBe(0);
});

test("killed, it starts again on the same data", async () => {
  const one = await startProcess();
  await one.stop("SIGKILL");
  const two = await startProcess();
  expect((await fetch(`${two.url}/readyz`)).status).toBe(200);
  expect(await two.stop("SIGTERM")).toBe(0);
});

test("settings that are wrong end it with what is wrong, and 1", async () => {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "--listen", "everywhere"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(1);
  expect(errors).toBe(
    "Halcyon cannot start with these settings:\nHALCYON_LISTEN: write it as host:port, such as 127.0.0.1:7420 or [::1]:7420\n",
  );
});

test("while PostgreSQL is away requests say so; after its restart everything goes on, sessions too", async () => {
  const app = await createApp(testConfig({ dataDir }), {
    log: silentLog,
    firstAdmin,
    domains: (p) => [createNotesDomain(p)],
  });
  try {
    const url = await app.start();
    const { token } = await createApiClient(url, null).get(accessEndpoints.signIn, {
      body: { name: "admin", password: firstAdmin.password, deliver: "token" },
    });
    const client = createApiClient(url, token);
    const pid = Number(
      (await readFile(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8")).split("\n")[0],
    );
    process.kill(pid, "SIGKILL");
    const refused = await until("a refusal", async () => {
      const answer = await client.call(accessEndpoints.whoami);
      return answer.problem;
    });
    expect(refused).toMatchObject({ status: 503, code: "database_unavailable" });
    await until("an answer", async () => (await client.call(accessEndpoints.whoami)).status === 200);
    expect((await client.raw("/readyz")).status).toBe(200);
  } finally {
    await app.stop();
  }
});

test("what was started before something fails is ended again, the last first", async () => {
  const steps: string[] = [];
  const domain = (name: string, fails: boolean): Domain => ({
    name,
    routes: [],
    migrations: [],
    async start(signal) {
      steps.push(`start ${name}`);
      signal.addEventListener("abort", () => steps.push(`abort ${name}`));
      if (fails) throw new Error(`${name} cannot start`);
    },
    async stop() {
      steps.push(`stop ${name}`);
    },
  });
  const app = await createApp(testConfig({ dataDir }), {
    log: silentLog,
    domains: () => [domain("one", false), domain("two", true), domain("three", false)],
  });
  await expect(app.start()).rejects.toThrow("two cannot start");
  await app.stop();
  expect(steps).toEqual(["start one", "start two", "abort one", "abort two", "stop two", "stop one"]);
});
