/** A spec kept beside the code, imported at a commit from real repositories; and all that can be wrong with that. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { appsEndpoints, changeEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainGit, scratch } from "../packages/server/src/domains/changes/testing/plain-git.ts";
import {
  type ChangesTestServer,
  changesServer,
} from "../packages/server/src/domains/changes/testing/server.ts";
import { until } from "../packages/server/src/platform/testing/until.ts";
import { adminPassword } from "../packages/server/src/testing/server.ts";
import { type TestCli, testCli } from "../packages/cli/src/testing/cli.ts";

let server: ChangesTestServer;
let cli: TestCli;
let dir: Awaited<ReturnType<typeof scratch>>;
let code: string;
let first: string;

const spec = (description: string, more = "") =>
  `name: front\nteam: news\ndescription: ${description}\nimage: registry.example/front:1\nreplicas: { north: 1 }\n${more}`;
const hash = async (ref: string) => (await plainGit("-C", code, "rev-parse", `${ref}^{commit}`)).trim();

async function commit(files: Readonly<Record<string, string>>, message: string): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(`${code}/${path}`), { recursive: true });
    await writeFile(`${code}/${path}`, text);
  }
  await plainGit("-C", code, "add", "--all");
  await plainGit("-C", code, "commit", "--quiet", "-m", message);
  return hash("HEAD");
}

beforeAll(async () => {
  server = await changesServer({ git: { searchPath: process.env["PATH"] ?? "", remote: null } });
  cli = await testCli();
  await cli(`login --server ${server.url} --user admin --password-stdin`, { stdin: `${adminPassword}\n` });
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  dir = await scratch();
  code = dir.at("code");
  await plainGit("init", "--quiet", code);
  first = await commit({ "deploy/halcyon.yaml": spec("one"), "src/main.c": "int main;" }, "one");
  await plainGit("-C", code, "tag", "-a", "v1", "-m", "the first");
  await symlink("halcyon.yaml", `${code}/deploy/link.yaml`);
  await commit(
    {
      "deploy/halcyon.yaml": spec("two"),
      "deploy/wrong.yaml": spec("wrong", "colour: red\n"),
      "deploy/long.yaml": `# ${"x".repeat(300_000)}\n`,
      "deploy/latin.yaml": "",
      ":(top)odd": "odd",
    },
    "two",
  );
  await writeFile(`${code}/deploy/latin.yaml`, Buffer.from("name: caf\xe9\n", "latin1"));
  await commit({}, "latin");
  await plainGit("-C", code, "branch", "v2");
  await plainGit("-C", code, "tag", "v2");
});
afterAll(async () => {
  await dir?.[Symbol.asyncDispose]();
  await server?.close();
});

const from = (git: string, ref: string, path = "deploy/halcyon.yaml", ...more: string[]) =>
  cli(["app", "import", "--git", git, "--commit", ref, "--path", path, ...more]);
const latest = async () => (await server.admin.get(appsEndpoints.get, { params: { app: "front" } })).latest;

describe("app import", () => {
  it("stores the spec of a tag, from an address, with where it came from", async () => {
    const url = `file://${code}`;
    const tried = await from(url, "v1", undefined, "--dry-run");
    expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was stored") });
    expect((await server.admin.call(appsEndpoints.get, { params: { app: "front" } })).status).not.toBe(200);
    expect(await from(url, "v1", undefined, "-m", "the first one")).toMatchObject({ code: 0 });
    const source = { repository: url, commit: first, path: "deploy/halcyon.yaml" };
    expect(await latest()).toMatchObject({ number: 1, origin: "apply", source, message: "the first one" });
    expect((await server.apps.version("front", 1)).text).toBe(spec("one"));
  });

  it("takes the branch, the whole hash, and what a clone knows by any name", async () => {
    const head = await hash("HEAD");
    expect(await from(`file://${code}`, "main")).toMatchObject({ code: 0 });
    expect(await latest()).toMatchObject({ number: 2, source: { commit: head } });
    expect(await from(`file://${code}`, first)).toMatchObject({ code: 0 });
    expect(await latest()).toMatchObject({ number: 3, source: { commit: first } });
    // A clone says its remote's address, where others find the commit.
    await plainGit("clone", "--quiet", code, dir.at("clone"));
    await plainGit(
      "-C",
      dir.at("clone"),
      "remote",
      "set-url",
      "origin",
      "https://lin:secret@git.example/news/front.git",
    );
    expect(await from(dir.at("clone"), "HEAD")).toMatchObject({ code: 0 });
    expect(await latest()).toMatchObject({
      number: 4,
      source: { repository: "https://git.example/news/front.git", commit: head },
    });
    expect(await from(code, first.slice(0, 9))).toMatchObject({ code: 0 });
    expect(await latest()).toMatchObject({
      number: 5,
      source: { repository: `file://${code}`, commit: first },
    });
  });

  it("shows the origin in the list, the version, the timeline and the commit in Git", async () => {
    const short = first.slice(0, 12);
    expect((await cli("app versions front")).stdout).toContain(
      `deploy/halcyon.yaml of file://${code} at ${short}`,
    );
    expect((await cli("app version front 5")).stdout).toContain(first);
    const { items } = await server.admin.get(changeEndpoints.list, { query: { app: "front", limit: 1 } });
    expect(items[0]).toMatchObject({ version: 5, source: { commit: first, path: "deploy/halcyon.yaml" } });
    expect((await cli(["changes", "show", items[0]?.id ?? ""])).stdout).toContain(first);
    const { clone } = await until("everything is in Git", async () => {
      const now = await server.admin.get(changeEndpoints.git);
      return now.waiting === 0 && now.position === 5 ? now : undefined;
    });
    const trailers = await plainGit(
      "-C",
      clone ?? "",
      "log",
      "-1",
      "--format=%(trailers:only,unfold)",
      "main",
    );
    expect(trailers).toContain(
      `Source-Repository: file://${code}\nSource-Commit: ${first}\nSource-Path: deploy/halcyon.yaml\n`,
    );
  });

  it("reads over the network from a real git daemon, by a hash only, and says when it is gone", async () => {
    const port = await freePort();
    const daemon = spawn(
      "git",
      [
        "daemon",
        "--export-all",
        `--base-path=${dir.path}`,
        "--listen=127.0.0.1",
        `--port=${port}`,
        "--reuseaddr",
      ],
      { stdio: "ignore", detached: true },
    );
    const url = `git://127.0.0.1:${port}/code`;
    await until("the daemon answers", () =>
      plainGit("ls-remote", url).then(
        () => true,
        () => undefined,
      ),
    );
    const open = await from(url, "main");
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining("Write the whole hash") });
    expect(await from(url, await hash("HEAD"))).toMatchObject({ code: 0 });
    expect(await latest()).toMatchObject({ number: 6, source: { repository: url } });
    const none = await from(url, "0".repeat(40));
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining("has no commit 0000") });
    await ended(daemon);
    const gone = await from(url, first);
    expect(gone).toMatchObject({ code: 6, stderr: expect.stringContaining("cannot be read") });
  });

  it.each<[string, () => [git: string, commit: string, path?: string], number, RegExp]>([
    [
      "a branch that is not there",
      () => [`file://${code}`, "nowhere"],
      3,
      /no branch or tag nowhere[^]*git ls-remote/,
    ],
    ["a short hash of a remote", () => [`file://${code}`, first.slice(0, 8)], 3, /write all of it/],
    ["a name of two things", () => [`file://${code}`, "v2"], 2, /refs\/heads\/v2 or --commit refs\/tags\/v2/],
    [
      "a path that is not there",
      () => [`file://${code}`, "main", "deploy/no.yaml"],
      3,
      /has no deploy\/no.yaml/,
    ],
    ["a folder", () => [`file://${code}`, "main", "deploy"], 2, /is a folder/],
    ["a link", () => [`file://${code}`, "main", "deploy/link.yaml"], 2, /is a link/],
    [
      "what is no spec",
      () => [`file://${code}`, "main", "src/main.c"],
      2,
      /does not name its app|is not YAML/,
    ],
    [
      "a spec with a mistake, by its line",
      () => [`file://${code}`, "main", "deploy/wrong.yaml"],
      1,
      /wrong\.yaml at [^]*colour/,
    ],
    ["a long file", () => [`file://${code}`, "main", "deploy/long.yaml"], 2, /longer than 256 KiB/],
    ["what is no UTF-8", () => [code, "main", "deploy/latin.yaml"], 2, /not UTF-8/],
    ["a path out of it", () => [code, "main", "../code/deploy/halcyon.yaml"], 2, /no path in a repository/],
    ["a path that git would take for magic", () => [code, "main", ":(top)none"], 3, /has no :\(top\)none/],
    ["a folder that is no repository", () => [tmpdir(), "main"], 2, /no Git repository/],
    ["no folder at all", () => ["./nowhere", "main"], 2, /no folder/],
    ["a remote that is not there", () => [`file://${code}-not`, "main"], 6, /cannot be read/],
    [
      "a password in the address",
      () => ["https://lin:secret@git.example/x.git", "main"],
      2,
      /user name or password/,
    ],
    ["a commit that is an option", () => [code, "--output=/tmp/x"], 2, /names no commit|--commit/],
    ["an expression of git's", () => [code, "main:deploy"], 2, /names no commit/],
    ["a program as a transport", () => ["ext::sh -c touch% /tmp/halcyon-owned", "main"], 2, /no address/],
    ["an unknown scheme", () => ["ftp://git.example/x.git", "main"], 2, /no address Halcyon reads/],
    ["a host that is an option", () => ["ssh://-oProxyCommand=x/y", "main"], 2, /no host|no address/],
  ])("refuses %s", async (_, given, ends, says) => {
    const before = await latest();
    const [git, ref, path] = given();
    const { code: ended, stderr, stdout } = await from(git, ref, path);
    expect({ ended, text: stderr }).toEqual({ ended: ends, text: expect.stringMatching(says) });
    expect(stdout + stderr).not.toContain("secret");
    expect(await latest()).toEqual(before);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith("halcyon-import-"))).toEqual([]);
  });

  it("says that a shallow clone lacks the commit", async () => {
    await plainGit("clone", "--quiet", "--depth=1", `file://${code}`, dir.at("shallow"));
    const { code: ended, stderr } = await from(dir.at("shallow"), first);
    expect([ended, stderr]).toEqual([3, expect.stringContaining("git fetch --unshallow")]);
  });

  it("gives up on a server that says nothing, after telling what it waits for", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const url = `git://127.0.0.1:${port}/x`;
    const { code: ended, stderr } = await from(url, first, undefined, "--timeout", "3");
    silent.close();
    expect(ended).toBe(6);
    expect(stderr).toContain(`Reading ${first} of ${url}`);
    expect(stderr).toContain("--git ./my-clone");
  });

  it("an origin with a password or a path out of the repository is refused by the server, too", async () => {
    for (const source of [
      { repository: "https://lin:secret@git.example/x.git", commit: first, path: "a.yaml" },
      { repository: "https://token@git.example/x.git", commit: first, path: "a.yaml" },
      { repository: "https://git.example/x.git", commit: "main", path: "a.yaml" },
      { repository: "https://git.example/x.git", commit: first, path: "../a.yaml" },
      { repository: "https://git.example/x.git\nHalcyon-App: other", commit: first, path: "a.yaml" },
    ]) {
      const body = { spec: spec("three"), source };
      const { status } = await server.admin.call(appsEndpoints.apply, { params: { app: "front" }, body });
      expect([source, status]).toEqual([source, 400]);
    }
  });
});

async function freePort(): Promise<number> {
  const asked = createServer();
  asked.listen(0, "127.0.0.1");
  await once(asked, "listening");
  const { port } = asked.address() as { port: number };
  asked.close();
  await once(asked, "close");
  return port;
}

/** git daemon leaves its own child behind unless its group is ended. */
async function ended(daemon: ChildProcess): Promise<void> {
  const gone = once(daemon, "exit");
  if (daemon.pid !== undefined) process.kill(-daemon.pid, "SIGKILL");
  await gone;
}
