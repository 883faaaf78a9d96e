import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";

// scripts/run.mjs and the launcher, each in a small checkout of its own; npm is played by a program that writes what it was asked.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
let checkout: string;

const lock = {
  packages: {
    "": {},
    "node_modules/commander": { version: "15.1.0" },
    "node_modules/other-os": { version: "1.0.0", optional: true },
  },
};
const npm = `
const { mkdirSync, writeFileSync } = require("node:fs");
console.log("npm " + process.argv.slice(2).join(" "));
if (process.env.NPM_FAILS) { for (let line = 1; line <= 30; line += 1) console.log("log line " + line); process.exit(7); }
mkdirSync("node_modules", { recursive: true });
writeFileSync("node_modules/.package-lock.json", JSON.stringify(${JSON.stringify({ packages: { "node_modules/commander": { version: "15.1.0" } } })}));
`;

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(checkout, path)), { recursive: true });
  await writeFile(join(checkout, path), text);
}

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "halcyon-run-"));
  await mkdir(join(checkout, "scripts"));
  await cp(join(root, "scripts/run.mjs"), join(checkout, "scripts/run.mjs"));
  await cp(join(root, "halcyon"), join(checkout, "halcyon"));
  await put("package-lock.json", JSON.stringify(lock));
  await put("npm.js", npm);
  await put(
    "scripts/check.ts",
    "const args: string[] = process.argv.slice(2);\nconsole.log('checked', ...args);\n",
  );
  await put(
    "packages/cli/src/main.ts",
    "console.log(JSON.stringify([process.argv.slice(2), process.env.HALCYON_CONFIG ?? null, process.env.HALCYON_COMMAND]));\n",
  );
  await put("packages/server/src/main.ts", "console.log('server', ...process.argv.slice(2));\n");
  await put(
    "packages/lab/src/main.ts",
    "console.log('lab', process.env.HALCYON_LAB_DIR ?? null, ...process.argv.slice(2));\n",
  );
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { cwd: checkout, env: { PATH: path, HOME: checkout, npm_execpath: join(checkout, "npm.js"), ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const runner = (args: readonly string[], env?: Record<string, string>) =>
  run(process.execPath, ["scripts/run.mjs", ...args], env);
const installLog = () => readFile(join(checkout, ".halcyon/logs/install.log"), "utf8").catch(() => "none");

test("what is missing is installed once, from the lockfile, and the program gets its arguments", async () => {
  const first = await runner(["check", "--fast"]);
  expect(first).toMatchObject({ code: 0, stdout: "checked --fast\n" });
  expect(first.stderr).toMatch(/Installing dependencies: done after \d+ s/);
  expect(await installLog()).toContain("npm install --no-save");
  await rm(join(checkout, ".halcyon"), { recursive: true });
  expect(await runner(["check"])).toEqual({ code: 0, stdout: "checked\n", stderr: "" });
  expect(await installLog()).toBe("none");
});

test("a lockfile that asks for another version installs again; a package for other systems does not", async () => {
  await runner(["check"]);
  await put(
    "package-lock.json",
    JSON.stringify({ packages: { ...lock.packages, "node_modules/commander": { version: "16.0.0" } } }),
  );
  expect((await runner(["check"])).stderr).toContain("Installing dependencies");
});

test("an installation that fails names the step, the last lines of its log and what to do", async () => {
  const { code, stdout, stderr } = await runner(["check"], { NPM_FAILS: "1" });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("Failed: Installing dependencies: exit code 7");
  expect(stderr).toContain("  | log line 30");
  expect(stderr).not.toContain("  | log line 5\n");
  expect(stderr).toContain("What to do:");
});

test("the program's exit code is ours, and an unknown name is refused", async () => {
  await put("scripts/check.ts", "process.exitCode = 3;\n");
  expect((await runner(["check"])).code).toBe(3);
  expect(await runner(["chek"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("demo, test, bench, check, guide, build, pictures, install"),
  });
});

const launch = (args: readonly string[], env?: Record<string, string>, path = join(checkout, "halcyon")) =>
  run(path, args, env);
const seenBy = ({ stdout }: Ended) => JSON.parse(stdout) as [string[], string | null, string];

test("the launcher installs when it must, then hands over to the command line, the server or the lab", async () => {
  const first = await launch(["room", "list", "two words"]);
  expect(first.stderr).toContain("Installing dependencies");
  await put("node_modules/commander/package.json", "{}");
  const { stdout, stderr } = await launch(["room", "list", "two words"]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)[0]).toEqual(["room", "list", "two words"]);
  expect((await launch(["server", "--log", "warn"])).stdout).toBe("server --log warn\n");
  expect((await launch(["lab", "status"])).stdout).toBe("lab null status\n");
});

test("through a link from elsewhere it still finds its checkout", async () => {
  await put("node_modules/commander/package.json", "{}");
  await symlink(join(checkout, "halcyon"), join(checkout, "linked"));
  expect(seenBy(await launch(["version"], {}, join(checkout, "linked")))[0]).toEqual(["version"]);
});

test("the demo's contexts and lab are preferred while they are there, unless others are named", async () => {
  await put("node_modules/commander/package.json", "{}");
  expect(seenBy(await launch(["whoami"]))[1]).toBeNull();
  await put(".halcyon/context.json", "{}");
  await mkdir(join(checkout, ".halcyon/lab"));
  expect(seenBy(await launch(["whoami"]))[1]).toBe(join(checkout, ".halcyon/context.json"));
  expect(seenBy(await launch(["whoami"], { HALCYON_CONFIG: "/mine" }))[1]).toBe("/mine");
  expect((await launch(["lab", "status"])).stdout).toBe(`lab ${join(checkout, ".halcyon/lab")} status\n`);
  expect((await launch(["lab", "status"], { HALCYON_LAB_DIR: "/mine" })).stdout).toBe("lab /mine status\n");
});

test("without any Node it says what to install", async () => {
  const bare = join(checkout, "bare");
  await mkdir(bare);
  for (const tool of ["sh", "dirname", "readlink", "pwd"])
    await symlink(`/usr/bin/${tool}`, join(bare, tool));
  const { code, stderr } = await run("/bin/sh", [join(checkout, "halcyon"), "version"], { PATH: bare });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining("Install Node 20 or newer with npm"),
  });
});
