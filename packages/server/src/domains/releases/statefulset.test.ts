/** StatefulSets stepped on real API servers, judged by an observer that shares no code with the engine. */
import { releaseEndpoints } from "@halcyon/contracts";
import { neverAbove, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
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
let kube: KubeClient;
beforeAll(async () => {
  const rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
  const at = rooms.find((one) => one.name === room);
  if (at === undefined) throw new Error(`no room ${room}`);
  kube = createKubeClient({ server: at.server, ca: at.caData, token: at.tokens.admin });
});
afterAll(async () => {
  await kube?.close();
  await fixture?.close();
});

async function setOf(
  replicas: number,
  options: { podManagement?: "Parallel"; labels?: Record<string, string> } = {},
): Promise<{ app: TestApp; observer: Observer }> {
  const { podManagement, labels = {} } = options;
  const app = await fixture.app({
    replicas: { [room]: replicas },
    labels,
    spec: { kind: "StatefulSet", unavailable: 1, ...(podManagement === undefined ? {} : { podManagement }) },
  });
  return { app, observer: app.observers.get(room) as Observer };
}

const count = (observer: Observer, image: string) =>
  observer.current().pods.byVersion[image] ?? { instances: 0, ready: 0 };
const path = (app: TestApp, rest = "") =>
  `/apis/apps/v1/namespaces/${app.name}/statefulsets/${app.name}${rest}`;

interface LiveSet {
  metadata: { annotations?: Record<string, string> };
  spec: { replicas: number; updateStrategy: { rollingUpdate: { partition: number } } };
  status: { currentRevision: string; updateRevision: string };
}

describe("a StatefulSet of four instances", () => {
  it.each(["OrderedReady", "Parallel"] as const)(
    "is stepped by one, %s, and ends as its version says",
    async (policy) => {
      const { developer } = fixture;
      const options = { labels: { "lab.halcyon.dev/ready-after": "300ms" } };
      const { app, observer } = await setOf(
        4,
        policy === "Parallel" ? { ...options, podManagement: policy } : options,
      );
      const start = await observer.mark("start");
      const { id } = await app.approved({ image: app.image(2), steps: 1 });
      for (let step = 1; step <= 4; step++) {
        await next(developer, id);
        const at = await observer.mark(`step ${step}`);
        const rule = { version: app.image(2), limit: step, from: start, to: at };
        expect(neverAbove(observer.history(), rule)).toEqual([]);
        expect(count(observer, app.image(2))).toMatchObject({ instances: step, ready: step });
      }
      await until(developer, id, (release) => release.state === "done");
      expect(neverBelowReady(observer.history(), { floor: 3, from: start })).toEqual([]);
      const live = await kube.get<LiveSet>(path(app));
      expect(live.spec.updateStrategy.rollingUpdate.partition).toBe(0);
      expect(live.metadata.annotations?.["halcyon.dev/release"]).toBeUndefined();
      expect(live.status.currentRevision).toBe(live.status.updateRevision);
    },
  );

  it("goes back stepwise through the same gates, forward again, and back at once", async () => {
    const { developer } = fixture;
    const { app, observer } = await setOf(4);
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= 3; step++) await next(developer, id);
    const back = await observer.mark("back");
    await rollback(developer, id, "stepwise");
    await until(developer, id, atRest(2));
    expect(neverAbove(observer.history(), { version: app.image(2), limit: 3, from: back })).toEqual([]);
    expect(count(observer, app.image(2))).toMatchObject({ instances: 2, ready: 2 });
    await forwardAgain(developer, id, "stepwise");
    await until(developer, id, atRest(3));
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await observer.mark("end");
    expect(count(observer, app.image(1))).toMatchObject({ instances: 4, ready: 4 });
    expect(count(observer, app.image(2)).instances).toBe(0);
    expect(neverBelowReady(observer.history(), { floor: 3, from: start })).toEqual([]);
  });

  it("goes back from the end, a step at a time: then the other template is the set's own", async () => {
    const { developer } = fixture;
    const { app, observer } = await setOf(3);
    const start = await observer.mark("start");
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    for (let step = 1; step <= 3; step++) await next(developer, id);
    await until(developer, id, (release) => release.state === "done");
    await rollback(developer, id, "stepwise");
    await until(developer, id, atRest(2));
    await observer.mark("two");
    expect(count(observer, app.image(2))).toMatchObject({ instances: 2, ready: 2 });
    await next(developer, id);
    await forwardAgain(developer, id, "stepwise");
    await until(developer, id, atRest(2));
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await observer.mark("end");
    expect(count(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
    expect(neverBelowReady(observer.history(), { floor: 2, from: start })).toEqual([]);
  });

  it.each(["OrderedReady", "Parallel"] as const)(
    "takes back a version that never becomes Ready, for which the controller would wait for ever (%s)",
    async (policy) => {
      const { developer } = fixture;
      const { app, observer } = await setOf(3, policy === "Parallel" ? { podManagement: policy } : {});
      const start = await observer.mark("start");
      const broken = { image: app.image(2), pod: { labels: { "lab.halcyon.dev/ready": "never" } } };
      const version = await app.apply(broken);
      const { id } = await app.approved({ version, steps: 1 });
      await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
      await until(developer, id, (release) => release.instances.new === 1);
      await rollback(developer, id, "express");
      await until(developer, id, (release) => release.state === "rolled-back");
      await observer.mark("end");
      expect(count(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
      expect(neverBelowReady(observer.history(), { floor: 2, from: start })).toEqual([]);
    },
  );

  it("stops at a foreign edit, and goes on once it is put back", async () => {
    const { developer } = fixture;
    const { app, observer } = await setOf(3);
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    const template = { spec: { containers: [{ name: app.name, image: app.image("other") }] } };
    await kube.patch(path(app), { spec: { template } }, { type: "strategic", fieldManager: "kubectl-set" });
    await until(developer, id, (release) => release.state === "stopped");
    await developer.get(releaseEndpoints.resume, {
      params: { release: id },
      body: { putBack: true, reason: "it was a mistake" },
    });
    await until(developer, id, atRest(1));
    await observer.mark("back");
    expect(count(observer, app.image("other")).instances).toBe(0);
    await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(developer, id, (release) => release.state === "done");
  });

  it("stops when somebody moves the partition", async () => {
    const { developer } = fixture;
    const { app } = await setOf(3);
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    const body = { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } };
    await kube.patch(path(app), body, { type: "merge", fieldManager: "kubectl-edit" });
    const stopped = await until(developer, id, (release) => release.state === "stopped");
    expect(JSON.stringify(stopped.targets)).toContain("kubectl-edit");
  });

  it("keeps its share when it is scaled in the middle of a step", async () => {
    const { developer } = fixture;
    const { app, observer } = await setOf(3, { podManagement: "Parallel" });
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    await kube.patch(
      path(app, "/scale"),
      { spec: { replicas: 6 } },
      { type: "merge", fieldManager: "kubectl-scale" },
    );
    await until(
      developer,
      id,
      (release) => atRest(1)(release) && release.instances.new === 2 && release.instances.old === 4,
    );
    await observer.mark("scaled");
    expect(count(observer, app.image(2))).toMatchObject({ instances: 2, ready: 2 });
    await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(developer, id, (release) => release.state === "done");
  });

  it("cannot be planned where no instance may be missing", async () => {
    const { developer } = fixture;
    const { app } = await setOf(2);
    const version = await app.apply({ image: app.image(2), unavailable: 0 });
    const { problem } = await developer.call(releaseEndpoints.create, { body: { app: app.name, version } });
    expect(problem?.code).toBe("release_target_unusable");
    expect(problem?.detail).toContain("before its successor is there");
  });
});
