/** git as a person runs it, apart from Halcyon's own way of calling it. For tests. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const identity = {
  GIT_AUTHOR_NAME: "P",
  GIT_AUTHOR_EMAIL: "p@x",
  GIT_COMMITTER_NAME: "P",
  GIT_COMMITTER_EMAIL: "p@x",
};

export async function plainGit(...args: string[]): Promise<string> {
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: "/dev/null", TZ: "UTC" };
  const { stdout } = await run("git", ["-c", "init.defaultBranch=main", ...args], { env, maxBuffer: 1e8 });
  return stdout;
}

/** A directory that goes with the test. */
export async function scratch(): Promise<AsyncDisposable & { path: string; at(name: string): string }> {
  const path = await mkdtemp(join(tmpdir(), "halcyon-git-"));
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
