/**
 * Failure modes of others, by name. Elsewhere: argo-rollouts #1713 in steps.test.ts and spread.test.ts; kubevela #6272 and
 * kruise-rollouts #330 in foreign.test.ts; Octopus #5666 and argo-cd #10439 in approval.test.ts; Kingfisher's pacing in
 * memory in crash.test.ts; its stop rule by equality in simulation/simulation.test.ts, where states are skipped and
 * repeated.
 */
import { releaseEndpoints } from "@halcyon/contracts";
import { describeViolation, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { type Fixture, next, refusal, releaseFixture, rollback, until } from "./testing/fixture.ts";
import { type Stranger, strangerIn } from "./testing/stranger.ts";

let rooms: SharedRoom[];
let fixture: Fixture;
const hands: Stranger[] = [];
beforeAll(async () => {
  rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
});
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await fixture?.close();
});

function stranger(room: SharedRoom, app: string): Stranger {
  const hand = strangerIn(room, app);
  hands.push(hand);
  return hand;
}
const params = (release: string) => ({ params: { release } });

describe.concurrent("failure modes of others", () => {
  it("argo-rollouts #1292: an abort with nothing in progress scales nothing", async () => {
    const room = rooms[0] as SharedRoom;
    const app = await fixture.app({ replicas: { [room.name]: 2 } });
    const observer = app.observers.get(room.name) as Observer;
    const hand = stranger(room, app.name);
    const before = (await hand.deployment())?.metadata;
    const start = await observer.mark("start");
    for (const mode of ["keep", "back"] as const) {
      const { id } = await app.approved({ image: app.image(2) });
      const body = { mode, reason: "not today" };
      expect(await fixture.developer.get(releaseEndpoints.abort, { ...params(id), body })).toMatchObject({
        state: "cancelled",
      });
      const again = fixture.developer.call(releaseEndpoints.abort, { ...params(id), body });
      expect(await refusal(again)).toMatchObject({ status: 409, code: "release_wrong_state" });
    }
    const { items } = await fixture.developer.get(releaseEndpoints.list, {
      query: { app: app.name, state: "done" },
    });
    const over = { ...params(items[0]?.id ?? ""), body: { mode: "back" as const, reason: "x" } };
    expect(await refusal(fixture.developer.call(releaseEndpoints.abort, over))).toMatchObject({
      code: "release_wrong_state",
    });
    await observer.mark("end");
    expect((await hand.deployment())?.metadata.generation).toBe(before?.generation);
    expect(observer.between(start)).toHaveLength(1);
  });

  it("argo-rollouts #3941, #2939: an express way back serves from Ready pods only, and walks no steps", async () => {
    const room = rooms[1] as SharedRoom;
    const labels = { "lab.halcyon.dev/ready-after": "1s" };
    const app = await fixture.app({ replicas: { [room.name]: 4 }, labels });
    const observer = app.observers.get(room.name) as Observer;
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= 3; step++) await next(fixture.developer, id);
    const turn = await observer.mark("turn");
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await observer.mark("back");
    expect(neverBelowReady(observer.history(), { floor: 4, from: turn }).map(describeViolation)).toEqual([]);
    const counts = observer.between(turn).map(({ pods }) => pods.byVersion[app.image(2)]?.instances ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    const { items } = await fixture.developer.get(releaseEndpoints.timeline, { ...params(id), query: {} });
    const after = items.slice(items.findIndex((entry) => entry.kind === "rollback"));
    expect(after.map((entry) => entry.kind).filter((kind) => ["step-ready", "next"].includes(kind))).toEqual(
      [],
    );
  });

  it("Kingfisher's maxUnavailable, OpenKruise's Recreate: nothing may be unavailable at a gate, the spec's own way is back at the end", async () => {
    const room = rooms[2] as SharedRoom;
    const app = await fixture.app({
      replicas: { [room.name]: 4 },
      spec: { unavailable: "50%", strategy: { maxSurge: 2, maxUnavailable: "50%" } },
    });
    const hand = stranger(room, app.name);
    const own = (await hand.deployment())?.spec.strategy;
    const { id } = await app.approved({ image: app.image(2), steps: 2 });
    await next(fixture.developer, id);
    expect((await hand.deployment())?.spec.strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    await next(fixture.developer, id);
    await until(fixture.developer, id, (release) => release.state === "done");
    expect((await hand.deployment())?.spec.strategy).toEqual(own);
    expect(own?.rollingUpdate).toEqual({ maxSurge: 2, maxUnavailable: "50%" });
  });

  it("argo-cd #19535, #19771: a target with nothing to do neither stops the others nor lets them go all at once", async () => {
    const [done, left] = [rooms[3] as SharedRoom, rooms[0] as SharedRoom];
    const app = await fixture.app({ replicas: { [done.name]: 1, [left.name]: 2 } });
    const first = await app.approved({ image: app.image(2) });
    await fixture.developer.get(releaseEndpoints.next, { ...params(first.id), body: {} });
    const body = { target: left.name, reason: "later" };
    await fixture.developer.get(releaseEndpoints.skip, { ...params(first.id), body });
    await until(fixture.developer, first.id, (release) => release.stepReady || release.state === "done");
    await fixture.developer.call(releaseEndpoints.finish, { ...params(first.id), body: {} });
    await until(fixture.developer, first.id, (release) => release.state === "done");
    const second = await app.approved({ version: first.toVersion, steps: 1, order: "across" });
    const seen: number[] = [];
    for (let at = await next(fixture.developer, second.id); ; at = await next(fixture.developer, second.id)) {
      const observer = app.observers.get(left.name) as Observer;
      await observer.mark("step");
      seen.push(observer.current().pods.byVersion[app.image(2)]?.instances ?? 0);
      if (at.state === "done" || at.position === at.steps) break;
    }
    await until(fixture.developer, second.id, (release) => release.state === "done");
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).toContain(1);
    expect(seen.at(-1)).toBe(2);
  });
});
