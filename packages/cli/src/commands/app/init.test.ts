import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { appSpec } from "@halcyon/contracts";
import { afterEach, expect, it } from "vitest";
import { parse } from "yaml";
import type { Io } from "../../io.ts";
import { run } from "../../run.ts";
import { testCli } from "../../testing/cli.ts";

const home = process.cwd();
afterEach(() => process.chdir(home));

it("prints a valid spec into a pipe, from options and what is usual, and asks nothing", async () => {
  const cli = await testCli();
  const usual = await cli("app init frontpage");
  expect(usual).toMatchObject({ code: 0, stderr: "" });
  expect(appSpec.safeParse(parse(usual.stdout)).success).toBe(true);
  const { stdout } = await cli(
    "app init web --team news --image a/web:2 --port 81 --health /up?x=1 --room north --room south",
  );
  const spec = appSpec.parse(parse(stdout));
  expect(spec).toMatchObject({
    name: "web",
    team: "news",
    image: "a/web:2",
    replicas: { north: 3, south: 3 },
  });
  expect(spec.ports[0]?.port).toBe(81);
  expect(spec.health.readiness?.http?.path).toBe("/up?x=1");
});

it("asks at a terminal, writes the file, and never over one that is there", async () => {
  process.chdir(await mkdtemp(join(tmpdir(), "halcyon-init-")));
  const answers = ["news", "a/web:3", "", "/up", "north, south"];
  const terminal = () => {
    let said = "";
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const left = [...answers];
    const stderr = (text: string) => {
      said += text;
      // Answers one question when it stands there, as a person does.
      if (/\]: /.test(text)) stdin.write(`${left.shift() ?? ""}\r`);
    };
    const sink = (write: (text: string) => void) => ({ write, isTTY: true, columns: 100 });
    const io: Io = {
      config: {
        server: undefined,
        token: undefined,
        context: undefined,
        contextFile: join(process.cwd(), "config.json"),
        command: "halcyon",
        colour: false,
      },
      stdin,
      stdout: sink((text) => (said += text)),
      stderr: sink(stderr),
      now: () => new Date(),
      signal: new AbortController().signal,
    };
    return { io, said: () => said };
  };
  const first = terminal();
  expect(await run(["app", "init", "web"], first.io)).toBe(0);
  const spec = appSpec.parse(parse(await readFile("web.yaml", "utf8")));
  expect(spec).toMatchObject({ team: "news", image: "a/web:3", replicas: { north: 3, south: 3 } });
  expect([spec.ports[0]?.port, spec.health.readiness?.http?.path]).toEqual([8080, "/up"]);
  const again = terminal();
  expect(await run(["app", "init", "web"], again.io)).toBe(2);
  expect(again.said()).toContain("There is a file web.yaml already.");
});
