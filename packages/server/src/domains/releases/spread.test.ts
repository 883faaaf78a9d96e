/** One release over several real clusters: total steps, uneven targets, pods that do not behave. Judged by the observer. */
import { releaseEndpoints } from "@halcyon/contracts";
import { neverAbove, neverBelowReady } from "@halcyon/lab/observer";
import { type TestRoom, testRoom } from "@halcyon/lab/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  next,
  refusal,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";

let fixture: Fixture;
let rooms: SharedRoom[];
const own: TestRoom[] = [];

beforeAll(async () => {
  rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
});
afterAll(async () => {
  await fixture?.close();
});

/** New instances over all observed rooms, now. */
const newNow = (app: TestApp, tag: number) =>
  [...app.observers.values()].reduce(
    (sum, one) => sum + (one.current().pods.byVersion[app.image(tag)]?.instances ?? 0),
    0,
  );

const mark = (app: TestApp, label: string) =>
  Promise.all([...app.observers.values()].map((one) => one.mark(label)));

describe("karmada #3054: ten clusters of one replica", () => {
  let ten: Fixture;
  beforeAll(async () => {
    const more = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        testRoom({ name: `small-${index}`, index: 6 + index, nodes: 2 }),
      ),
    );
    own.push(...more);
    ten = await releaseFixture([...rooms, ...more]);
  });
  afterAll(async () => {
    await ten?.close();
    await Promise.all(own.map((room) => room.dispose()));
  });

  it("are released as [1,2,2,2,3], each step its size over all clusters together", async () => {
    const names = ten.rooms.map((room) => room.name);
    const app = await ten.app({ replicas: Object.fromEntries(names.map((name) => [name, 1])) });
    const { id, plan } = await app.approved({ image: app.image(2), steps: [1, 2, 2, 2, 3], order: "across" });
    expect(plan.steps.map((step) => step.size)).toEqual([1, 2, 2, 2, 3]);
    for (const [index, allowed] of [1, 3, 5, 7, 10].entries()) {
      const release = await next(ten.developer, id);
      await mark(app, `step ${index + 1}`);
      expect(newNow(app, 2)).toBe(allowed);
      expect(release.instances.newReady).toBe(allowed);
    }
    for (const observer of app.observers.values())
      expect(neverBelowReady(observer.history(), { floor: 1, from: first(observer) })).toEqual([]);
  });
});

/** A mark at the first moment the first version served. */
function first(observer: { history(): { rv: number; at: number; pods: { ready: number } }[] }) {
  const served = observer.history().find((snapshot) => snapshot.pods.ready > 0);
  return { label: "served", rv: served?.rv ?? 0, at: served?.at ?? 0 };
}

describe("targets of any size", () => {
  it("are stepped in proportion, with a target of none and more steps than replicas", async () => {
    const app = await fixture.app({
      replicas: { "north-mobile": 4, "north-telecom": 1, "north-unicom": 2, "south-telecom": 0 },
    });
    const { id, plan } = await app.approved({
      image: app.image(2),
      steps: ["5%", "10%", "50%", "100%"],
      order: "across",
    });
    // argo-rollouts #1713: a percentage of few replicas that would release nothing is no step.
    expect(plan.steps.map((step) => step.cumulative)).toEqual([1, 4, 7]);
    for (const step of plan.steps) {
      await next(fixture.developer, id);
      await mark(app, `at ${step.cumulative}`);
      expect(newNow(app, 2)).toBe(step.cumulative);
    }
    const done = await until(fixture.developer, id, (release) => release.state === "done");
    expect(done.targets.every((target) => target.satisfied)).toBe(true);
    const { items } = await fixture.developer.get(releaseEndpoints.instances, {
      params: { release: id },
      query: {},
    });
    expect(items).toHaveLength(7);
  });

  it("go room after room when asked", async () => {
    const app = await fixture.app({ replicas: { "north-mobile": 2, "south-telecom": 2 } });
    const { id } = await app.approved({ image: app.image(2), steps: 2, order: "rooms" });
    await next(fixture.developer, id);
    await mark(app, "first room");
    const at = (room: string) =>
      app.observers.get(room)?.current().pods.byVersion[app.image(2)]?.instances ?? 0;
    expect([at("north-mobile"), at("south-telecom")]).toEqual([2, 0]);
    await next(fixture.developer, id);
    expect((await until(fixture.developer, id, (release) => release.state === "done")).instances.new).toBe(4);
  });
});

describe("pods that do not behave", () => {
  it("never Ready: the step waits and says why, the old ones serve on, and the way back is open", async () => {
    const app = await fixture.app({ replicas: { "north-mobile": 3 } });
    const observer = app.observers.get("north-mobile");
    if (observer === undefined) throw new Error("no observer");
    const start = await observer.mark("start");
    const version = await app.apply({
      image: app.image(2),
      pod: { labels: { "lab.halcyon.dev/ready": "never" } },
    });
    const { id } = await app.approved({ version, steps: 1, stepTimeLimitSeconds: 5 });
    await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    const late = await until(fixture.developer, id, (release) =>
      release.targets.some((target) => target.explain.length > 0),
    );
    expect(late.sentence).toMatch(
      /step 1 of 3: 1 of 3 allowed, 0 ready; north-mobile: 1 of 1 new instances is not Ready\./,
    );
    expect(late.targets[0]?.explain.join("\n")).toContain("pod ");
    const refused = await refusal(
      fixture.developer.call(releaseEndpoints.next, { params: { release: id }, body: {} }),
    );
    expect(refused).toMatchObject({ status: 409, code: "release_step_not_ready" });
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await observer.mark("end");
    expect(neverBelowReady(observer.history(), { floor: 3, from: start })).toEqual([]);
    expect(observer.max(app.image(2), start)).toBe(1);
  });

  it("flapping: never more than allowed, and the old ones keep the floor", async () => {
    const app = await fixture.app({ replicas: { "north-telecom": 3 } });
    const observer = app.observers.get("north-telecom");
    if (observer === undefined) throw new Error("no observer");
    const start = await observer.mark("start");
    const labels = { "lab.halcyon.dev/ready": "flapping", "lab.halcyon.dev/flap-every": "1s" };
    const version = await app.apply({ image: app.image(2), pod: { labels } });
    const { id } = await app.approved({ version, steps: 1 });
    await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await until(fixture.developer, id, atRest(1));
    await until(fixture.developer, id, (release) => !release.stepReady);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    const end = await observer.mark("end");
    expect(neverAbove(observer.history(), { version: app.image(2), limit: 1, from: start, to: end })).toEqual(
      [],
    );
    expect(observer.current().pods.byVersion[app.image(1)]).toMatchObject({ ready: 3 });
  });

  it("slow to become Ready and slow to end: a step waits for them", async () => {
    const app = await fixture.app({
      replicas: { "north-unicom": 2 },
      labels: { "lab.halcyon.dev/ready-after": "2s", "lab.halcyon.dev/terminate-after": "2s" },
    });
    const observer = app.observers.get("north-unicom");
    if (observer === undefined) throw new Error("no observer");
    const start = await observer.mark("start");
    const done = await app.ship({ image: app.image(2), steps: 1 });
    await observer.mark("end");
    expect(done.instances.newReady).toBe(2);
    expect(neverBelowReady(observer.history(), { floor: 2, from: start })).toEqual([]);
  });

  it("a quota that denies the surge pod: it stands still, says so, and the old ones are untouched", async () => {
    const app = await fixture.app({ replicas: { "south-telecom": 2 } });
    const observer = app.observers.get("south-telecom");
    if (observer === undefined) throw new Error("no observer");
    const room = rooms.find((one) => one.name === "south-telecom");
    if (room === undefined) throw new Error("no room");
    const { createKubeClient } = await import("#kube/client.ts");
    const admin = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "pods" },
      spec: { hard: { pods: "2" } },
    };
    await admin.post(`/api/v1/namespaces/${app.name}/resourcequotas`, quota);
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    const stuck = await until(fixture.developer, id, (release) => /exceeded quota/.test(release.sentence));
    expect(stuck.instances).toMatchObject({ newReady: 0, oldReady: 2 });
    await admin.delete(`/api/v1/namespaces/${app.name}/resourcequotas/pods`);
    await until(fixture.developer, id, atRest(1), 90_000);
    expect(neverBelowReady(observer.history(), { floor: 2, from: start })).toEqual([]);
    await admin.close();
  });
});
