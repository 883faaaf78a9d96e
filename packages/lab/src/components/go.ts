import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isExecutable } from "#components/find.ts";
import type { LabConfig } from "#config.ts";
import { LabError } from "#errors.ts";

const run = promisify(execFile);

/** Go 1.21 is the first that fetches the toolchain a go.mod asks for, from the module proxy. */
const oldestGo = { major: 1, minor: 21 };
const howToGetGo =
  "install Go 1.21 or newer (https://go.dev/dl, Debian 12: `apt-get install -t bookworm-backports golang-go`), " +
  "or set KUBEBUILDER_ASSETS or PATH to prebuilt binaries, or HALCYON_MIRROR_URL to a mirror";

/** Finds a Go that can build the components. Throws `go_missing` or `go_too_old`. */
export async function findGo(config: LabConfig): Promise<string> {
  const tooOld: string[] = [];
  for (const folder of [...config.path, "/usr/local/go/bin", "/usr/lib/go/bin"]) {
    const file = join(folder, "go");
    if (!(await isExecutable(file))) continue;
    const version = await goVersion(file, config.env);
    if (version && isNewEnough(version)) return file;
    tooOld.push(`${file} (${version ?? "version unknown"})`);
  }
  if (tooOld.length > 0) {
    throw new LabError("go_too_old", `Go is too old to build the lab: ${tooOld.join(", ")}`, howToGetGo);
  }
  throw new LabError(
    "go_missing",
    "no Go found on PATH, and it is needed to build the lab's components",
    howToGetGo,
  );
}

async function goVersion(file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, ["version"], { env, timeout: 30_000 });
    return /go(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldestGo.major || (major === oldestGo.major && minor >= oldestGo.minor);
}

export interface GoBuild {
  go: string;
  moduleDir: string;
  packages: string[];
  ldflags: string;
  outDir: string;
  logFile: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Told the latest line go wrote. */
  onLine: (line: string) => void;
}

/**
 * One `go build` of several packages into a directory. All packages of a module go in one call because they share
 * most of their compilation. Throws `build_failed` with the last lines of the log.
 */
export async function goBuild(build: GoBuild): Promise<void> {
  await mkdir(build.outDir, { recursive: true });
  await mkdir(dirname(build.logFile), { recursive: true });
  const log = createWriteStream(build.logFile);
  const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", build.ldflags];
  const child = spawn(build.go, [...args, "-o", `${build.outDir}/`, ...build.packages], {
    cwd: build.moduleDir,
    env: { GOTOOLCHAIN: "auto", ...build.env, CGO_ENABLED: "0", GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
    ...(build.signal ? { signal: build.signal } : {}),
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      log.write(chunk);
      const line = chunk.trim().split("\n").at(-1);
      if (line) build.onLine(line);
    });
  }
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (status, signal) => resolve(status ?? signal ?? "unknown"));
  });
  await new Promise<void>((resolve) => log.end(resolve));
  build.signal?.throwIfAborted();
  if (code === 0) return;
  const tail = await lastLines(build.logFile, 15);
  throw new LabError(
    "build_failed",
    `building ${build.packages.join(", ")} in ${build.moduleDir} failed (${code}). Last lines of ${build.logFile}:\n${tail}`,
    "check that the Go module proxy is reachable (go env GOPROXY) and the disk has 8 GB free, then run the command again: finished parts are kept",
  );
}

/** The last lines of a text file, for an error message; empty when it cannot be read. */
export async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
