/**
 * Others decide how many instances there are: an autoscaler, a person, the spec. The allowance becomes its share of the
 * new number, rounded up; Halcyon's own acts keep the floor; and the number stays theirs.
 */
import { releaseEndpoints } from "@halcyon/contracts";
import { describeViolation, type Mark, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  type AppOptions,
  atRest,
  type Fixture,
  forwardAgain,
  next,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";
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

interface Case {
  readonly app: TestApp;
  readonly observer: Observer;
  readonly hand: Stranger;
}

/** Whoever takes its turn: cases run side by side, one room each. */
let turn = 0;
async function appOf(replicas: number, options: Omit<AppOptions, "replicas"> = {}): Promise<Case> {
  const room = rooms[turn++ % rooms.length] as SharedRoom;
  const app = await fixture.app({ replicas: { [room.name]: replicas }, ...options });
  const hand = strangerIn(room, app.name);
  hands.push(hand);
  return { app, hand, observer: app.observers.get(room.name) as Observer };
}

const params = (release: string) => ({ params: { release } });
const finish = (release: string) =>
  fixture.developer.get(releaseEndpoints.finish, { ...params(release), body: {} });
const slow = { "lab.halcyon.dev/ready-after": "2s" };
/** The release stands at its step with this many instances altogether. */
const restingOf = (position: number, total: number) => (release: Parameters<ReturnType<typeof atRest>>[0]) =>
  atRest(position)(release) && release.instances.total === total;

function counts({ app, observer }: Case) {
  const { byVersion } = observer.current().pods;
  return [byVersion[app.image(1)]?.ready ?? 0, byVersion[app.image(2)]?.ready ?? 0];
}

function servedBelow({ observer }: Case, floor: number, from: Mark) {
  return neverBelowReady(observer.history(), { floor, from }).map(describeViolation);
}

/** Goes to step `step` of an approved release of image 2, one instance a step. */
async function atStep(one: Case, step: number): Promise<{ id: string; start: Mark }> {
  const start = await one.observer.mark("start");
  const { id } = await one.app.approved({ image: one.app.image(2), steps: 1 });
  for (let done = 1; done <= step; done++) await next(fixture.developer, id);
  return { id, start };
}

/** Releases all and looks that the number is still `replicas`. */
async function finished(one: Case, id: string, replicas: number): Promise<void> {
  await finish(id);
  await until(fixture.developer, id, (release) => release.state === "done");
  await one.observer.mark("done");
  expect(counts(one)).toEqual([0, replicas]);
  expect((await one.hand.deployment())?.spec.replicas).toBe(replicas);
}

describe.concurrent("somebody scales while a release is under way", () => {
  it("up at a gate: the allowance is its share of the new number, rounded up", async () => {
    const one = await appOf(4);
    const { id, start } = await atStep(one, 1);
    await one.hand.scale(7);
    const release = await until(fixture.developer, id, restingOf(1, 7));
    await one.observer.mark("resting");
    expect(counts(one)).toEqual([6, 2]);
    expect(release.sentence).toContain("step 1 of 4: 2 of 7 allowed, 2 ready; waiting for you.");
    await next(fixture.developer, id);
    await one.observer.mark("step 2");
    expect(counts(one)).toEqual([4, 4]);
    await finished(one, id, 7);
    expect(servedBelow(one, 4, start)).toEqual([]);
  });

  it("down at a gate", async () => {
    const one = await appOf(6);
    const { id, start } = await atStep(one, 2);
    await one.hand.scale(3);
    await until(fixture.developer, id, restingOf(2, 3));
    await one.observer.mark("resting");
    expect(counts(one)).toEqual([3, 1]);
    await finished(one, id, 3);
    expect(servedBelow(one, 3, start)).toEqual([]);
  });

  it("the autoscaler, up and down inside a step", async () => {
    const one = await appOf(4, { labels: slow });
    const { id, start } = await atStep(one, 0);
    await fixture.developer.get(releaseEndpoints.next, { ...params(id), body: {} });
    await one.observer.until(({ pods }) => pods.byVersion[one.app.image(2)]?.instances === 1);
    await one.hand.scale(6, "kube-controller-manager");
    await until(fixture.developer, id, (release) => release.instances.total === 6);
    await one.hand.scale(5, "kube-controller-manager");
    await until(fixture.developer, id, restingOf(1, 5));
    await one.observer.mark("resting");
    expect(counts(one)).toEqual([4, 2]);
    await finished(one, id, 5);
    expect(servedBelow(one, 4, start)).toEqual([]);
  });

  it("just before and just after the rest is released", async () => {
    const one = await appOf(3, { labels: slow });
    const { id, start } = await atStep(one, 1);
    await one.hand.scale(5);
    await until(fixture.developer, id, restingOf(1, 5));
    await finish(id);
    await one.hand.scale(4);
    await until(fixture.developer, id, (release) => release.state === "done");
    await one.observer.mark("done");
    expect(counts(one)).toEqual([0, 4]);
    expect((await one.hand.deployment())?.spec.replicas).toBe(4);
    expect(servedBelow(one, 3, start)).toEqual([]);
  });

  it("to 0 and back", async () => {
    const one = await appOf(4);
    const { id } = await atStep(one, 2);
    await one.hand.scale(0);
    await one.observer.until(({ pods }) => pods.instances === 0);
    const none = await until(fixture.developer, id, restingOf(2, 0));
    expect(none.sentence).toContain("0 of 0 allowed, 0 ready");
    await one.hand.scale(4);
    await until(fixture.developer, id, restingOf(2, 4));
    await one.observer.mark("back");
    expect(counts(one)).toEqual([3, 2]);
    await finished(one, id, 4);
  });

  it("during a rollback, stepwise and then the rest at once", async () => {
    const one = await appOf(4, { labels: slow });
    const { id, start } = await atStep(one, 3);
    await rollback(fixture.developer, id, "stepwise");
    await one.hand.scale(6);
    await until(fixture.developer, id, restingOf(2, 6));
    await one.observer.mark("resting");
    expect(counts(one)).toEqual([4, 3]);
    await finish(id);
    await one.hand.scale(5);
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await one.observer.mark("back");
    expect(counts(one)).toEqual([5, 0]);
    expect((await one.hand.deployment())?.spec.replicas).toBe(5);
    expect(servedBelow(one, 4, start)).toEqual([]);
  });

  it("one of two targets: the steps that follow count from what is observed", async () => {
    const [first, second] = [rooms[0] as SharedRoom, rooms[1] as SharedRoom];
    const app = await fixture.app({ replicas: { [first.name]: 4, [second.name]: 2 } });
    const hand = strangerIn(first, app.name);
    hands.push(hand);
    const { id } = await app.approved({ image: app.image(2), steps: 3, order: "across" });
    await next(fixture.developer, id);
    await hand.scale(8);
    await until(fixture.developer, id, restingOf(1, 10));
    const ready = (room: SharedRoom) =>
      app.observers.get(room.name)?.current().pods.byVersion[app.image(2)]?.ready;
    await Promise.all([...app.observers.values()].map((observer) => observer.mark("step 1")));
    expect([ready(first), ready(second)]).toEqual([4, 1]);
    const done = await next(fixture.developer, id);
    expect(done.state === "done" || done.position === 2).toBe(true);
    await until(fixture.developer, id, (release) => release.state === "done");
    await Promise.all([...app.observers.values()].map((observer) => observer.mark("done")));
    expect([ready(first), ready(second)]).toEqual([8, 2]);
  });
});

describe.concurrent("a release whose spec asks for another number", () => {
  it.each([
    [3, 5],
    [5, 2],
  ])("from %i to %i: after its last step, and back with its rollback", async (from, to) => {
    const one = await appOf(from);
    const [room] = Object.keys(one.app.spec.replicas);
    const start = await one.observer.mark("start");
    const version = await one.app.apply({ image: one.app.image(2), replicas: { [room as string]: to } });
    const { id } = await one.app.approved({ version, steps: 1 });
    await next(fixture.developer, id);
    expect((await one.hand.deployment())?.spec.replicas).toBe(from);
    await finished(one, id, to);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await one.observer.mark("back");
    expect(counts(one)).toEqual([from, 0]);
    expect((await one.hand.deployment())?.spec.replicas).toBe(from);
    expect(servedBelow(one, Math.min(from, to), start)).toEqual([]);
  });

  it("leaves a number somebody has chosen since, forward and back", async () => {
    const one = await appOf(2);
    const [room] = Object.keys(one.app.spec.replicas);
    const version = await one.app.apply({ image: one.app.image(2), replicas: { [room as string]: 4 } });
    const { id } = await one.app.approved({ version, steps: 1 });
    await next(fixture.developer, id);
    await one.hand.scale(3);
    await until(fixture.developer, id, restingOf(1, 3));
    await finished(one, id, 3);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    expect((await one.hand.deployment())?.spec.replicas).toBe(3);
    // Forward again to the spec's own number, which somebody then changes: the way back leaves that.
    await one.hand.scale(2);
    await forwardAgain(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "done");
    expect((await one.hand.deployment())?.spec.replicas).toBe(4);
    await one.hand.scale(5);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    expect((await one.hand.deployment())?.spec.replicas).toBe(5);
  });

  it("a number somebody chose before, and no new one in the spec: it is warned of, and stays", async () => {
    const one = await appOf(2);
    await one.hand.scale(3);
    await one.observer.until(({ pods }) => pods.ready === 3);
    const { id, plan } = await one.app.approved({ image: one.app.image(2), steps: 1 });
    expect(plan.total).toBe(3);
    expect(plan.warnings.join()).toMatch(/runs 3 replicas, not the spec's 2: somebody scaled it/);
    await finished(one, id, 3);
  });
});

interface Autoscaler {
  readonly spec: { readonly minReplicas: number };
}

describe.concurrent("with the cluster's own autoscaler", () => {
  const path = (app: TestApp) =>
    `/apis/autoscaling/v2/namespaces/${app.name}/horizontalpodautoscalers/${app.name}`;
  const autoscaling = { min: 3, max: 8, cpu: 60 };
  const resources = { requests: { cpu: "100m" } };

  it("a version brings its autoscaler after its last step, and takes it away with its rollback", async () => {
    const one = await appOf(3);
    const autoscaler = () => one.hand.client.get<Autoscaler>(path(one.app)).catch(() => null);
    const version = await one.app.apply({ image: one.app.image(2), autoscaling, resources });
    const { id } = await one.app.approved({ version, steps: 1 });
    await next(fixture.developer, id);
    expect(await autoscaler()).toBeNull();
    await finished(one, id, 3);
    expect((await autoscaler())?.spec.minReplicas).toBe(3);
    await one.hand.scale(4);
    await rollback(fixture.developer, id, "stepwise");
    await until(fixture.developer, id, (release) => release.direction === "back" && release.stepReady);
    expect(await autoscaler()).toBeNull();
    await finish(id);
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await one.observer.mark("back");
    expect(counts(one)).toEqual([4, 0]);
  });

  it("it raises an app to its least in the middle of a release, which goes on with its share", async () => {
    const one = await appOf(3);
    const { id, start } = await atStep(one, 1);
    const name = one.app.name;
    await one.hand.client.post(path(one.app).replace(/\/[^/]+$/, ""), {
      metadata: { name },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: 5,
        maxReplicas: 8,
      },
    });
    await until(fixture.developer, id, restingOf(1, 5), 90_000);
    await one.observer.mark("resting");
    expect(counts(one)).toEqual([4, 2]);
    await finished(one, id, 5);
    expect(servedBelow(one, 3, start)).toEqual([]);
  });
});
