/**
 * The real git, as a child process: no shell, no configuration but ours, no hooks, no prompt, bounded in time and output.
 * What it may talk to is said in each call.
 */
import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface GitCall {
  /** A directory's repository; none for what needs no repository. */
  readonly repository?: string;
  readonly input?: string | Readable;
  /** Settings of this call alone; a secret among them is in no argument and in no file. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What it may fetch from or push to; nothing unless told. */
  readonly protocols?: readonly ("https" | "http" | "ssh" | "file")[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly patienceMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  /** Its last words, without what could hold a secret. */
  readonly stderr: string;
}

export interface Git {
  /** Runs it, whatever it ends with. @throws GitError when it does not start, takes too long or says too much */
  try(args: readonly string[], call?: GitCall): Promise<GitResult>;
  /** Its output. @throws GitError also when it ends with anything but 0 */
  run(args: readonly string[], call?: GitCall): Promise<string>;
}

/** git refused or failed; the message is for people. */
export class GitError extends Error {}

const defaultPatienceMs = 60_000;
const defaultMaxBytes = 16 * 1024 * 1024;

const ownSettings: Readonly<Record<string, string>> = {
  "core.hooksPath": "/dev/null",
  "core.fsmonitor": "false",
  "core.fsync": "committed,reference",
  "credential.helper": "",
  "gc.autoDetach": "false",
  "http.followRedirects": "false",
  "init.defaultBranch": "main",
  "submodule.recurse": "false",
  "transfer.fsckObjects": "true",
};

/** Where git is; null when no directory of the search path has it. */
export async function findGit(searchPath: string): Promise<string | null> {
  for (const directory of searchPath.split(delimiter)) {
    if (directory === "") continue;
    const program = join(directory, "git");
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return null;
}

/** @param deps.searchPath where git finds ssh */
export function createGit(deps: { program: string; searchPath: string }): Git {
  async function attempt(args: readonly string[], call: GitCall = {}): Promise<GitResult> {
    const { patienceMs = defaultPatienceMs, maxBytes = defaultMaxBytes, signal } = call;
    signal?.throwIfAborted();
    const where = call.repository === undefined ? [] : [`--git-dir=${call.repository}`];
    // A group of its own, so that git's helpers end with it.
    const child = spawn(deps.program, [...where, ...args], {
      cwd: "/",
      env: environmentOf(call, deps.searchPath),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const end = () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-child.pid, "SIGKILL");
    };
    let refusal: string | undefined;
    const timer = setTimeout(() => {
      refusal = `git ${args[0]} took longer than ${Math.round(patienceMs / 1000)} s`;
      end();
    }, patienceMs);
    signal?.addEventListener("abort", end, { once: true });
    const out: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) out.push(chunk);
      else {
        refusal = `git ${args[0]} answered more than ${maxBytes} bytes`;
        end();
      }
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-4000);
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.once("error", (cause) => reject(new GitError(`git did not start: ${cause.message}`, { cause })));
      child.once("close", (code) => resolve(code ?? -1));
    });
    try {
      // git may end without reading all of it: then its exit code says why.
      const feeding =
        call.input === undefined || typeof call.input === "string"
          ? new Promise<void>((resolve) => {
              child.stdin.once("error", () => resolve());
              child.stdin.end(call.input ?? "", () => resolve());
            })
          : pipeline(call.input, child.stdin).catch(() => undefined);
      const code = await ended;
      await feeding;
      signal?.throwIfAborted();
      if (refusal !== undefined) throw new GitError(refusal);
      return { code, stdout: Buffer.concat(out).toString("utf8"), stderr: plain(said) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  }

  return {
    try: attempt,
    async run(args, call) {
      const { code, stdout, stderr } = await attempt(args, call);
      if (code !== 0) throw new GitError(`git ${args[0]} ended with ${code}: ${stderr}`);
      return stdout;
    },
  };
}

function environmentOf(call: GitCall, searchPath: string): Record<string, string> {
  const settings = Object.entries({ ...ownSettings, ...call.settings });
  return {
    PATH: searchPath,
    HOME: "/nonexistent",
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    SSH_ASKPASS: "/bin/false",
    GIT_ALLOW_PROTOCOL: (call.protocols ?? ["none"]).join(":"),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    ...call.environment,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** One line, without credentials of an address. */
function plain(text: string): string {
  return text
    .replace(/\/\/[^/@\s]*@/g, "//***@")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("; ");
}
