import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { installBinaries } from "#platform/database/embedded-binaries.ts";
import { initialise, prepareDirectories, serverAccount } from "#platform/database/embedded-files.ts";
import { claimDirectory, parentOf, stopLeftover } from "#platform/database/embedded-owner.ts";
import { databaseErrors } from "#platform/database/errors.ts";
import type { Log } from "#platform/log.ts";

export interface EmbeddedPostgres {
  readonly url: string;
  /** Process number of the postmaster now running. */
  pid(): Promise<number>;
  stop(): Promise<void>;
}

const startPatienceMs = 120_000;
const stopPatienceMs = 20_000;
const logLimitBytes = 10_000_000;

// The shell stays between Halcyon and PostgreSQL: its input ends when Halcyon does, however that came about, and then
// PostgreSQL is shut down in good order. (SIGINT is PostgreSQL's fast shutdown.)
const guard = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( while read -r line; do :; done; kill -INT "$server" 2>/dev/null ) <&3 3<&- &
watcher=$!
exec 3<&- </dev/null
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/**
 * Runs the PostgreSQL that came from npm: on a unix socket only, as its own account when we are root, fsync on. If it
 * dies it is started again; it ends with this process, even one that is killed; what an earlier
 * process left behind is stopped first.
 * @param deps.dataDir Halcyon's data directory; PostgreSQL's part is `postgres/` in it
 * @param deps.throwAway for data nobody will miss: does not wait for the disk
 * @throws HalcyonError `database_in_use`, `database_data_unreachable`, `database_not_started`
 */
export async function startEmbeddedPostgres(deps: {
  dataDir: string;
  log: Log;
  throwAway?: boolean;
}): Promise<EmbeddedPostgres> {
  const log = deps.log.child({ part: "postgres" });
  const account = serverAccount();
  const places = await prepareDirectories(deps.dataDir, account);
  const release = await claimDirectory(places.root);
  try {
    const binaries = await installBinaries(join(places.root, "bin"));
    await stopLeftover(places, log);
    await initialise({ binaries, places, account, log });
    await trimLog(places.log);

    let stopping = false;
    let current = await launch();
    const running = keepRunning();
    return {
      url: `postgresql://halcyon@localhost/postgres?host=${encodeURIComponent(places.socket)}`,
      pid: async () => Number((await readFile(join(places.data, "postmaster.pid"), "utf8")).split("\n")[0]),
      async stop() {
        stopping = true;
        await shutDown(current);
        await running;
        await release();
      },
    };

    async function launch(): Promise<ChildProcess> {
      const output = await open(places.log, "a", 0o600);
      const child = spawn(
        "/bin/sh",
        ["-c", guard, "halcyon-postgres", join(binaries, "bin", "postgres"), ...settings()],
        {
          ...account,
          cwd: "/",
          env: { LC_ALL: "C", TZ: "UTC" },
          // Its own process group: a Ctrl-C in the terminal is for Halcyon, which then stops PostgreSQL last.
          detached: true,
          stdio: ["pipe", output.fd, output.fd],
        },
      );
      child.stdin?.on("error", () => undefined);
      await output.close();
      await ready(child);
      return child;
    }

    function settings(): string[] {
      const durable = deps.throwAway === true ? "off" : "on";
      const values = {
        listen_addresses: "",
        unix_socket_directories: places.socket,
        unix_socket_permissions: "0700",
        max_connections: "200",
        fsync: durable,
        full_page_writes: durable,
        synchronous_commit: durable,
        jit: "off",
        min_wal_size: "32MB",
        log_timezone: "UTC",
        timezone: "UTC",
      };
      return [
        "-D",
        places.data,
        ...Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ];
    }

    async function ready(child: ChildProcess): Promise<void> {
      const file = join(places.data, "postmaster.pid");
      for (
        let waited = 0;
        waited < startPatienceMs && child.exitCode === null && child.signalCode === null;
        waited += 10
      ) {
        const [pid, , , , , , , state] = (await readFile(file, "utf8").catch(() => "")).split("\n");
        // The eighth line is the postmaster's own word about its state; an earlier one's file may still lie there.
        if (state?.trim() === "ready" && parentOf(Number(pid)) === child.pid) return;
        await wait(10);
      }
      await shutDown(child);
      throw databaseErrors.not_started({
        detail: `PostgreSQL on ${places.data} ended: ${await lastLines(places.log)}`,
      });
    }

    async function keepRunning(): Promise<void> {
      for (let delay = 100; ; ) {
        await exited(current);
        if (stopping) return;
        log.error("PostgreSQL ended by itself; starting it again");
        for (; !stopping; delay = Math.min(delay * 2, 5_000)) {
          await wait(delay);
          try {
            await stopLeftover(places, log);
            current = await launch();
            delay = 100;
            break;
          } catch (error) {
            log.error({ err: error }, "PostgreSQL does not start");
          }
        }
        if (stopping) return shutDown(current);
      }
    }
  } catch (error) {
    await release();
    throw error;
  }
}

async function shutDown(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  const ended = exited(child).then(() => true);
  if (await Promise.race([ended, wait(stopPatienceMs, false, { ref: false })])) return;
  // The whole group: the shell and every PostgreSQL process under it.
  if (child.pid !== undefined) process.kill(-child.pid, "SIGQUIT");
  if (await Promise.race([ended, wait(5_000, false, { ref: false })])) return;
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await ended;
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

async function trimLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < logLimitBytes) return;
  await rm(`${path}.1`, { force: true });
  await rename(path, `${path}.1`);
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-5).join(" | ");
}
