import { readFileSync } from "node:fs";
import { readFile, readlink, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { databaseErrors } from "#platform/database/errors.ts";
import type { Log } from "#platform/log.ts";

/** A process, told apart from a later one that got the same number. */
interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

/**
 * Claims a data directory for this process. A claim whose process is gone counts for nothing.
 * @returns gives the claim back
 * @throws HalcyonError `database_in_use` while the process that holds it lives
 */
export async function claimDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, "owner.json");
  const self: ProcessIdentity = { pid: process.pid, started: startOf(process.pid) ?? "" };
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, JSON.stringify(self), { flag: "wx", mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === 5) throw error;
    }
    const holder = await readJson<ProcessIdentity>(path);
    if (holder !== null && holder.started !== "" && startOf(holder.pid) === holder.started) {
      throw databaseErrors.in_use({ detail: `Process ${holder.pid} uses ${directory}.` });
    }
    await rm(path, { force: true });
  }
}

/** Above every number Linux gives to a process (2^22). */
const nobodysPid = 4_194_305;

/**
 * Stops the postmaster that an earlier Halcyon, killed, left behind; a process that merely got its number is left alone.
 * @param places.data the cluster's directory, with postmaster.pid
 */
export async function stopLeftover(places: { data: string; socket: string }, log: Log): Promise<void> {
  const { data } = places;
  const pidFile = join(data, "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  if (!(await isPostmasterOf(pid, data))) {
    if (startOf(pid) !== undefined) await disown(pidFile, join(places.socket, ".s.PGSQL.5432.lock"));
    return;
  }
  log.warn({ pid }, "stopping the PostgreSQL an earlier start left behind");
  for (const [signal, patienceMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const) {
    // Looked at again right before each signal, so that it never reaches another process.
    if (!(await isPostmasterOf(pid, data))) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < patienceMs; waited += 20) {
      if (!(await isPostmasterOf(pid, data))) return;
      await wait(20);
    }
  }
  throw databaseErrors.not_started({ detail: `An old PostgreSQL (process ${pid}) on ${data} does not end.` });
}

/**
 * Another process has the dead postmaster's number by now, and PostgreSQL would refuse to start. The rest of the
 * file stays: by the shared memory it names, PostgreSQL sees that no orphaned backend still writes.
 */
async function disown(pidFile: string, socketLock: string): Promise<void> {
  const [, ...rest] = (await readFile(pidFile, "utf8")).split("\n");
  await writeFile(pidFile, [nobodysPid, ...rest].join("\n"));
  await rm(socketLock, { force: true });
}

/** The postmaster works in its data directory, so that is how it is known; only its owner and root can see it. */
async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  try {
    const [cwd, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)]);
    return cwd === data && basename(program).startsWith("postgres");
  } catch {
    return false;
  }
}

/** When a process started, in clock ticks since boot; undefined when there is none. */
function startOf(pid: number): string | undefined {
  return statOf(pid)[19];
}

/** The process that started this one; undefined when there is none. */
export function parentOf(pid: number): number | undefined {
  const parent = statOf(pid)[1];
  return parent === undefined ? undefined : Number(parent);
}

/** The fields of /proc/<pid>/stat from the third on: state, parent, ... (proc_pid_stat(5)). */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may itself have spaces and parentheses.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return null;
  }
}
