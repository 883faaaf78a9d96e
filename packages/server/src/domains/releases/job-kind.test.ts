/** Apps of kind Job released on real API servers: run to the end, one cluster after the other. */
import { releaseEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { sharedRooms } from "../../../../../test/rooms.ts";
import { type Fixture, next, releaseFixture, rollback, until } from "./testing/fixture.ts";

const room = "north-mobile";
let fixture: Fixture;
let kube: KubeClient;
beforeAll(async () => {
  const rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
  const at = rooms.find(({ name }) => name === room);
  if (at === undefined) throw new Error(`no room ${room}`);
  kube = createKubeClient({ server: at.server, ca: at.caData, token: at.tokens.admin });
});
afterAll(async () => {
  await kube?.close();
  await fixture?.close();
});

interface Job {
  metadata: { name: string; uid: string };
  status: { succeeded?: number };
}
const jobsOf = async (app: { name: string }) =>
  (await kube.list<Job>(`/apis/batch/v1/namespaces/${app.name}/jobs`)).items;

describe("an app of kind Job", () => {
  it("runs to its end with each version, and the one before is cleared away", async () => {
    const app = await fixture.app({ replicas: { [room]: 2 }, spec: { kind: "Job", ports: [] } });
    const [first] = await jobsOf(app);
    expect(first?.status.succeeded).toBe(2);
    const done = await app.ship({ image: app.image(2), steps: 1 });
    expect(done.steps).toBe(1);
    const after = await jobsOf(app);
    expect(after.map(({ status }) => status.succeeded)).toEqual([2]);
    expect(after[0]?.metadata.name).not.toBe(first?.metadata.name);
    // A version that runs the same thing has run already.
    const version = await app.apply({ image: app.image(2), description: "the same", owners: ["li.wei"] });
    const { problem } = await fixture.developer.call(releaseEndpoints.create, {
      body: { app: app.name, version },
    });
    expect(problem?.code).toBe("release_nothing_to_release");
  });

  it("that fails stops its release, and is made anew when a person says so", async () => {
    const { developer } = fixture;
    const app = await fixture.app({ replicas: { [room]: 1 }, spec: { kind: "Job", ports: [] } });
    // No node has room for it: its pod waits, and the test fails the Job by its deadline.
    const version = await app.apply({ image: app.image(2), resources: { requests: { cpu: 900 } } });
    const { id } = await app.approved({ version, steps: 1 });
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await until(developer, id, (release) => release.targets[0]?.reason?.includes("runs have ended") === true);
    const live = (await jobsOf(app)).find(({ status }) => status.succeeded === undefined);
    const path = `/apis/batch/v1/namespaces/${app.name}/jobs/${live?.metadata.name}`;
    await kube.patch(path, { spec: { activeDeadlineSeconds: 1 } }, { type: "merge", fieldManager: "test" });
    const stopped = await until(developer, id, (release) => release.state === "stopped");
    expect(stopped.reason).toContain("DeadlineExceeded");
    const body = { putBack: true, reason: "there is room now" };
    await developer.get(releaseEndpoints.resume, { params: { release: id }, body });
    await until(developer, id, (release) => release.targets[0]?.reason?.includes("runs have ended") === true);
    const again = (await jobsOf(app)).find(({ metadata }) => metadata.name === live?.metadata.name);
    expect(again?.metadata.uid).not.toBe(live?.metadata.uid);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    expect((await jobsOf(app)).map(({ metadata }) => metadata.name)).not.toContain(live?.metadata.name);
    await expect(next(developer, id)).rejects.toThrow();
  });
});
