/** Releases on real API servers, judged by an observer that shares no code with the engine. */
import { releaseEndpoints } from "@halcyon/contracts";
import { neverAbove, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  forwardAgain,
  next,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";

const room = "north-mobile";
let fixture: Fixture;
beforeAll(async () => {
  fixture = await releaseFixture(await sharedRooms());
});
afterAll(() => fixture?.close());

async function appOfFive(options: { slow?: boolean } = {}): Promise<{ app: TestApp; observer: Observer }> {
  const labels = options.slow === true ? { "lab.halcyon.dev/ready-after": "1s" } : {};
  const app = await fixture.app({ replicas: { [room]: 5 }, labels });
  return { app, observer: app.observers.get(room) as Observer };
}

/** How many instances of an image there are, and how many are Ready, as the observer sees it. */
const count = (observer: Observer, image: string) =>
  observer.current().pods.byVersion[image] ?? { instances: 0, ready: 0 };

describe("an app of five instances, step size 1", () => {
  it("takes five nexts, and never has more new instances than steps or fewer than five serving", async () => {
    const { developer } = fixture;
    const { app, observer } = await appOfFive({ slow: true });
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= 5; step++) {
      const release = await next(developer, id);
      const at = await observer.mark(`step ${step}`);
      expect(
        neverAbove(observer.history(), { version: app.image(2), limit: step, from: start, to: at }),
      ).toEqual([]);
      expect(count(observer, app.image(2))).toMatchObject({ instances: step, ready: step });
      expect(release.sentence).toContain(`step ${step} of 5: ${step} of 5 allowed, ${step} ready`);
    }
    const done = await until(developer, id, (release) => release.state === "done");
    expect(done.instances).toMatchObject({ new: 5, old: 0 });
    expect(neverBelowReady(observer.history(), { floor: 5, from: start })).toEqual([]);
    const { items } = await developer.get(releaseEndpoints.timeline, { params: { release: id }, query: {} });
    expect(items.filter((entry) => entry.kind === "next")).toHaveLength(5);
  });

  it("takes two nexts, then finish", async () => {
    const { developer } = fixture;
    const { app, observer } = await appOfFive();
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    await next(developer, id);
    const gate = await observer.mark("gate");
    expect(
      neverAbove(observer.history(), { version: app.image(2), limit: 2, from: start, to: gate }),
    ).toEqual([]);
    const { items } = await developer.get(releaseEndpoints.instances, { params: { release: id }, query: {} });
    expect(items.map((one) => one.step)).toEqual([1, 2]);
    expect(items.every((one) => one.ip !== null)).toBe(true);
    await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(developer, id, (release) => release.state === "done");
    await observer.mark("end");
    expect(count(observer, app.image(2))).toMatchObject({ instances: 5, ready: 5 });
    expect(count(observer, app.image(1)).instances).toBe(0);
    expect(neverBelowReady(observer.history(), { floor: 5, from: start })).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])("rolls back stepwise from step %i, through the same gates", async (from) => {
    const { developer } = fixture;
    const { app, observer } = await appOfFive();
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= from; step++) await next(developer, id);
    for (let step = from - 1; step >= 0; step--) {
      const before = await observer.mark(`back to ${step}`);
      if (step === from - 1) await rollback(developer, id, "stepwise");
      else await next(developer, id);
      await until(developer, id, (release) =>
        step === 0 ? release.state === "rolled-back" : atRest(step)(release),
      );
      await observer.mark(`at ${step}`);
      expect(count(observer, app.image(2)).instances).toBe(step);
      expect(
        neverAbove(observer.history(), { version: app.image(2), limit: step + 1, from: before }),
      ).toEqual([]);
    }
    expect(count(observer, app.image(1))).toMatchObject({ instances: 5, ready: 5 });
    expect(neverBelowReady(observer.history(), { floor: 5, from: start })).toEqual([]);
  });

  it.each([1, 3, 5])("rolls back express from step %i", async (from) => {
    const { developer } = fixture;
    const { app, observer } = await appOfFive();
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= from; step++) await next(developer, id);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await observer.mark("end");
    expect(count(observer, app.image(1))).toMatchObject({ instances: 5, ready: 5 });
    expect(count(observer, app.image(2)).instances).toBe(0);
    expect(neverBelowReady(observer.history(), { floor: 5, from: start })).toEqual([]);
  });

  it("rolls a rollback back: half way, and when it was complete", async () => {
    const { developer } = fixture;
    const { app, observer } = await appOfFive();
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    await next(developer, id);
    await next(developer, id);
    await rollback(developer, id, "stepwise");
    await until(developer, id, atRest(2));
    await forwardAgain(developer, id, "stepwise");
    const forward = await until(developer, id, atRest(3));
    expect(forward.direction).toBe("forward");
    await observer.mark("again");
    expect(count(observer, app.image(2)).instances).toBe(3);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await forwardAgain(developer, id, "express");
    await until(developer, id, (release) => release.state === "done");
    await observer.mark("end");
    expect(count(observer, app.image(2))).toMatchObject({ instances: 5, ready: 5 });
    expect(neverBelowReady(observer.history(), { floor: 5, from: start })).toEqual([]);
  });

  it("leaves the Deployment exactly as the new version's rendering says, nothing of the release in it", async () => {
    const { app } = await appOfFive();
    await app.ship({ image: app.image(2), steps: 2 });
    const at = (await sharedRooms()).find((one) => one.name === room);
    if (at === undefined) throw new Error(`no room ${room}`);
    const live = await fetchDeployment(at, app.name);
    expect(live.spec.minReadySeconds ?? 0).toBe(0);
    expect(live.spec.progressDeadlineSeconds).toBe(600);
    expect(live.spec.strategy.rollingUpdate).toEqual({ maxSurge: "25%", maxUnavailable: 0 });
    expect(live.metadata.annotations["halcyon.dev/release"]).toBeUndefined();
  });
});

interface LiveDeployment {
  metadata: { annotations: Record<string, string> };
  spec: { minReadySeconds?: number; progressDeadlineSeconds: number; strategy: { rollingUpdate: unknown } };
}

async function fetchDeployment(
  at: { server: string; caData: string; tokens: { admin: string } },
  name: string,
): Promise<LiveDeployment> {
  const { createKubeClient } = await import("#kube/client.ts");
  const client = createKubeClient({ server: at.server, ca: at.caData, token: at.tokens.admin });
  try {
    return await client.get(`/apis/apps/v1/namespaces/${name}/deployments/${name}`);
  } finally {
    await client.close();
  }
}
