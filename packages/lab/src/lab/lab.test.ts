import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Break, parseBreak } from "#lab/breaks.ts";
import { callLab, type LabRecord } from "#lab/control.ts";
import { demoRooms, roomSpecs } from "#lab/rooms.ts";
import { findMarked } from "#process/proc.ts";
import { createApiClient } from "#room/api.ts";
import { roomComponents } from "#room/types.ts";
import { eventually, testDir } from "#testing/index.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const run = promisify(execFile);

/** `halcyon lab <args>` as a program of its own, as people run it. */
async function cli(...args: string[]): Promise<{ out: string; failed: boolean }> {
  try {
    const { stdout } = await run(process.execPath, [main, ...args], { timeout: 60_000 });
    return { out: stdout, failed: false };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { out: stdout + stderr, failed: true };
  }
}

describe("breaks are understood", () => {
  test.each([
    ["kill apiserver", { act: "kill", component: "kube-apiserver" }],
    ["freeze etcd", { act: "freeze", component: "etcd" }],
    ["hang", { act: "fault", fault: { kind: "hang" } }],
    ["delay 100 10", { act: "fault", fault: { kind: "delay", ms: 100, jitterMs: 10 } }],
    ["truncate", { act: "fault", fault: { kind: "truncate", afterBytes: 100 } }],
    ["status 409 3", { act: "fault", fault: { kind: "status", status: 409, count: 3 } }],
    ["status 429", { act: "fault", fault: { kind: "status", status: 429, retryAfterSeconds: 1 } }],
  ] as [string, Break][])("%s", (words, expected) => expect(parseBreak(words.split(" "))).toEqual(expected));

  test.each([
    ["explode", /"explode" is not a way to break a room[\s\S]*kill <component>/],
    ["kill kubelet", /no component "kubelet"[\s\S]*name one of etcd/],
    ["kill", /which component\?/],
    ["status", /must be a number/],
    ["status 200", /from 400 to 599/],
    ["delay soon", /ms must be a number, not "soon"/],
  ])("%s is refused with what to write instead", (words, message) => {
    expect(() => parseBreak(words.split(" "))).toThrow(message);
  });
});

test("the demo's rooms, and plain ones", () => {
  expect(demoRooms.map((room) => room.title)).toEqual(["北方移动", "北方电信", "北方联通", "南方电信"]);
  expect(roomSpecs(["south-telecom", "x"])).toMatchObject([
    { carrier: "telecom" },
    { name: "x", carrier: "none" },
  ]);
});

describe("lab up, from another process", () => {
  let temporary: Awaited<ReturnType<typeof testDir>>;
  const names = ["one", "two"];
  const rooms = () => new Set(names.map((name) => join(temporary.dir, name)));
  const status = () => callLab(temporary.dir, "GET", "/status");
  const heal = (name: string) => callLab(temporary.dir, "POST", `/rooms/${name}/heal`);
  const lab = (...args: string[]) => cli(...args, "--dir", temporary.dir);

  beforeAll(async () => {
    temporary = await testDir();
    const up = await lab("up", "--detach", "--rooms", names.join(","), "--nodes", "2");
    expect(up).toMatchObject({ failed: false });
    expect(up.out).toMatch(/one +one +https:\/\/127\.0\.0\.1:\d+ +2\/2 +all running +none/);
  });
  afterAll(async () => {
    await lab("down");
    await temporary.remove();
  });

  test("a second one is refused, with the way out", async () => {
    const second = await lab("up");
    expect(second.failed).toBe(true);
    expect(second.out).toMatch(/a lab already runs in [\s\S]*halcyon lab down/);
  });

  test("break and heal: the way to one room hangs, the other room answers", async () => {
    const reach = async (name: string) => {
      const room = (await status()).items.find((item) => item.name === name);
      const config = await readFile(room?.kubeconfig ?? "", "utf8");
      const client = createApiClient({
        server: room?.server ?? "",
        token: /token: (\S+)/.exec(config)?.[1] ?? "",
        caData: Buffer.from(/certificate-authority-data: (\S+)/.exec(config)?.[1] ?? "", "base64").toString(),
      });
      return client.request("GET", "/api/v1/nodes", undefined, { timeoutMs: 500 }).finally(client.close);
    };
    expect((await reach("one")).items).toHaveLength(2);
    expect((await lab("break", "one", "hang")).out).toMatch(/one .* hang\n/);
    await expect(reach("one")).rejects.toThrow(/aborted|timeout/);
    expect((await reach("two")).items).toHaveLength(2);
    expect((await lab("heal", "one")).out).toMatch(/one .* all running +none\n/);
    expect((await reach("one")).items).toHaveLength(2);
  });

  test("break and heal: a killed controller manager and a frozen API server come back", async () => {
    await lab("break", "two", "kill", "controller-manager");
    expect((await lab("break", "two", "freeze", "apiserver")).out).toMatch(
      /two .* no answer +down: kube-controller-manager/,
    );
    await heal("two");
    expect((await status()).items[1]).toMatchObject({
      nodesReady: 2,
      components: { "kube-controller-manager": "running" },
    });
  });

  test("wrong input says what to do", async () => {
    expect((await lab("break", "three", "hang")).out).toMatch(/no room "three"[\s\S]*it has one, two/);
    expect((await lab("break", "one", "explode")).out).toMatch(
      /not a way to break a room[\s\S]*write one of:/,
    );
    expect(JSON.parse((await lab("status", "-o", "json")).out)).toMatchObject({
      items: [{ name: "one" }, { name: "two" }],
    });
    expect((await cli("status", "--dir", "/nonexistent")).out).toMatch(
      /no lab runs in \/nonexistent[\s\S]*lab up/,
    );
    expect((await cli("up", "--nodes", "none")).out).toMatch(/positive whole number/);
  });

  test("without the control token nobody breaks anything", async () => {
    const record = JSON.parse(await readFile(join(temporary.dir, "lab.json"), "utf8")) as LabRecord;
    const answer = await fetch(`http://127.0.0.1:${record.port}/stop`, { method: "POST" });
    expect(answer.status).toBe(401);
  });

  test("down leaves no process", async () => {
    expect(findMarked(rooms())).toHaveLength(2 * roomComponents.length);
    const before = (await status()).items.map((item) => item.server);
    expect((await lab("down")).out).toBe("the lab is stopped\n");
    expect(findMarked(rooms())).toEqual([]);
    expect((await lab("down")).out).toMatch(/no lab runs in/);

    // In the foreground now, on the same data: the same addresses; and Ctrl-C ends it.
    const up = spawn(
      process.execPath,
      [main, "up", "--dir", temporary.dir, "--rooms", "one,two", "--nodes", "2"],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let text = "";
    up.stdout.on("data", (chunk) => {
      text += chunk;
    });
    await eventually(() => text.includes("The lab is ready"), "the lab to be ready", 60_000);
    expect((await status()).items.map((item) => item.server)).toEqual(before);
    up.kill("SIGINT");
    const [code] = await once(up, "exit");
    expect(code).toBe(0);
    expect(findMarked(rooms())).toEqual([]);
  });
});
