/**
 * spinnaker #6256: one unreachable cluster changes nothing for the others. Four real clusters, one of them reached through a
 * proxy that hangs, resets and lies.
 */
import { auditEndpoints, fleetEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { type Fault, type FaultProxy, startProxy } from "@halcyon/lab";
import { neverAbove, neverBelowReady } from "@halcyon/lab/observer";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sharedRooms } from "../../../../../test/rooms.ts";
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

const hung = "north-telecom";
let fixture: Fixture;
let proxy: FaultProxy;

beforeAll(async () => {
  const rooms = await sharedRooms();
  const behind = rooms.find((room) => room.name === hung);
  if (behind === undefined) throw new Error(`no room ${hung}`);
  proxy = await startProxy(behind, { tls: behind.serving });
  const address = { server: proxy.url, ca: behind.caData };
  fixture = await releaseFixture(rooms.map((room) => (room === behind ? { ...room, address } : room)));
});
afterEach(() => proxy?.clear());
afterAll(async () => {
  await fixture?.close();
  await proxy?.close();
});

const all = ["north-mobile", hung, "north-unicom", "south-telecom"];
const appEverywhere = (each: number): Promise<TestApp> =>
  fixture.app({ replicas: Object.fromEntries(all.map((room) => [room, each])) });

const newAt = (app: TestApp, room: string) =>
  app.observers.get(room)?.current().pods.byVersion[app.image(2)]?.instances ?? 0;

async function mark(app: TestApp, label: string) {
  await Promise.all([...app.observers.values()].map((observer) => observer.mark(label)));
}

describe("one of four clusters hangs in a step", () => {
  it("the others finish theirs, it is named everywhere, next is refused, and skip goes on to the end", async () => {
    const { developer } = fixture;
    const app = await appEverywhere(2);
    const { id } = await app.approved({ image: app.image(2), steps: 4, order: "across" });
    proxy.set([{ kind: "hang" }]);
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    const named = await until(developer, id, (release) => {
      const others = release.targets.filter((target) => target.target !== hung);
      const away = release.targets.find((target) => target.target === hung);
      return others.every((target) => target.satisfied) && away?.phase === "unreachable";
    });
    expect(named.sentence).toContain(`${hung} cannot be reached`);
    await mark(app, "others done");
    expect(all.map((room) => newAt(app, room))).toEqual([1, 0, 1, 1]);
    expect(
      await refusal(developer.call(releaseEndpoints.next, { params: { release: id }, body: {} })),
    ).toMatchObject({
      status: 409,
      code: "release_step_not_ready",
      detail: expect.stringContaining(hung),
    });

    const found = await developer.get(fleetEndpoints.search, { query: { q: `app:${app.name} kind:pod` } });
    expect(found.items.length).toBeGreaterThanOrEqual(6);
    const stale = await fixture.server.admin.get(fleetEndpoints.clusterList, { query: {} });
    expect(
      stale.items.filter((cluster) => cluster.name !== hung).every((cluster) => cluster.state === "fresh"),
    ).toBe(true);
    expect(found.clusters.map((cluster) => cluster.name).sort((a, b) => a.localeCompare(b))).toContain(hung);

    const reason = "its room has lost power";
    await developer.get(releaseEndpoints.skip, { params: { release: id }, body: { target: hung, reason } });
    await until(developer, id, atRest(1));
    await next(developer, id);
    const done = await until(developer, id, (release) => release.state === "done");
    await mark(app, "done");
    expect(all.map((room) => newAt(app, room))).toEqual([2, 0, 2, 2]);
    expect(done.skipped).toEqual([{ target: hung, reason, by: "lin" }]);
    const { items } = await fixture.server.admin.get(auditEndpoints.list, {
      query: { subject: id, verb: "release.skip" },
    });
    expect(items[0]?.detail).toMatchObject({ target: hung, reason });
  });

  it("comes back by itself, and its target catches up to the same share", async () => {
    const { developer } = fixture;
    const app = await appEverywhere(2);
    const { id } = await app.approved({ image: app.image(2), steps: 4, order: "across" });
    proxy.set([{ kind: "hang" }]);
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await until(developer, id, (release) => release.targets.some((target) => target.phase === "unreachable"));
    proxy.clear();
    await until(developer, id, atRest(1));
    await mark(app, "caught up");
    expect(all.map((room) => newAt(app, room))).toEqual([1, 1, 1, 1]);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
  });

  it("a new plan for it is refused with the reason, not left hanging", async () => {
    const app = await fixture.app({ replicas: { [hung]: 1, "north-mobile": 1 } });
    proxy.set([{ kind: "hang" }]);
    const body = { app: app.name, image: app.image(2) };
    expect(await refusal(fixture.developer.call(releaseEndpoints.create, { body }))).toMatchObject({
      status: 503,
      code: "release_target_unreachable",
      detail: expect.stringContaining(hung),
    });
  });
});

describe("a cluster that resets, truncates and answers errors during a whole release", () => {
  const faults: Fault[] = [
    { kind: "reset", count: 3, match: { watch: false } },
    { kind: "truncate", afterBytes: 0, count: 4, match: { method: "PATCH" } },
    { kind: "status", status: 409, reason: "Conflict", count: 3, match: { method: "PATCH" } },
    { kind: "status", status: 429, reason: "TooManyRequests", retryAfterSeconds: 1, count: 2 },
    { kind: "status", status: 500, reason: "InternalError", count: 3, match: { watch: false } },
    { kind: "truncate", afterBytes: 200, count: 3, match: { method: "GET", watch: false } },
    { kind: "gone", count: 1, match: { watch: true } },
  ];

  it("ends right: never above the allowance, never under the floor, a lost answer is not repeated blindly", async () => {
    const { developer } = fixture;
    const app = await fixture.app({ replicas: { [hung]: 4 } });
    const observer = app.observers.get(hung);
    if (observer === undefined) throw new Error("no observer");
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= 4; step++) {
      proxy.set(faults.map((fault) => ({ ...fault })));
      await press(developer, "next", id);
      await until(developer, id, (release) => atRest(step)(release) || release.state === "done", 90_000);
      const at = await observer.mark(`step ${step}`);
      expect(
        neverAbove(observer.history(), { version: app.image(2), limit: step, from: start, to: at }),
      ).toEqual([]);
    }
    await until(developer, id, (release) => release.state === "done");
    expect(neverBelowReady(observer.history(), { floor: 4, from: start })).toEqual([]);
    expect(observer.current().pods.byVersion[app.image(2)]).toMatchObject({ instances: 4, ready: 4 });
  });
});
