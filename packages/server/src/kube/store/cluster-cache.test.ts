import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type FaultProxy, type Room, startProxy, startRoom } from "@halcyon/lab";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "../client.ts";
import { collectionPath, objectPath } from "../paths.ts";
import { cachedPods, type Followed, follow, listedPods, until } from "../testing/followed.ts";
import type { ClusterCache } from "./cluster-cache.ts";

/** One room without controllers, so that nothing but the test changes anything, and a proxy that can misbehave. */
let dir: string;
let room: Room;
let proxy: FaultProxy;
let admin: KubeClient;
let followed: Followed[] = [];
const namespace = "cache";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-cache-"));
  room = await startRoom({ name: "cache", dir, nodes: 2, index: 11, unsafeNoFsync: true });
  await Promise.all(
    (["kube-controller-manager", "kube-scheduler", "kwok"] as const).map((each) => room.kill(each)),
  );
  proxy = await startProxy(room, { tls: room.serving });
  admin = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  await admin.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  await admin.post(collectionPath("ServiceAccount", namespace), { metadata: { name: "default" } });
});
afterAll(async () => {
  await admin?.close();
  await proxy?.close();
  await room?.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => proxy.clear());
afterEach(async () => {
  proxy.clear();
  await Promise.all(followed.map((each) => each.stop()));
  followed = [];
});

async function followRoom(
  through: "directly" | "through the proxy",
  more: Parameters<typeof follow>[1] = {},
) {
  const server = through === "directly" ? room.server : proxy.url;
  const one = await follow({ server, caData: room.caData, token: room.tokens.halcyon }, more);
  followed.push(one);
  return one;
}

const pod = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, labels: { app: "web", ...labels } },
  spec: {
    containers: [
      { name: "web", image: "registry/web:1", resources: { requests: { cpu: "100m", memory: "64Mi" } } },
    ],
  },
});
const createPod = (name: string, labels?: Record<string, string>) =>
  admin.post(collectionPath("Pod", namespace), pod(name, labels));
const deletePod = (name: string) =>
  admin.delete(objectPath("Pod", namespace, name), { query: { gracePeriodSeconds: 0 } });

async function inParallel(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

const fresh = (cache: ClusterCache) => until("a fresh cache", () => cache.status().state === "fresh" || null);
/** The cache has exactly what the API server has. */
const equal = ({ cache }: Followed) =>
  until(
    "the cache to equal a list",
    async () => isDeepStrictEqual(cachedPods(cache), await listedPods(admin)) || null,
  );
const names = ({ cache }: Followed) => [...cache.all("pods", namespace)].map((each) => each.name);

describe("the cache of a cluster", () => {
  it("equals a fresh list after thousands of creates, changes and deletes, and was listed once", async () => {
    await inParallel(600, (at) => createPod(`before-${at}`));
    const one = await followRoom("directly");
    await fresh(one.cache);
    expect(one.cache.count("pods")).toBe(600);
    await inParallel(1200, (at) => createPod(`many-${at}`));
    await inParallel(700, (at) =>
      admin.patch(
        objectPath("Pod", namespace, `many-${at}`),
        { metadata: { labels: { round: String(at % 7) } } },
        { type: "merge" },
      ),
    );
    await inParallel(500, (at) => deletePod(`before-${at}`));
    await equal(one);
    expect(one.cache.count("pods")).toBe(1300);
    expect(one.cache.find("pods", namespace, "many-3")?.labels).toEqual({ app: "web", round: "3" });
    expect(one.cache.lists().pods).toBe(1);
    expect(one.changes.filter(({ kind, type }) => kind === "pods" && type === "delete")).toHaveLength(500);
    await inParallel(1200, (at) => deletePod(`many-${at}`));
    await inParallel(100, (at) => deletePod(`before-${at + 500}`));
    await until("no pods", () => one.cache.count("pods") === 0 || null);
  });

  it("lists again when its position is gone (410), and says what vanished meanwhile", async () => {
    await inParallel(20, (at) => createPod(`gone-${at}`));
    const one = await followRoom("through the proxy");
    await fresh(one.cache);
    proxy.set([
      { kind: "hang", match: { path: "^/api/v1/pods", watch: false } },
      { kind: "gone", match: { path: "^/api/v1/pods" } },
    ]);
    await until("the broken watch", () => one.cache.status().reason.includes("pods") || null);
    await inParallel(10, (at) => deletePod(`gone-${at}`));
    await createPod("gone-new");
    expect(names(one)).toContain("gone-0");
    proxy.clear();
    await equal(one);
    await fresh(one.cache);
    expect(one.cache.lists().pods).toBe(2);
    const vanished = one.changes
      .filter(({ kind, type }) => kind === "pods" && type === "delete")
      .map(({ object }) => object.name);
    expect(vanished.sort()).toEqual(Array.from({ length: 10 }, (_, at) => `gone-${at}`).sort());
  });

  it("goes on after watches that break off in the middle of an event, without a new list", async () => {
    const one = await followRoom("through the proxy");
    await fresh(one.cache);
    proxy.set([
      { kind: "truncate", afterBytes: 2_500, match: { path: "^/api/v1/pods", watch: true }, count: 6 },
    ]);
    await inParallel(40, (at) => createPod(`cut-${at}`));
    await until("every cut to have struck", () => proxy.faults().length === 0 || null);
    await equal(one);
    expect(one.cache.lists().pods).toBe(1);
  });

  it("opens a silent watch again where it was, and so finds what the silence hid", async () => {
    const one = await followRoom("through the proxy", { limits: { streamIdleMs: 700 } });
    await fresh(one.cache);
    proxy.set([{ kind: "drop-events", match: { path: "^/api/v1/pods" }, count: 1 }]);
    await createPod("hidden");
    await until("the event to be lost", () => proxy.faults().length === 0 || null);
    await until("the pod all the same", () => names(one).includes("hidden") || null);
    expect(one.cache.lists().pods).toBe(1);
    expect(one.cache.status().state).toBe("fresh");
  });

  it("comes through refused lists, and says meanwhile what is not loaded", async () => {
    proxy.set([{ kind: "status", status: 500, match: { path: "^/api/v1/pods" } }]);
    const one = await followRoom("through the proxy");
    const status = await until("the failure to show", () => {
      const now = one.cache.status();
      return now.reason.startsWith("pods: ") && !now.reason.includes("loading") ? now : null;
    });
    expect(status.state).toBe("stale");
    expect(status.reason).toMatch(/^pods: .*500/);
    expect(one.cache.count("nodes")).toBe(2);
    proxy.set([
      { kind: "status", status: 429, retryAfterSeconds: 1, match: { path: "^/api/v1/pods" }, count: 1 },
    ]);
    await fresh(one.cache);
    await equal(one);
  });

  it("of a hung API server is named unreachable while another goes on, and catches up when it answers again", async () => {
    const [hung, healthy] = await Promise.all([followRoom("through the proxy"), followRoom("directly")]);
    await Promise.all([fresh(hung.cache), fresh(healthy.cache)]);
    proxy.set([{ kind: "hang" }]);
    await createPod("while-hung");
    await until("the healthy one to see it", () => names(healthy).includes("while-hung") || null);
    const status = await until("the hung one to be named", () => {
      const now = hung.cache.status();
      return now.state === "unreachable" ? now : null;
    });
    expect(status.reason).toMatch(/did not answer within 1500 ms/);
    expect(names(hung)).not.toContain("while-hung");
    expect(healthy.cache.status().state).toBe("fresh");
    await createPod("still-hung");
    await until("the healthy one to see that too", () => names(healthy).includes("still-hung") || null);
    proxy.clear();
    await fresh(hung.cache);
    await equal(hung);
  });

  it("survives kill -9 and restart of the API server", async () => {
    const one = await followRoom("directly");
    await fresh(one.cache);
    await room.kill("kube-apiserver");
    const status = await until("the loss to show", () =>
      one.cache.status().state === "unreachable" ? one.cache.status() : null,
    );
    expect(status.reason).toMatch(/nothing listens there/);
    expect(one.cache.count("nodes")).toBe(2);
    await room.start("kube-apiserver");
    await until("the API server", () =>
      admin.get("/readyz").then(
        () => true,
        (error) => (error.kind === "protocol" ? true : null),
      ),
    );
    await createPod("after-restart");
    await fresh(one.cache);
    await equal(one);
    expect(names(one)).toContain("after-restart");
  });

  it("keeps nothing of a cluster that is not the one registered", async () => {
    const one = await followRoom("directly", { expectedUid: "11111111-2222-3333-4444-555555555555" });
    const status = await until("replaced", () =>
      one.cache.status().state === "replaced" ? one.cache.status() : null,
    );
    expect(status.reason).toMatch(/another cluster answers/);
    expect(one.changes).toEqual([]);
  });

  it("says which credentials are no longer accepted", async () => {
    const one = await follow(
      { server: room.server, caData: room.caData, token: "revoked" },
      { expectedUid: "x" },
    );
    followed.push(one);
    const status = await until("the refusal", () =>
      one.cache.status().state === "unreachable" ? one.cache.status() : null,
    );
    expect(status.reason).toMatch(/does not accept the credentials/);
  });

  it("keeps the latest events only", async () => {
    const event = (at: number) => ({
      metadata: { name: `e-${at}`, namespace },
      involvedObject: { kind: "Pod", name: "web", namespace },
      reason: "Test",
      message: `number ${at}`,
      type: "Normal",
      lastTimestamp: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
    });
    const one = await followRoom("directly", { maxEvents: 20 });
    await fresh(one.cache);
    // Backwards: what comes last is the oldest, and must go first.
    for (let at = 99; at >= 0; at--) await admin.post(collectionPath("Event", namespace), event(at));
    await createPod("after-events");
    await until("the last event", () => names(one).includes("after-events") || null);
    const kept = await until("few events", () => {
      const all = [...one.cache.all("events")]
        .filter(({ reason }) => reason === "Test")
        .map(({ message }) => message);
      return one.changes.filter(({ kind }) => kind === "events").length >= 100 ? all : null;
    });
    expect(kept.length).toBeLessThanOrEqual(25);
    for (let at = 99; at > 85; at--) expect(kept).toContain(`number ${at}`);
    expect(kept).not.toContain("number 10");
  });

  it("ends when told, also while it waits", async () => {
    proxy.set([{ kind: "hang" }]);
    const one = await follow(
      { server: proxy.url, caData: room.caData, token: room.tokens.halcyon },
      { expectedUid: "x" },
    );
    await one.stop();
    expect(one.changes).toEqual([]);
  });
});
