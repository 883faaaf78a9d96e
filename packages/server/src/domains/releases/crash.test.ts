/** Halcyon's processes and its database die, hang and come back inside a step. Judged by the observer. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { describeViolation, neverAbove, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "#platform/database/embedded.ts";
import { generateKey } from "#platform/secrets.ts";
import { silentLog } from "#platform/testing/database.ts";
import { until as eventually } from "#platform/testing/until.ts";
import { rolesOf } from "#src/roles.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  type FixtureRoom,
  next,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";
import { gated, openGate } from "./testing/gated-pods.ts";
import { type LateProxy, startLateProxy } from "./testing/late-proxy.ts";
import { type HalcyonProcess, startHalcyon } from "./testing/process.ts";

const replicas = 4;
const secretKey = generateKey();

/** Serves the API to the tests and drives nothing: that is left to processes which can be killed. */
let fixture: Fixture;
let rooms: SharedRoom[];
/** The way all processes reach south-telecom. */
let late: LateProxy;
let halcyon: HalcyonProcess;
const processes: HalcyonProcess[] = [];

async function another(): Promise<HalcyonProcess> {
  const started = await startHalcyon({ databaseUrl: fixture.server.databaseUrl, secretKey });
  processes.push(started);
  return started;
}

beforeAll(async () => {
  rooms = await sharedRooms();
  const behind = roomNamed("south-telecom");
  late = await startLateProxy(behind);
  const reached = rooms.map((room): FixtureRoom => {
    return room === behind ? { ...room, address: { server: late.url, ca: room.caData } } : room;
  });
  fixture = await releaseFixture(reached, { config: { roles: rolesOf("api"), secretKeys: [secretKey] } });
  halcyon = await another();
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await fixture?.close();
  await late?.close();
});

const roomNamed = (name: string) => rooms.find((room) => room.name === name) as SharedRoom;
const observerOf = (app: TestApp) => [...app.observers.values()][0] as Observer;
const of = (observer: Observer, image: string) =>
  observer.current().pods.byVersion[image] ?? { instances: 0, ready: 0 };
const violations = (found: ReturnType<typeof neverAbove>) => found.map(describeViolation);
const show = (id: string) => fixture.developer.get(releaseEndpoints.get, { params: { release: id } });
const go = (act: "next" | "finish", id: string) =>
  fixture.developer.get(releaseEndpoints[act], { params: { release: id }, body: {} });
const hold = (id: string) =>
  fixture.developer.get(releaseEndpoints.hold, {
    params: { release: id },
    body: { reason: "to look at it" },
  });

async function asked(id: string, kind: string): Promise<number> {
  const { items } = await fixture.developer.get(releaseEndpoints.timeline, {
    params: { release: id },
    query: { limit: 500 },
  });
  return items.filter((entry) => entry.kind === kind).length;
}

describe("kill -9 of Halcyon inside a step", () => {
  it("goes on by itself, to the same allowance, from whatever moment it died at", async () => {
    const app = (room: string, labels = {}) => fixture.app({ replicas: { [room]: replicas }, labels });
    const backGate = openGate(roomNamed("south-telecom"), "back");
    const [accepted, unready, finishing, back] = await Promise.all([
      app("north-mobile"),
      app("north-telecom"),
      app("north-unicom"),
      fixture.app({ name: "back", replicas: { "south-telecom": replicas }, labels: gated }),
    ]);
    await backGate.close();
    const all = [accepted, unready, finishing, back];
    const gatedVersion = (one: TestApp) => one.apply({ image: one.image(2), pod: { labels: gated } });
    const plans = await Promise.all([
      accepted.approved({ image: accepted.image(2), steps: 1 }),
      unready.approved({ version: await gatedVersion(unready), steps: [2, 2] }),
      finishing.approved({ version: await gatedVersion(finishing), steps: [1, 3] }),
      back.approved({
        version: await back.apply({ image: back.image(2), pod: { labels: {} } }),
        steps: [1, 2, 1],
      }),
    ]);
    const [a, u, f, b] = plans.map((plan) => plan.id) as [string, string, string, string];
    const firstOf = async () => {
      const gate = openGate(roomNamed("north-unicom"), finishing.name);
      await next(fixture.developer, f);
      await gate.close();
    };
    const twoOf = async () => {
      await next(fixture.developer, b);
      await next(fixture.developer, b);
    };
    await Promise.all([firstOf(), twoOf()]);

    const starts = await Promise.all(all.map((one) => observerOf(one).mark("start")));
    await Promise.all([go("next", u), go("finish", f), rollback(fixture.developer, b, "stepwise")]);
    await Promise.all([
      // Pods of a step are there and not Ready.
      observerOf(unready).until(() => of(observerOf(unready), unready.image(2)).instances > 0),
      // The rest is being released.
      observerOf(finishing).until(() => of(observerOf(finishing), finishing.image(2)).instances > 1),
      // The old version comes back and is not Ready, so the rest of the new one has to stay.
      observerOf(back).until(() => of(observerOf(back), back.image(1)).instances === replicas),
    ]);
    await go("next", a);
    await halcyon.kill();
    for (const id of [u, f, b]) expect(await show(id)).toMatchObject({ state: "running", stepReady: false });

    halcyon = await another();
    const gates = all.map((one) => openGate(roomNamed([...one.observers.keys()][0] as string), one.name));
    await Promise.all([
      until(fixture.developer, a, atRest(1)),
      until(fixture.developer, u, atRest(1)),
      until(fixture.developer, f, (release) => release.state === "done"),
      until(fixture.developer, b, atRest(1)),
    ]);
    await Promise.all(gates.map((gate) => gate.close()));
    const limits = [1, 2, replicas, 3];
    const reached = [1, 2, replicas, 1];
    for (const [index, one] of all.entries()) {
      const observer = observerOf(one);
      const range = { from: starts[index] as (typeof starts)[0], to: await observer.mark("end") };
      const limit = limits[index] as number;
      expect(violations(neverAbove(observer.history(), { version: one.image(2), limit, ...range }))).toEqual(
        [],
      );
      expect(violations(neverBelowReady(observer.history(), { floor: replicas, ...range }))).toEqual([]);
      expect(of(observer, one.image(2))).toMatchObject({ instances: reached[index], ready: reached[index] });
    }
    expect([await asked(a, "next"), await asked(u, "next"), await asked(b, "rollback")]).toEqual([1, 1, 1]);
  });
});

describe("two Halcyons on one database", () => {
  /** An app in the room behind the proxy, one of four released by `halcyon`. */
  async function oneReleased(): Promise<{ app: TestApp; observer: Observer; id: string }> {
    const app = await fixture.app({ replicas: { "south-telecom": replicas } });
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(fixture.developer, id);
    return { app, observer: observerOf(app), id };
  }

  it("one hangs between its look and its write and wakes up later: it writes nothing any more", async () => {
    const { app, observer, id } = await oneReleased();
    const start = await observer.mark("start");
    const second = await another();
    // The last thing a look reads: what it then decides by carries resourceVersions as new as can be.
    const look = late.hold(
      ({ method, url }) => method === "GET" && url.includes(`/namespaces/${app.name}/replicasets?`),
    );
    await go("next", id);
    await look.caught;
    halcyon.freeze();
    // The second takes over, does the step, and a person takes it back.
    await until(fixture.developer, id, atRest(2));
    await rollback(fixture.developer, id, "stepwise");
    await until(fixture.developer, id, atRest(1));
    const back = await observer.mark("back");
    // What the first now gets to see is true, fresh, and asks it to do step 2.
    expect(await look.deliver()).toBe(200);
    halcyon.thaw();
    await halcyon.client(fixture.developer.token).get(releaseEndpoints.get, { params: { release: id } });
    await hold(id);
    await fixture.developer.get(releaseEndpoints.resume, { params: { release: id }, body: {} });
    await until(fixture.developer, id, atRest(1));
    const end = await observer.mark("end");
    const version = app.image(2);
    expect(violations(neverAbove(observer.history(), { version, limit: 1, from: back, to: end }))).toEqual(
      [],
    );
    expect(violations(neverAbove(observer.history(), { version, limit: 2, from: start, to: end }))).toEqual(
      [],
    );
    expect(violations(neverBelowReady(observer.history(), { floor: replicas, from: start }))).toEqual([]);
    await halcyon.kill();
    halcyon = second;
  });

  it("one dies with a write on its way: the other's fence refuses it, and only then is a hold acknowledged", async () => {
    const { app, observer, id } = await oneReleased();
    const start = await observer.mark("start");
    const second = await another();
    const write = late.hold(
      ({ method, url }) =>
        method === "PATCH" && url.includes(`/${app.name}/replicasets/`) && !url.includes("halcyon-fence"),
    );
    await go("next", id);
    await write.caught;
    await halcyon.kill();
    await hold(id);
    const held = await until(fixture.developer, id, (release) => release.acknowledged);
    expect(held.state).toBe("held");
    const acknowledged = await observer.mark("acknowledged");
    expect(await write.deliver()).toBe(409);
    await fixture.developer.get(releaseEndpoints.resume, { params: { release: id }, body: {} });
    const version = app.image(2);
    const resumed = await observer.mark("resumed");
    expect(
      violations(neverAbove(observer.history(), { version, limit: 1, from: acknowledged, to: resumed })),
    ).toEqual([]);
    await until(fixture.developer, id, atRest(2));
    const end = await observer.mark("end");
    expect(violations(neverAbove(observer.history(), { version, limit: 2, from: start, to: end }))).toEqual(
      [],
    );
    expect(violations(neverBelowReady(observer.history(), { floor: replicas, from: start }))).toEqual([]);
    halcyon = second;
  });
});

describe("PostgreSQL", () => {
  it("is killed inside a step and inside a finish: the release goes on when it is back", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "halcyon-crash-"));
    // As in production: what was committed before the kill is there after it.
    const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
    const own = await releaseFixture(rooms, { config: { databaseUrl: postgres.url } });
    try {
      const app = await own.app({ replicas: { "north-mobile": replicas } });
      const observer = observerOf(app);
      const start = await observer.mark("start");
      const version = await app.apply({ image: app.image(2), pod: { labels: gated } });
      const { id } = await app.approved({ version, steps: 2 });
      const params = { release: id };
      // Its watch breaks with the database, so it is asked again and again.
      const seen = (what: string, wanted: (release: Release) => boolean) =>
        eventually(
          what,
          async () => {
            const release = await own.developer.get(releaseEndpoints.get, { params });
            if (!wanted(release)) throw new Error(`${release.state}; ${release.sentence}`);
            return true;
          },
          60_000,
        );
      const instances = (count: number) => () => of(observer, app.image(2)).instances >= count;
      const killIt = async () => process.kill(await postgres.pid(), "SIGKILL");

      await own.developer.get(releaseEndpoints.next, { params, body: {} });
      await observer.until(instances(1));
      await killIt();
      const gate = openGate(roomNamed("north-mobile"), app.name);
      await seen("step 1", atRest(1));
      await gate.close();
      const step = await observer.mark("step 1");
      expect(of(observer, app.image(2))).toMatchObject({ instances: 2, ready: 2 });
      expect(
        violations(
          neverAbove(observer.history(), { version: app.image(2), limit: 2, from: start, to: step }),
        ),
      ).toEqual([]);

      await own.developer.get(releaseEndpoints.finish, { params, body: {} });
      await observer.until(instances(3));
      await killIt();
      const last = openGate(roomNamed("north-mobile"), app.name);
      await seen("the end", (release) => release.state === "done");
      await last.close();
      await observer.mark("end");
      expect(of(observer, app.image(2))).toMatchObject({ instances: replicas, ready: replicas });
      expect(violations(neverBelowReady(observer.history(), { floor: replicas, from: start }))).toEqual([]);
    } finally {
      await own.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
