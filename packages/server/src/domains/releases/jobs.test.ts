/** Jobs around releases, on real API servers: what must be done before is done before, and what fails stops. */
import { auditEndpoints, releaseEndpoints, taskEndpoints } from "@halcyon/contracts";
import { neverAbove, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  next,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";

const [room, second] = ["north-mobile", "north-telecom"];
let fixture: Fixture;
const clients = new Map<string, KubeClient>();
beforeAll(async () => {
  const rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
  for (const { name, server, caData: ca, tokens } of rooms)
    clients.set(name, createKubeClient({ server, ca, token: tokens.admin }));
});
afterAll(async () => {
  for (const client of clients.values()) await client.close();
  await fixture?.close();
});

interface Live {
  metadata: { name: string; labels: Record<string, string>; creationTimestamp: string };
}

const kube = (name = room) => {
  const client = clients.get(name);
  if (client === undefined) throw new Error(`no room ${name}`);
  return client;
};
const podsOf = async (app: TestApp, task: string, at = room) =>
  (
    await kube(at).list<Live>(`/api/v1/namespaces/${app.name}/pods`, {
      labelSelector: `halcyon.dev/task=${task}`,
    })
  ).items;

/** A job no node has room for: its pod waits, and the test says how it ends. */
const held = { resources: { requests: { cpu: 900 } } };

/** Ends the newest pod of a task. */
async function end(app: TestApp, task: string, pods: number, how: "Succeeded" | "Failed"): Promise<void> {
  let all = await podsOf(app, task);
  while (all.length < pods) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    all = await podsOf(app, task);
  }
  const newest = [...all].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name)).at(-1);
  const terminated = { exitCode: how === "Failed" ? 3 : 0, reason: how === "Failed" ? "Error" : "Completed" };
  const containerStatuses = [
    { name: task, image: "x", imageID: "", ready: false, restartCount: 0, state: { terminated } },
  ];
  const body = { status: { phase: how, containerStatuses } };
  const path = `/api/v1/namespaces/${app.name}/pods/${newest?.metadata.name}/status`;
  await kube().patch(path, body, { type: "merge", fieldManager: "kubelet" });
}

describe("a job before a release", () => {
  it("is done before anything moves; its failure stops the release; each resume makes one attempt", async () => {
    const { developer } = fixture;
    const jobs = [{ name: "migrate", when: "before" as const, command: ["/bin/migrate"], ...held }];
    const app = await fixture.app({ replicas: { [room]: 2 } });
    const observer = app.observers.get(room) as Observer;
    const version = await app.apply({ image: app.image(2), jobs });
    const { id, plan } = await app.approved({ version, steps: 1 });
    expect(plan.targets[0]?.jobs).toMatchObject([{ name: "migrate", when: "before", cluster: room }]);
    expect(plan.warnings.join()).toContain("a rollback does not undo");
    const start = await observer.mark("start");
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await end(app, "migrate", 1, "Failed");
    const stopped = await until(developer, id, (release) => release.state === "stopped");
    expect(stopped.reason).toContain("job migrate failed, attempt 1");
    expect(stopped.reason).toContain("Error (exit code 3)");
    // Its pods are no instances: nothing counts them, and nothing of the app has moved.
    expect(stopped.instances).toMatchObject({ new: 0, old: 2 });
    const refused = await developer.call(releaseEndpoints.resume, {
      params: { release: id },
      body: { putBack: false, reason: "again" },
    });
    expect(refused.problem?.code).toBe("release_drifted");
    await developer.get(releaseEndpoints.resume, {
      params: { release: id },
      body: { putBack: true, reason: "the database was full" },
    });
    await end(app, "migrate", 2, "Succeeded");
    await until(developer, id, atRest(1));
    expect((await podsOf(app, "migrate")).map(({ metadata }) => metadata.labels["halcyon.dev/app"])).toEqual([
      undefined,
      undefined,
    ]);
    // Back and forward again: what ran is not run again, and not undone.
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    expect(await podsOf(app, "migrate")).toHaveLength(2);
    const at = await observer.mark("end");
    const rule = { version: app.image(2), from: start, to: at };
    // Instances and the task's pods run the same image: two pods of the task, and one instance at most.
    expect(neverAbove(observer.history(), { ...rule, limit: 2 })).toEqual([]);
  });

  it("that runs once for the release keeps the other targets waiting", async () => {
    const { developer } = fixture;
    const jobs = [{ name: "migrate", when: "before" as const, once: "release" as const, ...held }];
    const app = await fixture.app({ replicas: { [room]: 1, [second]: 1 } });
    const version = await app.apply({ image: app.image(2), jobs });
    const { id } = await app.approved({ version, steps: 2, order: "across" });
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    const waits = await until(developer, id, (release) =>
      release.targets.every(({ reason }) => reason?.includes("job migrate") === true),
    );
    expect(waits.instances.new).toBe(0);
    await end(app, "migrate", 1, "Succeeded");
    await until(developer, id, (release) => release.state === "done");
    expect(await podsOf(app, "migrate", second)).toEqual([]);
  });
});

describe("a job after a release, and one by hand", () => {
  it("run when all has moved, and when somebody says so", async () => {
    const { developer } = fixture;
    const jobs = [
      { name: "warm", when: "after" as const, command: ["/bin/warm"] },
      { name: "reindex", when: "manual" as const },
    ];
    const app = await fixture.app({ replicas: { [room]: 1 } });
    const version = await app.apply({ image: app.image(2), jobs });
    const { id } = await app.approved({ version, steps: 1 });
    const done = await next(developer, id);
    expect(done.state).toBe("done");
    const ran = await podsOf(app, "warm");
    expect(ran).toHaveLength(1);
    expect(await podsOf(app, "reindex")).toEqual([]);

    const params = { app: app.name, job: "reindex" };
    const { runs } = await developer.get(taskEndpoints.runJob, { params, body: {} });
    expect(runs.map(({ cluster }) => cluster)).toEqual([room]);
    const tasks = async () => (await developer.get(taskEndpoints.tasks, { params: { app: app.name } })).items;
    let items = await tasks();
    while (items.find(({ name }) => name === "reindex")?.runs[0]?.state !== "done") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      items = await tasks();
    }
    expect(items.find(({ name }) => name === "warm")?.runs).toMatchObject([
      { cluster: room, state: "done", release: id },
    ]);
    const wrong = async (job: string) =>
      (await developer.call(taskEndpoints.runJob, { params: { app: app.name, job }, body: {} })).problem
        ?.code;
    expect(await wrong("warm")).toBe("release_job_not_manual");
    expect(await wrong("nothing")).toBe("release_job_unknown");
  });

  it("by hand is recorded before it starts, also where the cluster then refuses it", async () => {
    const { developer } = fixture;
    const app = await fixture.app({
      replicas: { [room]: 1 },
      spec: { jobs: [{ name: "reindex", when: "manual" }] },
    });
    const quotas = `/api/v1/namespaces/${app.name}/resourcequotas`;
    await kube().post(
      quotas,
      {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "none" },
        spec: { hard: { pods: 1, "count/jobs.batch": 0 } },
      },
      { fieldManager: "test" },
    );
    const known = () => kube().get<{ status?: { hard?: object } }>(`${quotas}/none`);
    while ((await known()).status?.hard === undefined)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const params = { app: app.name, job: "reindex" };
    const refused = await developer.call(taskEndpoints.runJob, { params, body: {} });
    expect(refused.problem?.code).toBe("release_job_not_started");
    expect(refused.problem?.detail).toContain(`started in 0 of 1 clusters; not in ${room}: `);
    const { items } = await fixture.operator.get(auditEndpoints.list, {
      query: { app: app.name, verb: "app.run_job" },
    });
    expect(items).toMatchObject([{ detail: { job: "reindex", runs: [{ cluster: room }] } }]);
  });
});
