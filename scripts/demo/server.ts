import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Place } from "./place.ts";

export interface DemoServer {
  readonly url: string;
  /** Lets the first administrator in; null when there are accounts already. */
  readonly setupToken: string | null;
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly place: Place;
  readonly port: number;
  /** Told what happens to it later: that it ended by itself and is started again. */
  readonly say: (text: string) => void;
}

const stopPatienceMs = 30_000;
const restartPauseMs = 500;

// The shell outlives neither: when the demo is gone, however that came about, its input ends and the server is stopped.
const guard = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( while read -r line; do :; done; kill -TERM "$server" 2>/dev/null ) <&3 3<&- &
watcher=$!
exec 3<&- </dev/null
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/**
 * Starts the server and waits until it listens. One that ends by itself is started again on the same port: what is
 * under way goes on from the database.
 * @throws Error with the last lines of its log when it does not start
 */
export async function startServer({ place, port, say }: ServerOptions): Promise<DemoServer> {
  const logFile = join(place.logs, "server.log");
  const log = createWriteStream(logFile, { flags: "w", mode: 0o600 });
  let stopping = false;
  let first = await launch();
  let child = first.child;
  watchOver(child);
  return {
    url: first.url,
    setupToken: first.setupToken,
    async stop() {
      stopping = true;
      await end(child);
      log.end();
    },
  };

  async function launch(): Promise<{ child: ChildProcess; url: string; setupToken: string | null }> {
    const started = spawn("/bin/sh", ["-c", guard, "halcyon-server", join(place.root, "halcyon"), "server"], {
      cwd: place.root,
      // Its own process group: a Ctrl-C is for the demo, which stops the server in good order.
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, HALCYON_DATA: place.server, HALCYON_LISTEN: `127.0.0.1:${port}` },
    });
    started.stdin.on("error", () => undefined);
    started.stderr.pipe(log, { end: false });
    const ended = once(started, "exit").then(() => undefined);
    const listening = firstWords(started.stdout, (line) => log.write(`${line}\n`));
    const words = await Promise.race([listening, ended]);
    if (words === undefined)
      throw new Error(`The server ended while it started. ${await lastLines(logFile)}`);
    return { child: started, ...words };
  }

  function watchOver(watched: ChildProcess): void {
    watched.once("exit", async (code, signal) => {
      if (stopping) return;
      say(`The server ended (${signal ?? `exit code ${code}`}); starting it again.`);
      await new Promise((resolve) => setTimeout(resolve, restartPauseMs));
      if (stopping) return;
      try {
        first = await launch();
        child = first.child;
        if (stopping) return await end(child);
        watchOver(child);
        say("The server is back.");
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    });
  }
}

/** Reads what the server says at its start; the rest goes to the log. */
function firstWords(
  stdout: NodeJS.ReadableStream,
  write: (line: string) => void,
): Promise<{ url: string; setupToken: string | null }> {
  return new Promise((resolve) => {
    let url: string | undefined;
    createInterface({ input: stdout }).on("line", (line) => {
      const token = line.match(/ --token (\S+)/)?.[1];
      // The setup token is as good as a password: it is not for a log.
      write(token === undefined ? line : line.replace(token, "***"));
      url ??= line.match(/^Halcyon listens on (\S+)/)?.[1];
      if (url === undefined) return;
      if (token !== undefined) resolve({ url, setupToken: token });
      // Without an account the token follows within the same moment.
      else setTimeout(() => resolve({ url: url ?? "", setupToken: null }), 200);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit").then(() => true);
  child.stdin?.end();
  const patience = new Promise<false>((resolve) => setTimeout(() => resolve(false), stopPatienceMs).unref());
  if ((await Promise.race([exited, patience])) || child.pid === undefined) return;
  process.kill(-child.pid, "SIGKILL");
  await exited;
}

/** The end of a log, for a person to read. */
export async function lastLines(file: string, count = 15): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-count);
  return `Last lines of ${file}:\n${lines.map((line) => `  | ${line}`).join("\n")}`;
}
