/** One file of a repository at one commit, and where it came from. Nothing is left on disk. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { specMaxBytes, type VersionSource } from "@halcyon/contracts";
import { CliError, exitCodes, type Source, usageError } from "../errors.ts";
import { textOf } from "../input/file.ts";
import { type Address, parseAddress, parseCommit, parsePath, wholeHash } from "./address.ts";
import { createGit, type Git } from "./git.ts";

export interface FileInGit {
  readonly git: string;
  /** A branch, a tag, or a hash. */
  readonly commit: string;
  readonly path: string;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  readonly onProgress?: (line: string) => void;
}

/** @throws CliError for what is not there, is no file, or cannot be reached: said with what to do */
export async function readFromGit(
  wanted: FileInGit,
  options: ReadOptions,
): Promise<{ text: Source; source: VersionSource }> {
  const address = parseAddress(wanted.git);
  const commit = parseCommit(wanted.commit, address);
  const path = parsePath(wanted.path);
  if (address.kind === "remote") return fromRemote(address, commit, path, options);
  const folder = resolve(address.path);
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw usageError(
      `There is no folder ${address.path}.`,
      "Name a clone, or write https://... or ssh://...",
    );
  }
  const run = createGit({ ...options, protocols: [] });
  return fromFolder((args, limits) => run(["-C", folder, ...args], limits), folder, commit, path);
}

async function fromFolder(git: Git, folder: string, commit: string, path: string) {
  const top = await git(["rev-parse", "--git-dir"]);
  if (top.code !== 0) throw usageError(`${folder} is no Git repository: ${top.stderr}`, "Nothing was sent.");
  const hash = await hashOf(git, commit);
  if (hash === null) {
    const shallow =
      (await git(["rev-parse", "--is-shallow-repository"])).stdout.toString("utf8").trim() === "true";
    throw notFound(
      `${folder} has no commit ${commit}.`,
      shallow
        ? "It is a shallow clone: git fetch --unshallow, or name the remote's address."
        : "git fetch may bring it, or name the remote's address.",
    );
  }
  const remote = (await git(["config", "--get", "remote.origin.url"])).stdout.toString("utf8").trim();
  return fileAt(git, { repository: recorded(remote, folder), commit: hash, path });
}

/** Where others find it: the clone's own remote, when that is an address without credentials. */
function recorded(remote: string, folder: string): string {
  const plain = remote.replace(/^(https?:\/\/)[^/]*@/, "$1");
  try {
    if (remote !== "" && parseAddress(plain).kind === "remote") return plain;
  } catch {
    // The remote is a way of reaching it that is nobody else's.
  }
  return pathToFileURL(folder).href;
}

async function fromRemote(
  { url, protocol }: Extract<Address, { kind: "remote" }>,
  commit: string,
  path: string,
  options: ReadOptions,
) {
  const directory = await mkdtemp(join(tmpdir(), "halcyon-import-"));
  try {
    const run = createGit({ ...options, protocols: [protocol] });
    const repository = join(directory, "copy.git");
    await succeed(run(["init", "--quiet", "--bare", "--", repository]), url);
    const git: Git = (args, limits) => run([`--git-dir=${repository}`, ...args], limits);
    await succeed(git(["remote", "add", "--", "origin", url]), url);
    const ref = wholeHash.test(commit) ? await reached(git, url, commit) : await refOf(git, url, commit);
    // Without files' contents, where the server can leave them out: only one of them is read.
    const fetch = ["fetch", "--progress", "--no-tags", "--no-recurse-submodules", "--filter=blob:none"];
    const first = await git([...fetch, "--depth=1", "origin", ref]);
    if (first.code !== 0) {
      if (ref !== commit) throw unreachable(url, first.stderr);
      // A server that gives single commits to nobody: all there is, and then that commit.
      await succeed(git([...fetch, "origin", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]), url);
    }
    const hash = await hashOf(git, ref === commit ? commit : "FETCH_HEAD");
    if (hash === null) {
      throw notFound(`${url} has no commit ${commit}.`, "Was it pushed? A branch or a tag will do, too.");
    }
    return await fileAt(git, { repository: url, commit: hash, path });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function reached(git: Git, url: string, commit: string): Promise<string> {
  await succeed(git(["ls-remote", "--quiet", "--", "origin", "HEAD"]), url);
  return commit;
}

/** The one branch or tag of a name. */
async function refOf(git: Git, url: string, name: string): Promise<string> {
  const wanted = name.startsWith("refs/") ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  const listed = await succeed(git(["ls-remote", "--quiet", "--", "origin", ...wanted]), url);
  const found = wanted.filter((ref) => listed.split("\n").some((line) => line.endsWith(`\t${ref}`)));
  const [ref, other] = found;
  if (ref !== undefined && other === undefined) return ref;
  if (ref !== undefined) {
    throw usageError(
      `${name} is a branch and a tag of ${url}.`,
      `Write --commit ${ref} or --commit ${other}.`,
    );
  }
  const short = /^[0-9a-f]{4,63}$/.test(name);
  throw notFound(
    `${url} has no branch or tag ${name}.`,
    short
      ? "Of a hash write all of it: git rev-parse shows it."
      : `git ls-remote ${url} lists what there is.`,
  );
}

async function hashOf(git: Git, commit: string): Promise<string | null> {
  const { code, stdout } = await git([
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${commit}^{commit}`,
  ]);
  const hash = stdout.toString("utf8").trim();
  return code === 0 && wholeHash.test(hash) ? hash : null;
}

async function fileAt(git: Git, source: VersionSource): Promise<{ text: Source; source: VersionSource }> {
  const { repository, commit, path } = source;
  const where = `${repository} at ${commit.slice(0, 12)}`;
  const listed = await succeed(git(["--literal-pathspecs", "ls-tree", "-z", commit, "--", path]), repository);
  const entry = /^(\d{6}) \w+ ([0-9a-f]+)\t/.exec(listed);
  if (entry === null)
    throw notFound(`${where} has no ${path}.`, `git ls-tree -r --name-only ${commit} lists its files.`);
  const [, mode = "", object = ""] = entry;
  if (!mode.startsWith("100")) {
    const kinds: Readonly<Record<string, string>> = {
      "040000": "a folder",
      "120000": "a link",
      "160000": "a submodule",
    };
    throw usageError(
      `${path} of ${where} is ${kinds[mode] ?? "no file"}.`,
      "Name the spec's own file with --path.",
    );
  }
  const { code, stdout, stderr, cut } = await git(["cat-file", "blob", object], { maxBytes: specMaxBytes });
  if (cut) {
    throw usageError(
      `${path} of ${where} is no spec: it is longer than ${specMaxBytes / 1024} KiB.`,
      "Name the spec's own file with --path.",
    );
  }
  if (code !== 0) throw unreachable(repository, stderr);
  const name = `${path} at ${commit.slice(0, 12)}`;
  return { text: { name, text: textOf(name, stdout) }, source };
}

async function succeed(running: ReturnType<Git>, url: string): Promise<string> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) throw unreachable(url, stderr);
  return stdout.toString("utf8");
}

function unreachable(url: string, said: string): CliError {
  return new CliError({
    exitCode: exitCodes.unreachable,
    title: "The repository cannot be read",
    detail: `${url}: ${said === "" ? "git said nothing" : said}`,
    hint: "Does git reach it by itself, without asking? Try git ls-remote on it. Nothing was sent.",
  });
}

function notFound(detail: string, hint: string): CliError {
  return new CliError({ exitCode: exitCodes.notFound, title: "Not in the repository", detail, hint });
}
