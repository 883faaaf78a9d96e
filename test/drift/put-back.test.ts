/** Drift is put back by an ordinary release of the running version: approved, by the book, and the live objects are the version's. */
import { appsEndpoints, driftEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { objectPath } from "../../packages/server/src/kube/paths.ts";
import {
  type Fixture,
  releaseFixture,
  until,
} from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stranger, strangerIn } from "../../packages/server/src/domains/releases/testing/stranger.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { drifted } from "./seen.ts";

let room: SharedRoom;
let fixture: Fixture;
const hands: Stranger[] = [];
beforeAll(async () => {
  room = (await sharedRooms())[0] as SharedRoom;
  fixture = await releaseFixture([room]);
});
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await fixture?.close();
});

async function released() {
  const app = await fixture.app({
    replicas: { [room.name]: 2 },
    spec: { ports: [{ name: "http", port: 8080, service: 80 }] },
  });
  const hand = strangerIn(room, app.name);
  hands.push(hand);
  return { app, hand };
}

/** Plans to put back, has it approved and run, and waits until it is done. */
async function putBack(app: string) {
  const { developer, lead } = fixture;
  const params = { app };
  const made = await developer.get(driftEndpoints.putBack, { params, body: { reason: "nobody meant it" } });
  const release = made.release as string;
  const own = await developer.call(releaseEndpoints.approve, {
    params: { release },
    body: { hash: made.hash },
  });
  expect(own.problem?.status).toBe(403);
  await lead.get(releaseEndpoints.approve, { params: { release }, body: { hash: made.hash } });
  await developer.get(releaseEndpoints.finish, { params: { release }, body: {} });
  await until(developer, release, ({ state }) => state === "done");
  return made;
}

it("makes everything as the version says again: fields, labels, replicas, a Service that is gone", async () => {
  const { app, hand } = await released();
  const path = objectPath("Deployment", app.name, app.name);
  await hand.setImage(app.image("hot"));
  await hand.addEnv("DEBUG", "1");
  await hand.scale(3);
  const label = { metadata: { labels: { tier: "gold" } } };
  const as = { type: "merge", fieldManager: "kubectl-label" } as const;
  await hand.client.patch(path, label, as);
  await hand.client.patch(objectPath("ServiceAccount", app.name, app.name), label, as);
  await hand.client.delete(objectPath("Service", app.name, app.name));
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 6);

  const made = await putBack(app.name);
  expect(made).toMatchObject({ version: 1, left: [], plan: { targets: [{ restores: true, from: 1 }] } });
  await drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
  const live = await hand.deployment();
  expect(live?.spec.template.spec.containers[0]).toMatchObject({ image: app.image(1) });
  expect(live?.spec.replicas).toBe(2);
  expect(live?.metadata.labels).not.toHaveProperty("tier");
  // The next release is not stopped by anything of it.
  const version = await app.apply({ image: app.image(2) });
  expect((await app.ship({ version })).state).toBe("done");
});

it("makes a deleted Deployment again, and leaves what no version has", async () => {
  const { app, hand } = await released();
  const made = { metadata: { name: "by-hand", labels: { "halcyon.dev/app": app.name } } };
  await hand.client.post(`/api/v1/namespaces/${app.name}/configmaps`, made, {
    fieldManager: "kubectl-create",
  });
  await hand.remove();
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 2);
  expect(await putBack(app.name)).toMatchObject({ left: ["ConfigMap/by-hand"] });
  const { findings } = await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 1);
  expect(findings.map(({ id }) => id)).toEqual(["ConfigMap/by-hand"]);
  expect((await hand.deployment())?.spec.replicas).toBe(2);
});

it("is planned by whoever may, only where there is drift, and a preview stores nothing", async () => {
  const { app, hand } = await released();
  const { developer, server } = fixture;
  const params = { app: app.name };
  const body = { reason: "x" };
  await drifted(developer, app.name, room.name, ({ state }) => state === "same");
  expect((await developer.call(driftEndpoints.putBack, { params, body })).problem?.code).toBe(
    "drift_nothing",
  );
  await hand.scale(3);
  await drifted(developer, app.name, room.name, ({ open }) => open === 1);
  const preview = await developer.get(driftEndpoints.putBack, { params, body: { ...body, dryRun: true } });
  expect(preview).toMatchObject({ release: null, plan: { targets: [{ restores: true }] } });
  const { items } = await developer.get(releaseEndpoints.list, { query: { app: app.name } });
  expect(items).toHaveLength(1);
  const viewer = await server.person({ name: "zhu", grants: [{ role: "viewer", team: null }] });
  expect((await viewer.call(driftEndpoints.putBack, { params, body })).problem?.status).toBe(403);
  expect((await developer.get(appsEndpoints.get, { params })).latest?.number).toBe(1);
});
