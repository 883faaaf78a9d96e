import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findMarked } from "#process/proc.ts";
import { startRoom } from "#room/room.ts";
import { roomComponents } from "#room/types.ts";
import { deployment, eventually, podsOf, settled, type TestRoom, testDir, testRoom } from "#testing/index.ts";

let room: TestRoom;
beforeAll(async () => {
  room = await testRoom();
});
afterAll(() => room.dispose());

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const isReady = (pod: { status?: { conditions?: { type: string; status: string }[] } } | undefined) =>
  pod?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

describe("a room", () => {
  test("runs a Deployment: pods are Ready, with addresses of their own and logs", async () => {
    await room.api("POST", deployments, deployment({ name: "web", replicas: 5 }));
    await settled(room, "web");
    const pods = await podsOf(room, "web");
    expect(pods).toHaveLength(5);
    expect(new Set(pods.map((pod) => pod.status?.podIP)).size).toBe(5);
    const log = await room.api(
      "GET",
      `/api/v1/namespaces/default/pods/${pods[0]?.metadata.name}/log?tailLines=2`,
    );
    expect(log).toBe("listening on :8080\nGET /healthz 200 ok\n");
  });

  test("goes on after kill -9 of kube-controller-manager", async () => {
    await room.api("POST", deployments, deployment({ name: "kcm", replicas: 1 }));
    await settled(room, "kcm");
    const before = room.pid("kube-controller-manager");
    await room.kill("kube-controller-manager");
    expect(room.pid("kube-controller-manager")).toBeUndefined();
    await room.api(
      "PATCH",
      `${deployments}/kcm`,
      { spec: { replicas: 3 } },
      { contentType: "application/merge-patch+json" },
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await podsOf(room, "kcm")).toHaveLength(1);
    await room.start("kube-controller-manager");
    expect(room.pid("kube-controller-manager")).not.toBe(before);
    await settled(room, "kcm");
  });

  test("a frozen API server answers nothing, a thawed one goes on", async () => {
    room.freeze("kube-apiserver");
    await expect(room.api("GET", "/version", undefined, { timeoutMs: 300 })).rejects.toThrow(
      /aborted|timeout/,
    );
    room.thaw("kube-apiserver");
    await room.waitReady();
  });

  test("kwok killed and started again takes its nodes over at once", async () => {
    await room.kill("kwok");
    await room.api("POST", deployments, deployment({ name: "afterwards", replicas: 2 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await podsOf(room, "afterwards")).filter(isReady)).toHaveLength(0);
    await room.start("kwok");
    await settled(room, "afterwards");
  });
});

describe("the halcyon user", () => {
  const as = (group?: string) => ({
    token: room.tokens.halcyon,
    ...(group ? { headers: { "impersonate-user": "li", "impersonate-group": group } } : {}),
  });
  const one = { name: "mine", replicas: 0 };

  test("reads, but neither Secrets nor anything it could change", async () => {
    await room.api("GET", "/api/v1/pods?limit=1", undefined, as());
    await expect(room.api("GET", "/api/v1/secrets", undefined, as())).rejects.toMatchObject({ status: 403 });
    await expect(room.api("POST", deployments, deployment(one), as())).rejects.toMatchObject({ status: 403 });
  });

  test("changes workloads as a person in a group, and the audit log says who", async () => {
    await expect(room.api("POST", deployments, deployment(one), as("system:masters"))).rejects.toMatchObject({
      status: 403,
    });
    await room.api("POST", deployments, deployment(one), as("halcyon:release"));
    const line = await eventually(async () => {
      const lines = (await readFile(room.auditLog, "utf8")).split("\n");
      return lines.find((text) => text.includes('"name":"mine"') && text.includes('"code":201'));
    }, "the audit line");
    expect(JSON.parse(line)).toMatchObject({
      verb: "create",
      user: { username: "halcyon" },
      impersonatedUser: { username: "li", groups: ["halcyon:release", "system:authenticated"] },
    });
  });
});

describe.concurrent("life and death", () => {
  test("a stopped room leaves no process; started again it has its port, tokens and data", async () => {
    const { dir, remove } = await testDir();
    const options = { name: "again", dir, nodes: 1, unsafeNoFsync: true };
    const first = await startRoom(options);
    await first.api("POST", "/api/v1/namespaces", { metadata: { name: "kept" } });
    await expect(startRoom(options)).rejects.toMatchObject({ code: "room_busy" });
    await first.stop();
    expect(findMarked(new Set([first.dir]))).toEqual([]);

    const second = await startRoom(options);
    expect([second.server, second.tokens]).toEqual([first.server, first.tokens]);
    await second.api("GET", "/api/v1/namespaces/kept");
    await second.stop();
    expect(findMarked(new Set([first.dir]))).toEqual([]);
    await remove();
  });

  test("kill -9 of the parent takes the room with it", async () => {
    const { dir, remove } = await testDir();
    const script = `
      import { startRoom } from ${JSON.stringify(fileURLToPath(new URL("../index.ts", import.meta.url)))};
      const room = await startRoom({ name: "orphan", dir: ${JSON.stringify(dir)}, nodes: 1, unsafeNoFsync: true });
      console.log("up");
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(parent.stdout, "data");
    expect(findMarked(new Set([dir]))).toHaveLength(roomComponents.length);
    parent.kill("SIGKILL");
    await eventually(() => findMarked(new Set([dir])).length === 0, "the keeper to end the room");
    await remove();
  });
});
