/** DaemonSets released on real API servers: each cluster as a whole, within what may be missing. */
import { neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedRooms } from "../../../../../test/rooms.ts";
import { atRest, type Fixture, next, releaseFixture, rollback, until } from "./testing/fixture.ts";

const rooms = ["north-mobile", "north-telecom"] as const;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await releaseFixture(await sharedRooms());
});
afterAll(() => fixture?.close());

const count = (observer: Observer | undefined, image: string) =>
  observer?.current().pods.byVersion[image] ?? { instances: 0, ready: 0 };

describe("a DaemonSet", () => {
  it.each([
    ["surges", {}],
    ["lets one be missing", { unavailable: 1 }],
  ])("that %s goes one cluster after the other, there and back", async (_how, serving) => {
    const { developer } = fixture;
    const app = await fixture.app({
      replicas: { [rooms[0]]: 1, [rooms[1]]: 1 },
      spec: { kind: "DaemonSet", ...serving },
    });
    const [first, second] = rooms.map((room) => app.observers.get(room));
    const nodes = count(first, app.image(1)).instances;
    expect(nodes).toBeGreaterThan(0);
    const start = await first?.mark("start");
    const { id, plan } = await app.approved({ image: app.image(2), steps: 1 });
    expect(plan.steps.map(({ shares }) => shares)).toMatchObject([
      { [rooms[0]]: nodes, [rooms[1]]: 0 },
      { [rooms[0]]: nodes, [rooms[1]]: count(second, app.image(1)).instances },
    ]);
    await next(developer, id);
    await first?.mark("one");
    await second?.mark("one");
    expect(count(first, app.image(2))).toMatchObject({ instances: nodes, ready: nodes });
    expect(count(second, app.image(2)).instances).toBe(0);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await first?.mark("back");
    expect(count(first, app.image(1))).toMatchObject({ instances: nodes, ready: nodes });
    expect(count(first, app.image(2)).instances).toBe(0);
    const floor = nodes - ("unavailable" in serving ? 1 : 0);
    if (first === undefined || start === undefined) throw new Error("no observer");
    expect(neverBelowReady(first.history(), { floor, from: start })).toEqual([]);
    await app.ship({ image: app.image(3), steps: 1 });
  });

  it("stays away from a cluster where it shall run no longer", async () => {
    const { developer } = fixture;
    const app = await fixture.app({
      replicas: { [rooms[0]]: 1, [rooms[1]]: 1 },
      spec: { kind: "DaemonSet" },
    });
    const version = await app.apply({ replicas: { [rooms[0]]: 1, [rooms[1]]: 0 } });
    const { id } = await app.approved({ version, steps: 1 });
    const release = await next(developer, id);
    expect(atRest(1)(release) || release.state === "done").toBe(true);
  });
});
