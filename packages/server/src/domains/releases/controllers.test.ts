/** The cluster's own processes die and hang inside a step. Nobody helps, and nothing goes too far. Judged by the observer. */
import { releaseEndpoints } from "@halcyon/contracts";
import {
  describeViolation,
  type Mark,
  neverAbove,
  neverBelowReady,
  type Observer,
} from "@halcyon/lab/observer";
import { type TestRoom, testRoom } from "@halcyon/lab/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  atRest,
  type Fixture,
  forwardAgain,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";
import { gated, openGate } from "./testing/gated-pods.ts";

const replicas = 4;
const manager = "kube-controller-manager";
let room: TestRoom;
let fixture: Fixture;

beforeAll(async () => {
  room = await testRoom({ name: "broken", index: 12, controllerQps: 200 });
  fixture = await releaseFixture([room]);
});
afterAll(async () => {
  await fixture?.close();
  await room?.dispose();
});

interface Released {
  readonly app: TestApp;
  readonly observer: Observer;
  readonly id: string;
  readonly start: Mark;
  /** Instances of the new version, and how many of them are Ready. */
  count(): { instances: number; ready: number };
}

/** An app of four and an approved release of it in steps of two. @param labels of the new version's pods */
async function approved(labels: Record<string, string> = gated): Promise<Released> {
  const app = await fixture.app({ replicas: { [room.name]: replicas } });
  const observer = app.observers.get(room.name) as Observer;
  const version = await app.apply({ image: app.image(2), pod: { labels } });
  const { id } = await app.approved({ version, steps: 2 });
  const count = () => observer.current().pods.byVersion[app.image(2)] ?? { instances: 0, ready: 0 };
  return { app, observer, id, count, start: await observer.mark("start") };
}

const go = (act: "next" | "finish", id: string) =>
  fixture.developer.get(releaseEndpoints[act], { params: { release: id }, body: {} });

async function judge({ app, observer, start }: Released, limit: number): Promise<void> {
  const range = { from: start, to: await observer.mark("judged") };
  const broken = [
    ...neverAbove(observer.history(), { version: app.image(2), limit, ...range }),
    ...neverBelowReady(observer.history(), { floor: replicas, ...range }),
  ];
  expect(broken.map(describeViolation)).toEqual([]);
}

describe("kube-controller-manager is killed", () => {
  it("inside a step, and stays away: nothing moves; with it back the step goes on by itself", async () => {
    const released = await approved();
    const { app, observer, id, count } = released;
    await go("next", id);
    await observer.until(() => count().instances > 0);
    await room.kill(manager);
    const gate = openGate(room, app.name);
    await observer.until(() => count().ready === count().instances);
    // The pods are Ready, but nobody counts them: Halcyon waits for the cluster's own word.
    const waits = await until(fixture.developer, id, (release) => release.waiting.for === "ready");
    expect(waits).toMatchObject({ state: "running", stepReady: false });
    const before = count().instances;
    await observer.mark("without it");
    expect(count().instances).toBe(before);
    await room.start(manager);
    await until(fixture.developer, id, atRest(1));
    await gate.close();
    await judge(released, 2);
    expect(count()).toMatchObject({ instances: 2, ready: 2 });
  });

  it("inside a finish: the rest is released when it is back, and the floor holds", async () => {
    const released = await approved();
    const { app, observer, id, count } = released;
    await go("finish", id);
    await observer.until(() => count().instances > 0);
    await room.kill(manager);
    const gate = openGate(room, app.name);
    await observer.until(() => count().ready === count().instances);
    await room.start(manager);
    await until(fixture.developer, id, (release) => release.state === "done");
    await gate.close();
    await judge(released, replicas);
    expect(count()).toMatchObject({ instances: replicas, ready: replicas });
  });

  it("in each step, forward, back and forward again: every step ends where it should", async () => {
    const released = await approved({});
    const { observer, id, count } = released;
    const killed = async (act: () => Promise<unknown>) => {
      await act();
      await room.kill(manager);
      await room.start(manager);
    };
    await killed(() => go("next", id));
    await until(fixture.developer, id, atRest(1));
    await judge(released, 2);
    await killed(() => rollback(fixture.developer, id, "express"));
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    await judge(released, 2);
    expect(count().instances).toBe(0);
    await killed(() => forwardAgain(fixture.developer, id, "stepwise"));
    await until(fixture.developer, id, atRest(1));
    await judge(released, 2);
    await killed(() => go("next", id));
    await until(fixture.developer, id, (release) => release.state === "done");
    await observer.mark("end");
    await judge(released, replicas);
    expect(count()).toMatchObject({ instances: replicas, ready: replicas });
  });
});

describe("the API server", () => {
  const away = async (id: string) => {
    const found = await until(fixture.developer, id, (release) =>
      release.targets.some((one) => one.phase === "unreachable"),
    );
    expect(found.sentence).toContain(`${room.name} cannot be reached`);
  };

  it("is killed inside a step, and hangs inside the next: each step goes on by itself", async () => {
    const released = await approved();
    const { app, observer, id, count } = released;
    await go("next", id);
    await observer.until(() => count().instances > 0);
    await room.kill("kube-apiserver");
    await away(id);
    await room.start("kube-apiserver");
    await room.waitReady();
    const gate = openGate(room, app.name);
    await until(fixture.developer, id, atRest(1));
    await gate.close();
    await judge(released, 2);
    expect(count()).toMatchObject({ instances: 2, ready: 2 });

    await go("next", id);
    await observer.until(() => count().instances > 2);
    room.freeze("kube-apiserver");
    try {
      await away(id);
    } finally {
      room.thaw("kube-apiserver");
    }
    const last = openGate(room, app.name);
    await until(fixture.developer, id, (release) => release.state === "done");
    await last.close();
    await judge(released, replicas);
    expect(count()).toMatchObject({ instances: replicas, ready: replicas });
  });
});
