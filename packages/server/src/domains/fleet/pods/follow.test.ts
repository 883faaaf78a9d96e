import { type LogLine, podEndpoints as api } from "@halcyon/contracts";
import { type FaultProxy, startProxy } from "@halcyon/lab";
import { Agent, request } from "undici";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { until } from "#platform/testing/until.ts";
import { type SharedRoom, sharedRooms } from "../../../../../../test/rooms.ts";
import { byToken, type FleetTestServer, fleetServer, register, stateOf } from "../testing/server.ts";
import { watched } from "#src/testing/watched.ts";

/** One real cluster behind a proxy, with a pod that counts aloud. */
let server: FleetTestServer;
let room: SharedRoom;
let proxy: FaultProxy;
let admin: KubeClient;
const namespace = `follow-${process.pid}`;
const logPath = `/pods/[^/]+/log`;

beforeAll(async () => {
  room = (await sharedRooms())[1] as SharedRoom;
  proxy = await startProxy(room, { tls: room.serving });
  admin = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  await admin.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  await until("the namespace's account", () => admin.get(objectPath("ServiceAccount", namespace, "default")));
  server = await fleetServer();
  await register(server.admin, "main", "north", byToken(room, proxy.url));
  await counting("counts");
});
beforeEach(() => proxy.clear());
afterAll(async () => {
  await admin?.delete(objectPath("Namespace", undefined, namespace)).catch(() => undefined);
  await admin?.close();
  await server?.close();
  await proxy?.close();
});

async function counting(name: string, every = "20ms"): Promise<void> {
  await admin.post(collectionPath("Pod", namespace), {
    metadata: { name, namespace, annotations: { "lab.halcyon.dev/log-every": every } },
    spec: { containers: [{ name: "main", image: "registry.demo/web:1" }] },
  });
  await until(`${name} to run`, async () => {
    const { pod } = await server.admin.get(api.get, at(name));
    return pod.ready;
  });
}

const at = (pod: string) => ({ params: { cluster: "main", namespace, pod } });
const follow = (pod: string, query: { tail?: number; since?: string } = {}) =>
  watched(server.admin, api.followLogs, { ...at(pod), query });

type Following = ReturnType<typeof follow>;
const linesOf = ({ items }: Following) => items.flatMap(({ lines }) => lines);
/** The numbers counted aloud, in the order they came. */
const numbersIn = (lines: readonly LogLine[]) =>
  lines.flatMap(({ text }) => /^(\d+) GET/.exec(text)?.[1] ?? []).map(Number);
const more = (following: Following, count: number) => {
  const before = linesOf(following).length;
  return until(`${count} more lines`, () => linesOf(following).length >= before + count);
};

function expectCounting(lines: readonly LogLine[]): void {
  const numbers = numbersIn(lines);
  const [first = 0] = numbers;
  expect(numbers).toEqual(numbers.map((_, index) => first + index));
}

it("comes as it is written, from the last lines asked for", async () => {
  const following = follow("counts", { tail: 3 });
  await more(following, 20);
  await following.stop();
  const lines = linesOf(following);
  expectCounting(lines);
  expect(lines.every(({ at: time }) => time !== null && /^[\d-]+T[\d:.]+Z$/.test(time))).toBe(true);
  expect(following.items.every(({ dropped }) => dropped === 0)).toBe(true);
  // What is written within a moment comes together.
  expect(following.items.length).toBeLessThan(lines.length);
});

it("goes on after a lost connection of its reader: nothing is lost, nothing comes twice", async () => {
  const first = follow("counts", { tail: 5 });
  await more(first, 15);
  await first.stop();
  const since = linesOf(first).at(-1)?.at as string;
  const second = follow("counts", { since });
  await more(second, 15);
  await second.stop();
  expectCounting([...linesOf(first), ...linesOf(second)]);
});

it("goes on after its own connection to the cluster was cut", async () => {
  const following = follow("counts", { tail: 5 });
  await more(following, 5);
  proxy.set([{ kind: "truncate", afterBytes: 50, match: { path: logPath }, count: 1 }]);
  await until("the cut", () => proxy.faults().length === 0);
  await more(following, 60);
  await following.stop();
  expectCounting(linesOf(following));
});

it("begins with a word when nothing is written", async () => {
  await counting("silent", "3600s");
  const following = follow("silent", { tail: 0 });
  await following.saw("an empty batch", ({ lines, dropped }) => lines.length === 0 && dropped === 0);
  await following.stop();
});

it("ends when the container does", async () => {
  await counting("ends");
  const following = follow("ends", { tail: 1 });
  await more(following, 3);
  await admin.delete(objectPath("Pod", namespace, "ends"));
  await following.ended;
  expectCounting(linesOf(following));
});

it("says that the cluster does not answer any more", async () => {
  const following = follow("counts", { tail: 1 });
  await more(following, 3);
  proxy.set([{ kind: "hang" }]);
  await expect(following.ended).rejects.toThrow("fleet_cluster_unreachable");
  proxy.clear();
  await stateOf(server.admin, "main", "fresh");
});

it("lets go of the cluster when its reader goes", async () => {
  const { server: address, caData, tokens } = room;
  const agent = new Agent({ connect: { ca: caData } });
  const open = async () => {
    const headers = { authorization: `Bearer ${tokens.admin}` };
    const { body } = await request(`${address}/metrics`, { headers, dispatcher: agent });
    const found = /^apiserver_longrunning_requests\{.*subresource="log".*\} (\d+)$/m.exec(await body.text());
    return Number(found?.[1] ?? 0);
  };
  const followings = [1, 2].map(() => follow("counts", { tail: 1 }));
  await until("two open logs", async () => (await open()) === 2);
  await Promise.all(followings.map((each) => each.stop()));
  await until("none", async () => (await open()) === 0);
  await agent.close();
});
