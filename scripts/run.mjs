// What `npm run demo`, `npm test` and the other commands call. It runs on Node 20 and needs no
// dependency: it installs them when they are missing or the lockfile changed, and goes on with Node 24, which is
// one of them.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const logFile = join(root, ".halcyon", "logs", "install.log");

/** What each name runs, on Node 24, from the root of the checkout. */
const programs = {
  demo: ["scripts/demo/main.ts"],
  test: ["scripts/test.ts"],
  bench: ["bench/main.ts"],
  check: ["scripts/check.ts"],
  guide: ["scripts/spec-guide.ts"],
  build: ["scripts/build.ts"],
  pictures: ["scripts/pictures/main.ts"],
};

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

const [name, ...args] = process.argv.slice(2);
const program = programs[name];
if (program === undefined && name !== "install") {
  fail("", [], `Say what to run: ${[...Object.keys(programs), "install"].join(", ")}.`);
}
if (!installed()) await install();
const node = findNode();
if (node === undefined) {
  fail(
    "Looking for Node 24",
    [],
    `Put Node 24.12 or newer on the PATH: npm has none for ${process.platform} ${process.arch}.`,
  );
}
if (program !== undefined) hand(node, [...program, ...args]);

/** True when what npm recorded as installed is what the lockfile asks for. npm writes its record last. */
function installed() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages ?? {};
  const found = readJson(join(root, "node_modules", ".package-lock.json"))?.packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    if (entry.link) return existsSync(join(root, path));
    const have = found[path];
    return have === undefined ? entry.optional === true : have.version === entry.version;
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

async function install() {
  const started = Date.now();
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // Not `npm ci`: that refuses a lockfile made where a registry lacks the optional packages of other platforms.
  // This installs what is locked too, and writes neither package.json nor the lockfile.
  const child = spawn(command, [...first, "install", "--no-save", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", log, log],
  });
  const done = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  const interrupted = (signal) => {
    child.kill(signal);
    fail("Installing dependencies", [], "It was interrupted; the same command starts it again.");
  };
  for (const signal of stopSignals) process.once(signal, interrupted);
  const stop = progress("Installing dependencies", started);
  const reason = await done;
  stop(reason === undefined);
  for (const signal of stopSignals) process.off(signal, interrupted);
  closeSync(log);
  if (reason !== undefined) {
    const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-20);
    fail(
      `Installing dependencies: ${reason}`,
      lines,
      `Is the npm registry reachable, and is there space on the disk? All of it is in ${logFile}; the same command tries again.`,
    );
  }
}

/** Says what is waited for, and for how long already: in place on a terminal, else every ten seconds. */
function progress(step, started) {
  const err = process.stderr;
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  err.write(err.isTTY ? step : `${step} ...\n`);
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (err.isTTY) err.write(`\r\u001b[2K${step}: ${elapsed()}`);
    else if (ticks % 10 === 0) err.write(`${step}: ${elapsed()}\n`);
  }, 1000);
  return (good) => {
    clearInterval(timer);
    err.write(`${err.isTTY ? "\r\u001b[2K" : ""}${step}: ${good ? "done" : "failed"} after ${elapsed()}\n`);
  };
}

function fail(step, lines, whatToDo) {
  if (step !== "") console.error(`Failed: ${step}`);
  for (const line of lines) console.error(`  | ${line}`);
  console.error(`What to do: ${whatToDo}`);
  process.exit(1);
}

/** Node 24.12 or newer: the one among the dependencies, our own, or the PATH's. */
function findNode() {
  const modules = join(root, "node_modules");
  const ours = readdirSync(modules)
    .filter((entry) => entry.startsWith("node-") && existsSync(join(modules, entry, "bin", "node")))
    .map((entry) => join(modules, entry, "bin", "node"));
  return [...ours, process.execPath, "node"].find((candidate) => {
    const { stdout } = spawnSync(candidate, ["-p", "process.versions.node"], { encoding: "utf8" });
    const [major = 0, minor = 0] = (stdout ?? "").trim().split(".").map(Number);
    return major > 24 || (major === 24 && minor >= 12);
  });
}

/** Runs the program in our place: the same terminal, the same signals, its exit code is ours. */
function hand(node, command) {
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(node, command, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path } });
  for (const signal of stopSignals) process.on(signal, () => child.kill(signal));
  child.once("error", (error) =>
    fail(command.join(" "), [error.message], "Delete node_modules and try again."),
  );
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1);
  });
}
