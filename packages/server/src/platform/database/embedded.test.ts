import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#platform/database/embedded.ts";
import { parentOf } from "#platform/database/embedded-owner.ts";
import { openDatabase } from "#platform/database/open.ts";
import { silentLog } from "#platform/testing/database.ts";
import { until } from "#platform/testing/until.ts";

const root = process.getuid?.() === 0;
let dataDir: string;
let started: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-pg-"));
  started = [];
  children = [];
});
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await Promise.allSettled(started.map((postgres) => postgres.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(directory = dataDir): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: directory, log: silentLog });
  started.push(postgres);
  return postgres;
}

/** The same in a process of its own, which can be killed. */
async function startChild(): Promise<{ child: ChildProcess; url: string; postmaster: number }> {
  const script = fileURLToPath(new URL("../testing/embedded-child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout ?? process.stdin }), "line")) as [string];
  return { child, ...(JSON.parse(line) as { url: string; postmaster: number }) };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const database = openDatabase({ url, log: silentLog, connections: 1 });
  try {
    return (await sql.raw(text).execute(database.db)).rows;
  } finally {
    await database.close();
  }
}

async function ended(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  // A zombie has ended; who adopted it has only not asked yet.
  return status === "" || /^State:\s+Z/m.test(status);
}

test("it writes through to the disk, listens on a socket only its account can enter, and is not root", async () => {
  const postgres = await start();
  const settings = await query(
    postgres.url,
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses') order by name`,
  );
  expect(settings).toEqual([
    { name: "fsync", setting: "on" },
    { name: "full_page_writes", setting: "on" },
    { name: "listen_addresses", setting: "" },
    { name: "synchronous_commit", setting: "on" },
  ]);
  const socket = new URL(postgres.url).searchParams.get("host") ?? "";
  expect((await stat(socket)).mode & 0o777).toBe(0o700);
  const owner = (await stat(`/proc/${await postgres.pid()}`)).uid;
  expect(owner).toBe(root ? 60_970 : process.getuid?.());
});

test("several run side by side, and each finds its data again", async () => {
  const other = join(dataDir, "other");
  await mkdir(other);
  const [one, two] = await Promise.all([start(), start(other)]);
  await query(one.url, "create table here (id int)");
  expect(await query(two.url, "select to_regclass('here') as found")).toEqual([{ found: null }]);
  await one.stop();
  expect(await query((await start()).url, "select to_regclass('here')::text as found")).toEqual([
    { found: "here" },
  ]);
});

test("a second Halcyon on the same data is refused while the first lives", async () => {
  await start();
  await expect(start()).rejects.toMatchObject({ code: "database_in_use" });
});

test("killed, PostgreSQL is started again; open databases and listeners find it by themselves", async () => {
  const postgres = await start();
  const database = openDatabase({ url: postgres.url, log: silentLog });
  try {
    await sql`create table kept (id int)`.execute(database.db);
    const heard: (string | null)[] = [];
    await database.listen("news", (payload) => heard.push(payload));
    const before = await postgres.pid();
    process.kill(before, "SIGKILL");
    await until("the listener's reconnect", () => heard.includes(null));
    const { rows } = await until("an answer", () => sql`select count(*) as n from kept`.execute(database.db));
    expect(rows).toEqual([{ n: 0 }]);
    expect(await postgres.pid()).not.toBe(before);
    await sql`select pg_notify('news', 'again')`.execute(database.db);
    await until("the next message", () => heard.includes("again"));
  } finally {
    await database.close();
  }
});

test("it ends with a Halcyon that is killed, and the next start has what was committed", async () => {
  const { child, url, postmaster } = await startChild();
  await query(url, "create table kept as select 1 as id");
  child.kill("SIGKILL");
  await until("PostgreSQL's end", () => ended(postmaster));
  expect(await query((await start()).url, "select id from kept")).toEqual([{ id: 1 }]);
});

test("one that a killed Halcyon could not end is stopped by the next start", async () => {
  const { child, url, postmaster } = await startChild();
  await query(url, "create table kept as select 1 as id");
  // The shell that would end PostgreSQL is killed first.
  process.kill(parentOf(postmaster) ?? 0, "SIGKILL");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await ended(postmaster)).toBe(false);
  const next = await start();
  expect(await ended(postmaster)).toBe(true);
  expect(await query(next.url, "select id from kept")).toEqual([{ id: 1 }]);
});

test("another process that has the old one's number by now is left alone", async () => {
  const first = await start();
  await first.stop();
  const stranger = spawn("sleep", ["300"], root ? { uid: 60_970, gid: 60_970 } : {});
  children.push(stranger);
  const pidFile = join(dataDir, "postgres", "data", "postmaster.pid");
  const socketLock = join(dataDir, "postgres", "run", ".s.PGSQL.5432.lock");
  const lines = [stranger.pid, join(dataDir, "postgres", "data"), 1, 5432, "", "", "", "ready"].join("\n");
  for (const file of [pidFile, socketLock]) {
    await writeFile(file, `${lines}\n`, { mode: 0o600 });
    if (root) await chownLikeData(file);
  }
  const next = await start();
  expect(await query(next.url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(stranger.exitCode).toBeNull();
  expect(await ended(stranger.pid ?? 0)).toBe(false);
});

test("a start that was interrupted while creating the data is begun again", async () => {
  const draft = join(dataDir, "postgres", "data.new");
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, "PG_VERSION"), "18");
  await chmod(join(dataDir, "postgres"), 0o711);
  const postgres = await start();
  expect(await query(postgres.url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("data.new");
});

test.runIf(root)(
  "a data directory its account cannot reach is refused with the directory's name",
  async () => {
    const closed = join(dataDir, "closed");
    await mkdir(closed, { mode: 0o700 });
    await expect(start(join(closed, "halcyon"))).rejects.toMatchObject({
      code: "database_data_unreachable",
      message: expect.stringContaining(`${closed} lets nobody but its owner pass`),
    });
  },
);

test("a data directory with a long name gets its socket elsewhere", async () => {
  const long = join(dataDir, "a".repeat(60), "b".repeat(60));
  await mkdir(long, { recursive: true });
  await chmod(dataDir, 0o755);
  const postgres = await start(long);
  const socket = new URL(postgres.url).searchParams.get("host") ?? "";
  try {
    expect(await query(postgres.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(socket.length).toBeLessThan(80);
  } finally {
    await postgres.stop();
    await rm(socket, { recursive: true });
  }
});

test("data that cannot be started says why, with the end of the log", async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, "postgres", "data", "postgresql.auto.conf"), "nonsense = 1\n");
  await expect(start()).rejects.toMatchObject({
    code: "database_not_started",
    message: expect.stringContaining("nonsense"),
  });
});

async function chownLikeData(file: string): Promise<void> {
  await chown(file, 60_970, 60_970);
}
