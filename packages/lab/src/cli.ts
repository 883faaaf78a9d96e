import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { lastLines } from "#components/go.ts";
import { readConfig } from "#config.ts";
import { LabError } from "#errors.ts";
import { breakUsage } from "#lab/breaks.ts";
import { callLab, findLab, openControl } from "#lab/control.ts";
import { demoRooms, roomSpecs } from "#lab/rooms.ts";
import { type LabStatus, labStatus, statusTable } from "#lab/status.ts";
import { endMarked, isAlive, signalProcess } from "#process/proc.ts";
import { consoleProgress, withProgress } from "#progress.ts";

interface UpOptions {
  dir: string;
  rooms: string;
  nodes: number;
  controllerQps?: number;
  detach?: boolean;
}

interface OutputOptions {
  dir: string;
  output: "table" | "json";
}

/** `halcyon lab ...`. Actions throw `LabError`, whose message says what happened and what to do. */
export function labCommand(): Command {
  const lab = new Command("lab").description(
    "real Kubernetes control planes on this machine, to try and to break",
  );
  const dir = () =>
    new Option("--dir <dir>", "where the lab keeps its data").default(readConfig().defaultLabDir);
  const output = () =>
    new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table");

  lab
    .command("up")
    .description("start the rooms; Ctrl-C stops them, the next start finds their data again")
    .addOption(dir())
    .option(
      "--rooms <names>",
      "names of the rooms, separated by commas",
      demoRooms.map((room) => room.name).join(","),
    )
    .option("--nodes <count>", "nodes in each room", positive, 20)
    .option(
      "--controller-qps <qps>",
      "requests a second of the controllers' clients (Kubernetes' default: 20)",
      positive,
    )
    .option("--detach", "return when the rooms are ready; `lab down` stops them")
    .action((options: UpOptions) => (options.detach ? upDetached(options) : up(options)));

  lab
    .command("down")
    .description("stop the lab; its data stays")
    .addOption(dir())
    .action((options: { dir: string }) => down(resolve(options.dir)));

  lab
    .command("status")
    .description("show each room: nodes, processes, faults in force")
    .addOption(dir())
    .addOption(output())
    .action(async (options: OutputOptions) =>
      print(await callLab(resolve(options.dir), "GET", "/status"), options),
    );

  lab
    .command("break")
    .description("break a room; several breaks add up")
    .argument("<room>")
    .argument("<fault...>")
    .addOption(dir())
    .addOption(output())
    .addHelpText(
      "after",
      `\nFaults:\n${breakUsage.join("\n")}\n\nExample: halcyon lab break north-telecom status 429 5`,
    )
    .action(async (room: string, words: string[], options: OutputOptions) => {
      const path = `/rooms/${encodeURIComponent(room)}/break`;
      print(await callLab(resolve(options.dir), "POST", path, { words }), options);
    });

  lab
    .command("heal")
    .description("take back all breaks of a room and wait until it is ready")
    .argument("<room>")
    .addOption(dir())
    .addOption(output())
    .action(async (room: string, options: OutputOptions) => {
      print(await callLab(resolve(options.dir), "POST", `/rooms/${encodeURIComponent(room)}/heal`), options);
    });
  return lab;
}

async function up(options: UpOptions): Promise<void> {
  const dir = resolve(options.dir);
  await refuseSecond(dir);
  const interrupted = new AbortController();
  const stopSignal = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(name, () => {
        interrupted.abort(
          new LabError("lab_failed", `the lab was stopped by ${name} while it started`, "start it again"),
        );
        done();
      });
    }
  });
  // Only `up` needs what starts rooms; the other commands answer a third of a second sooner without loading it.
  const { startLab } = await import("#lab/lab.ts");
  const lab = await startLab({
    dir,
    rooms: roomSpecs(options.rooms.split(",")),
    nodes: options.nodes,
    ...(options.controllerQps === undefined ? {} : { controllerQps: options.controllerQps }),
    progress: consoleProgress(),
    signal: interrupted.signal,
  });
  try {
    const control = await openControl(lab);
    process.stdout.write(
      `${statusTable(await labStatus(lab))}\n\nThe lab is ready. Ctrl-C stops it. In another terminal:\n`,
    );
    const first = lab.rooms[0]?.name;
    process.stdout.write(
      `  ./halcyon lab status\n  ./halcyon lab break ${first} hang\n  ./halcyon lab heal ${first}\n`,
    );
    await Promise.race([stopSignal, control.stopRequested]);
    process.stderr.write("stopping the lab\n");
    await control.close();
  } finally {
    await lab.stop();
  }
}

async function upDetached(options: UpOptions): Promise<void> {
  const dir = resolve(options.dir);
  await refuseSecond(dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const logFile = join(dir, "up.log");
  const log = openSync(logFile, "w", 0o600);
  const args = ["up", "--dir", dir, "--rooms", options.rooms, "--nodes", String(options.nodes)];
  if (options.controllerQps !== undefined) args.push("--controller-qps", String(options.controllerQps));
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url)), ...args], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  await withProgress(consoleProgress(), "lab", `starting in the background, log in ${logFile}`, async () => {
    while (!(await findLab(dir))) {
      if (ended) {
        const tail = await lastLines(logFile, 15);
        throw new LabError(
          "lab_failed",
          `the lab did not start. Last lines of ${logFile}:\n${tail}`,
          "see the lines above",
        );
      }
      await sleep(100);
    }
  });
  child.unref();
  print(await callLab(dir, "GET", "/status"), { dir, output: "table" });
}

async function down(dir: string): Promise<void> {
  const record = await findLab(dir);
  if (record) {
    await callLab(dir, "POST", "/stop").catch(() => signalProcess(record.owner, "SIGTERM"));
    const deadline = Date.now() + 30_000;
    while (isAlive(record.owner) && Date.now() < deadline) await sleep(50);
    if (isAlive(record.owner)) signalProcess(record.owner, "SIGKILL");
  }
  // Also after a crash: whatever still carries the mark of one of these rooms, and nothing else.
  const rooms = await readdir(dir).catch(() => []);
  const real = await realpath(dir).catch(() => dir);
  const ended = await endMarked(new Set(rooms.map((room) => join(real, room))));
  process.stdout.write(record || ended > 0 ? "the lab is stopped\n" : `no lab runs in ${dir}\n`);
}

async function refuseSecond(dir: string): Promise<void> {
  const running = await findLab(dir);
  if (!running) return;
  throw new LabError(
    "lab_running",
    `a lab already runs in ${dir} (process ${running.owner.pid})`,
    "see it with ./halcyon lab status, stop it with ./halcyon lab down, or give another --dir",
  );
}

function print(status: LabStatus, options: OutputOptions): void {
  process.stdout.write(
    `${options.output === "json" ? JSON.stringify(status, null, 2) : statusTable(status)}\n`,
  );
}

function positive(word: string): number {
  const value = Number(word);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a positive whole number, such as 20.");
}
