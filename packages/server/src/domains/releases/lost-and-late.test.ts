/**
 * What a network does to Halcyon's requests: answers that are lost after the write was carried out, writes that arrive
 * when nobody expects them any more, looks answered too late, errors of every kind. Judged by the observer, and by the
 * cluster's own audit log.
 */
import { setTimeout as wait } from "node:timers/promises";
import { fleetEndpoints, type Release, releaseEndpoints } from "@halcyon/contracts";
import { type Fault, type FaultProxy, startProxy } from "@halcyon/lab";
import {
  describeViolation,
  type Mark,
  neverAbove,
  neverBelowReady,
  type Observer,
} from "@halcyon/lab/observer";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { until as eventually } from "#platform/testing/until.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { audited } from "./testing/audit-log.ts";
import {
  atRest,
  type Fixture,
  next,
  press,
  refusal,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";
import { type LateProxy, startLateProxy } from "./testing/late-proxy.ts";

const replicas = 4;
/** Reached through `proxy`. */
const faulty = "north-telecom";
/** Reached through `late`. */
const slow = "south-telecom";
let fixture: Fixture;
let rooms: SharedRoom[];
let proxy: FaultProxy;
let late: LateProxy;
/** How much longer ago everything was for this process than for the rest of the world, ms. */
let away = 0;

beforeAll(async () => {
  rooms = await sharedRooms();
  proxy = await startProxy(roomNamed(faulty), { tls: roomNamed(faulty).serving });
  late = await startLateProxy(roomNamed(slow));
  const ways: Record<string, string> = { [faulty]: proxy.url, [slow]: late.url };
  const reached = rooms.map((room) => ({
    ...room,
    address: { server: ways[room.name] ?? room.server, ca: room.caData },
  }));
  const clock = { now: () => new Date(), monotonic: () => performance.now() + away };
  fixture = await releaseFixture(reached, { clock });
});
afterEach(() => proxy.clear());
afterAll(async () => {
  await fixture?.close();
  await Promise.all([proxy?.close(), late?.close()]);
});

const roomNamed = (name: string) => rooms.find((room) => room.name === name) as SharedRoom;
const observerAt = (app: TestApp, room: string) => app.observers.get(room) as Observer;
const count = (app: TestApp, room: string) =>
  observerAt(app, room).current().pods.byVersion[app.image(2)] ?? { instances: 0, ready: 0 };
const call = (act: "next" | "finish", id: string) =>
  fixture.developer.call(releaseEndpoints[act], { params: { release: id }, body: {} });

/** Fails with the revisions at which there were more new instances than `limit`, or fewer Ready ones than `floor`. */
function judge(
  app: TestApp,
  room: string,
  given: { limit: number; floor: number; from: Mark; to: Mark },
): void {
  const history = observerAt(app, room).history();
  const broken = [
    ...neverAbove(history, { version: app.image(2), ...given }),
    ...neverBelowReady(history, given),
  ];
  expect(broken.map(describeViolation)).toEqual([]);
}

/** An app in one room, and a release of it in steps of one that stands at `step`. */
async function released(
  room: string,
  step: number,
): Promise<{ app: TestApp; observer: Observer; id: string; start: Mark }> {
  const app = await fixture.app({ replicas: { [room]: replicas } });
  const observer = observerAt(app, room);
  const { id } = await app.approved({ image: app.image(2), steps: 1 });
  for (let at = 0; at < step; at++) await next(fixture.developer, id);
  return { app, observer, id, start: await observer.mark("start") };
}

describe("an answer that is lost after the write was carried out", () => {
  it.each([
    { what: "the Deployment", path: "deployments/[^/?]+\\?force=false&fieldManager=halcyon$", from: 0 },
    { what: "a ReplicaSet", path: "fieldManager=halcyon-release", from: 1 },
    { what: "a ReplicaSet, and then of its fence", path: "fieldManager=halcyon-(release|fence)", from: 1 },
  ])("of $what: it is not repeated blindly", async ({ path, from }) => {
    const { app, observer, id, start } = await released(faulty, from);
    const before = (await audited(roomNamed(faulty), app.name)).length;
    const match = { method: "PATCH", path: `/${app.name}/.*${path}` };
    proxy.set([{ kind: "truncate", afterBytes: 0, count: path.includes("fence") ? 2 : 1, match }]);
    await next(fixture.developer, id);
    expect(proxy.faults()).toEqual([]);
    judge(app, faulty, { limit: from + 1, floor: replicas, from: start, to: await observer.mark("end") });
    const writes = (await audited(roomNamed(faulty), app.name)).slice(before);
    const moves = writes.filter(
      ({ resource, manager }) =>
        ["deployments", "replicasets"].includes(resource) && manager !== "halcyon-fence",
    );
    // The write itself, once; and after the one in doubt nothing before the fence.
    expect(moves).toMatchObject([{ status: 200 }]);
    expect(writes[writes.indexOf(moves[0] as (typeof writes)[0]) + 1]).toMatchObject({
      manager: "halcyon-fence",
    });
  });
});

describe("requests and answers that arrive late", () => {
  it("a write under way: a hold is acknowledged only when it cannot arrive any more, and it does not", async () => {
    const { app, observer, id, start } = await released(slow, 1);
    const write = late.hold(
      ({ method, url }) => method === "PATCH" && url.includes(`/${app.name}/replicasets/`),
    );
    expect((await call("next", id)).status).toBe(202);
    await write.caught;
    const body = { reason: "to look at it" };
    const answered = fixture.developer.get(releaseEndpoints.hold, { params: { release: id }, body });
    const asked = await until(fixture.developer, id, (release) => release.state === "held");
    expect(asked.acknowledged).toBe(false);
    // Its sender learns that the connection broke; what is on its way is on its way.
    write.cut();
    const held = await until(fixture.developer, id, (release) => release.acknowledged);
    expect(held.sentence).toBe("step 2 of 4: 2 of 4 allowed, 1 ready; held by lin: to look at it.");
    await answered;
    expect(await write.deliver()).toBe(409);
    judge(app, slow, { limit: 1, floor: replicas, from: start, to: await observer.mark("delivered") });
    await fixture.developer.get(releaseEndpoints.resume, { params: { release: id }, body: {} });
    await until(fixture.developer, id, atRest(2));
    judge(app, slow, { limit: 2, floor: replicas, from: start, to: await observer.mark("end") });
    expect(count(app, slow)).toMatchObject({ instances: 2, ready: 2 });
  });

  it("a look answered after the lease has run out: nothing is written by it", async () => {
    const { app, observer, id, start } = await released(slow, 1);
    const before = (await audited(roomNamed(slow), app.name)).length;
    // The last thing a look reads: what is then decided carries resourceVersions as new as can be.
    const look = late.hold(
      ({ method, url }) => method === "GET" && url.includes(`/${app.name}/replicasets?`),
    );
    expect((await call("next", id)).status).toBe(202);
    await look.caught;
    // As for a process that stood still: the lease has run out, and its timers have not told it yet.
    away += 10_000;
    expect(await look.deliver()).toBe(200);
    await until(fixture.developer, id, atRest(2));
    judge(app, slow, { limit: 2, floor: replicas, from: start, to: await observer.mark("end") });
    // Whoever holds the release next fences before all else.
    const writes = (await audited(roomNamed(slow), app.name)).slice(before);
    expect(writes[0]).toMatchObject({ manager: "halcyon-fence" });
  });
});

describe("a cluster that answers badly all the time", () => {
  /** Numbers that look random and are the same in each run (mulberry32). */
  function seeded(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  /** One fault after the other: each waits for a request it concerns, strikes it, and leaves the next few alone. */
  function misbehave(random: () => number): { struck(): number; stop(): Promise<void> } {
    const kinds: readonly (() => Fault)[] = [
      () => ({ kind: "reset" }),
      () => ({ kind: "truncate", afterBytes: Math.floor(random() * 300) }),
      () => ({ kind: "truncate", afterBytes: 0, match: { method: "PATCH" } }),
      () => ({ kind: "status", status: 429, retryAfterSeconds: 1 }),
      () => ({ kind: "status", status: 500 }),
      () => ({ kind: "status", status: 409, match: { method: "PATCH" } }),
      () => ({ kind: "delay", ms: 50, jitterMs: 50 }),
    ];
    const stopping = new AbortController();
    let struck = 0;
    const running = (async () => {
      while (!stopping.signal.aborted) {
        const fault = (kinds[Math.floor(random() * kinds.length)] as () => Fault)();
        proxy.set([{ ...fault, count: 1, match: { watch: false, path: "/namespaces/", ...fault.match } }]);
        while (proxy.faults().length > 0 && !stopping.signal.aborted)
          await wait(10, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (proxy.faults().length === 0) struck += 1;
        proxy.clear();
        await wait(random() * 200, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    })();
    return {
      struck: () => struck,
      async stop() {
        stopping.abort();
        await running;
      },
    };
  }

  it.each([1, 2])("forward, back and to the end: it ends right all the same (seed %i)", async (seed) => {
    const { app, observer, id, start } = await released(faulty, 0);
    const chaos = misbehave(seeded(seed));
    try {
      let from = start;
      for (let step = 1; step <= 3; step++) {
        await press(fixture.developer, "next", id);
        await until(fixture.developer, id, atRest(step), 90_000);
        const to = await observer.mark(`step ${step}`);
        judge(app, faulty, { limit: step, floor: replicas, from, to });
        expect(count(app, faulty)).toMatchObject({ instances: step, ready: step });
        from = to;
      }
      await rollback(fixture.developer, id, "stepwise");
      await until(fixture.developer, id, atRest(2), 90_000);
      judge(app, faulty, { limit: 3, floor: replicas, from, to: await observer.mark("back") });
      expect(count(app, faulty)).toMatchObject({ instances: 2 });
      await press(fixture.developer, "finish", id);
      await until(fixture.developer, id, (release) => release.state === "rolled-back", 90_000);
    } finally {
      await chaos.stop();
    }
    judge(app, faulty, { limit: 3, floor: replicas, from: start, to: await observer.mark("end") });
    expect(count(app, faulty)).toMatchObject({ instances: 0 });
    expect(chaos.struck()).toBeGreaterThan(10);
  });
});

describe("a cluster that hangs in a later step", () => {
  it("keeps what it has; what is known of it is shown; others, and other apps, are not held up", async () => {
    const { developer } = fixture;
    const others = rooms.map((room) => room.name).filter((name) => name !== faulty);
    const app = await fixture.app({ replicas: Object.fromEntries(rooms.map((room) => [room.name, 3])) });
    const { id } = await app.approved({ image: app.image(2), steps: [4, 4, 4], order: "across" });
    await next(developer, id);
    const starts = new Map<string, Mark>();
    for (const [room, observer] of app.observers) starts.set(room, await observer.mark("step 1"));

    proxy.set([{ kind: "hang" }]);
    expect((await call("next", id)).status).toBe(202);
    const satisfied = (release: Release, name: string) =>
      release.targets.some((one) => one.target === name && one.satisfied);
    const stuck = await until(
      developer,
      id,
      (release) =>
        release.targets.some((one) => one.target === faulty && one.phase === "unreachable") &&
        others.every((name) => satisfied(release, name)),
    );
    expect(stuck.sentence).toBe(
      `step 2 of 3: 8 of 12 allowed, 7 ready; ${faulty} cannot be reached; wait, or skip.`,
    );
    const shown = await eventually("the hung cluster to be named, and only that", async () => {
      const answer = await developer.get(fleetEndpoints.podList, { query: { q: `app:${app.name}` } });
      const wrong = answer.clusters.filter(
        ({ name, state }) => state !== (name === faulty ? "unreachable" : "fresh"),
      );
      if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
      return answer;
    });
    expect(shown.items.filter((one) => one.cluster === faulty).length).toBeGreaterThan(0);
    const other = await fixture.app({ replicas: { "north-mobile": 1 } });
    expect((await other.ship({ image: other.image(2) })).state).toBe("done");

    const refused = await refusal(call("finish", id));
    expect(refused).toMatchObject({ status: 409, code: "release_step_not_ready" });
    expect(refused.detail).toContain(faulty);
    const body = { target: faulty, reason: "its uplink is down" };
    await developer.get(releaseEndpoints.skip, { params: { release: id }, body });
    const skipped = await until(developer, id, atRest(2));
    expect(skipped.sentence).toBe("step 2 of 3: 7 of 12 allowed, 7 ready; waiting for you.");
    for (const room of others) {
      const to = await observerAt(app, room).mark("skipped");
      judge(app, room, { limit: 2, floor: 3, from: starts.get(room) as Mark, to });
    }
    await next(developer, id);

    // It comes back after the end, and nothing moves there.
    proxy.clear();
    await eventually("the cluster to be back", async () => {
      const { items } = await developer.get(fleetEndpoints.clusterList, { query: {} });
      return items.every((one) => one.state === "fresh");
    });
    for (const [room, observer] of app.observers) {
      const limit = room === faulty ? 1 : 3;
      judge(app, room, { limit, floor: 3, from: starts.get(room) as Mark, to: await observer.mark("end") });
      expect(count(app, room)).toMatchObject({ instances: limit, ready: limit });
    }
  });
});
