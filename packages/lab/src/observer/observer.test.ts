import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProxy } from "#proxy/proxy.ts";
import {
  deployment,
  eventually,
  podsOf,
  setImage,
  settled,
  type TestRoom,
  testRoom,
} from "#testing/index.ts";
import { describeViolation, neverAbove, neverBelowReady, neverMoreInstances } from "./assertions.ts";
import { type Observer, startObserver } from "./observer.ts";
import { countPods, isReadyInstance, type ObservedPod } from "./snapshot.ts";

let room: TestRoom;
beforeAll(async () => {
  room = await testRoom();
});
afterAll(() => room.dispose());

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const observe = (name: string, server = room.server) =>
  startObserver({
    server,
    token: room.tokens.admin,
    caData: room.caData,
    namespace: "default",
    selector: `app=${name}`,
  });

async function withObserver(name: string, work: (observer: Observer) => Promise<void>) {
  const observer = await observe(name);
  try {
    await work(observer);
  } finally {
    await observer.stop();
  }
}

const patch = (name: string, body: unknown) =>
  room.api("PATCH", `${deployments}/${name}`, body, { contentType: "application/merge-patch+json" });
/** Deletes a pod and waits for its successor. The Deployment's own status tells neither at once. */
async function replacePod(name: string, replicas: number): Promise<void> {
  const [pod] = await podsOf(room, name);
  await room.api("DELETE", `/api/v1/namespaces/default/pods/${pod?.metadata.name}`);
  await eventually(async () => {
    const pods = await podsOf(room, name);
    const gone = pods.every((one) => one.metadata.uid !== pod?.metadata.uid);
    return gone && pods.filter(isReadyInstance).length === replicas;
  }, `a successor of ${pod?.metadata.name}`);
}

test("sees a rolling update in order, revision by revision, and that it kept its bounds", () =>
  withObserver("rolling", async (observer) => {
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    await room.api(
      "POST",
      deployments,
      deployment({ name: "rolling", replicas: 3, image: "app:1", spec: { strategy } }),
    );
    await observer.until(({ pods }) => pods.ready === 3);
    const before = await observer.mark("before");
    await setImage(room, "rolling", "app:2");
    await settled(room, "rolling");
    const after = await observer.mark("after");

    const range = { from: before, to: after };
    const history = observer.history();
    const revisions = history.map((snapshot) => snapshot.rv);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
    expect(neverBelowReady(history, { floor: 3, ...range })).toEqual([]);
    expect(neverAbove(history, { version: "app:2", limit: 3, ...range })).toEqual([]);
    expect(observer.minReady(before)).toBe(3);
    expect(observer.max("app:2")).toBe(3);
    expect(observer.current().pods).toMatchObject({
      instances: 3,
      ready: 3,
      byVersion: { "app:2": { instances: 3 } },
    });
  }));

describe("planted violations are found", () => {
  test("one new instance more than allowed, for one revision", () =>
    withObserver("above", async (observer) => {
      await room.api("POST", deployments, deployment({ name: "above", replicas: 2, image: "app:1" }));
      await observer.until(({ pods }) => pods.ready === 2);
      const before = await observer.mark("before");
      await patch("above", { spec: { replicas: 3 } });
      await observer.until(({ pods }) => pods.instances === 3);
      await patch("above", { spec: { replicas: 2 } });
      // The Deployment's status may count two before the third pod's deletion is written.
      await observer.until(({ pods }) => pods.instances === 2);
      const after = await observer.mark("after");
      const violations = neverAbove(observer.history(), {
        version: "app:1",
        limit: 2,
        from: before,
        to: after,
      });
      expect(violations.length).toBeGreaterThan(0);
      expect(violations[0]).toMatchObject({ found: 3, allowed: 2 });
      expect(neverMoreInstances(observer.history(), { limit: 2, from: before })).toHaveLength(
        violations.length,
      );
      expect(describeViolation(violations[0] as (typeof violations)[0])).toMatch(
        /^instances of app:1 ≤ 2 broken at revision \d+ by 3/,
      );
      expect(neverAbove(observer.history(), { version: "app:1", limit: 2, from: after })).toEqual([]);
      expect(neverMoreInstances(observer.history(), { limit: 2, from: after })).toEqual([]);
    }));

  test("a pod deleted: Ready falls under the floor until its successor is Ready", () =>
    withObserver("below", async (observer) => {
      const labels = { "lab.halcyon.dev/ready-after": "300ms" };
      await room.api("POST", deployments, deployment({ name: "below", replicas: 2, labels }));
      await observer.until(({ pods }) => pods.ready === 2);
      const before = await observer.mark("before");
      await replacePod("below", 2);
      const after = await observer.mark("after");
      const range = { from: before, to: after };
      expect(neverBelowReady(observer.between(before, after), { floor: 2, ...range })[0]).toMatchObject({
        found: 1,
      });
      expect(neverBelowReady(observer.history(), { floor: 1, ...range })).toEqual([]);
    }));
});

describe("nothing is skipped", () => {
  test("when the API server is killed and pods change before the observer is back", async () => {
    await room.api("POST", deployments, deployment({ name: "gap", replicas: 3 }));
    await settled(room, "gap");
    const proxy = await startProxy({ server: room.server, caData: room.caData });
    const observer = await observe("gap", proxy.url);
    // The observer is cut off, and the restarted API server has forgotten the events in between: a true 410.
    proxy.set([{ kind: "reset" }]);
    const newPods = (await podsOf(room, "gap")).map((pod) => pod.metadata.uid);
    await replacePod("gap", 3);
    await replacePod("gap", 3);
    await room.kill("kube-apiserver");
    await room.start("kube-apiserver");
    await room.waitReady();
    proxy.clear();
    const mark = await observer.mark("back", { timeoutMs: 30_000 });
    const gap = observer.between(undefined, mark).filter((snapshot) => snapshot.event === "GAP");
    // Two pods went and two came, each with its steps to Ready: every one of those revisions is there.
    expect(gap.length).toBeGreaterThanOrEqual(6);
    expect(gap.filter(({ pods }) => pods.ready === 2).length).toBeGreaterThanOrEqual(2);
    expect(observer.current().pods).toMatchObject({ instances: 3, ready: 3 });
    expect(observer.pods().filter((pod) => newPods.includes(pod.metadata.uid)).length).toBeLessThan(3);
    await observer.stop();
    await proxy.close();
  });

  test("and when history is lost for good, every question fails", async () => {
    const proxy = await startProxy({ server: room.server, caData: room.caData });
    const observer = await observe("none", proxy.url);
    proxy.set([
      { kind: "gone", match: { watch: true } },
      { kind: "status", status: 410, match: { path: "resourceVersionMatch=Exact" } },
    ]);
    await room.api("POST", "/api/v1/namespaces", { metadata: { name: "anything" } });
    await eventually(() => {
      try {
        observer.history();
        return false;
      } catch (error) {
        return (error as { code?: string }).code === "observer_lost_history";
      }
    }, "the observer to fail");
    await expect(observer.until(() => false)).rejects.toMatchObject({ code: "observer_lost_history" });
    await observer.stop();
    await proxy.close();
  });
});

test("until gives up loudly, with what it saw last", () =>
  withObserver("nothing", async (observer) => {
    await expect(observer.until(() => false, { timeoutMs: 50 })).rejects.toThrow(
      /waited 50 ms for a condition; last: revision \d+/,
    );
    const aborted = AbortSignal.abort(new Error("enough"));
    await expect(observer.until(() => false, { signal: aborted })).rejects.toThrow("enough");
  }));

test("counts as the design says", () => {
  const pod = (uid: string, phase: string, ready: boolean, deletionTimestamp?: string): ObservedPod => ({
    metadata: {
      name: uid,
      namespace: "d",
      uid,
      resourceVersion: "1",
      ...(deletionTimestamp ? { deletionTimestamp } : {}),
    },
    spec: { containers: [{ name: "main", image: uid.slice(0, 1) }] },
    status: { phase, conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  });
  const pods = [
    pod("a1", "Running", true),
    pod("a2", "Running", false),
    pod("a3", "Running", true, "2026-01-01T00:00:00Z"),
    pod("b1", "Pending", false),
    pod("b2", "Failed", false),
    pod("b3", "Succeeded", true),
  ];
  expect(countPods(pods, (one) => one.spec.containers[0]?.image ?? "")).toEqual({
    byVersion: {
      a: { instances: 2, ready: 1, terminating: 1 },
      b: { instances: 1, ready: 0, terminating: 0 },
    },
    instances: 3,
    ready: 1,
    terminating: 1,
  });
});
