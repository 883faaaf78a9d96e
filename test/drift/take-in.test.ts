/** Drift is taken in: the next version says what runs, comments kept, and nothing is moved. */
import { appsEndpoints, driftEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
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
    replicas: { [room.name]: 1 },
    spec: { env: { MODE: "live" } },
    unreleased: true,
  });
  const text = `# ours\n${stringify(app.spec).replace("MODE: live", "MODE: live # how it runs")}`;
  await fixture.developer.get(appsEndpoints.apply, { params: { app: app.name }, body: { spec: text } });
  await app.ship({ message: "first" });
  const hand = strangerIn(room, app.name);
  hands.push(hand);
  await drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
  return { app, hand };
}

const takeIn = (app: string, more: object = {}) =>
  fixture.developer.call(driftEndpoints.takeIn, {
    params: { app },
    body: { cluster: room.name, reason: "it fixed the leak", ...more },
  });

it("says values, additions, removals and replicas in the spec, and what it has no word for as a patch", async () => {
  const { app, hand } = await released();
  const before = (await hand.sets()).map(({ metadata }) => metadata.name);
  await hand.addEnv("DEBUG", "1");
  await hand.addEnv("MODE", "careful");
  await hand.scale(2);
  const path = objectPath("Deployment", app.name, app.name);
  const spec = { template: { spec: { dnsPolicy: "Default" } } };
  await hand.client.patch(path, { spec }, { type: "merge", fieldManager: "kubectl-edit" });
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 4);
  const revision = (await hand.deployment())?.metadata.generation;

  const shown = await takeIn(app.name, { dryRun: true });
  expect(shown.body).toMatchObject({ version: null, running: true });
  const { body } = await takeIn(app.name);
  expect(body).toMatchObject({ version: 3, running: true, left: [], elsewhere: [] });
  expect(body?.taken.map(({ how, path: at }) => `${how} ${at}`).sort((a, b) => a.localeCompare(b))).toEqual([
    "patch patches.0",
    "spec env.DEBUG",
    "spec env.MODE",
    `spec replicas.${room.name}`,
  ]);
  const { items } = await fixture.developer.get(driftEndpoints.list, {
    query: { app: app.name, state: "all" },
  });
  expect(items).toHaveLength(1);
  await drifted(fixture.developer, app.name, room.name, (one) => one.version === 3 && one.state === "same");
  const { spec: text } = await fixture.developer.get(appsEndpoints.version, {
    params: { app: app.name, version: 3 },
  });
  expect(text).toContain("# ours\n");
  expect(text).toContain("MODE: careful # how it runs");
  // Nothing moved, and the next release is not stopped by what was taken in.
  expect((await hand.deployment())?.metadata.generation).toBe(revision);
  expect((await hand.sets()).map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(before));
  const { version } = await fixture.developer.get(appsEndpoints.setImage, {
    params: { app: app.name },
    body: { image: app.image(2) },
  });
  // Somebody else approves it, and with it that going back is to what was taken in.
  const { id, hash, plan } = await app.plan({ version: version.number });
  expect(plan.targets).toMatchObject([{ from: 3 }]);
  const approval = { params: { release: id }, body: { hash } };
  expect((await fixture.developer.call(releaseEndpoints.approve, approval)).problem?.status).toBe(403);
  await fixture.lead.get(releaseEndpoints.approve, approval);
  await fixture.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
  await until(fixture.developer, id, ({ state }) => state === "done");
  expect((await hand.deployment())?.spec.template.spec.containers[0]?.env).toContainEqual({
    name: "MODE",
    value: "careful",
  });
});

it("takes an image in; only the label with its tag is left, which a release sets", async () => {
  const { app, hand } = await released();
  await hand.setImage(app.image("hot"));
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 1);
  const { body } = await takeIn(app.name);
  expect(body).toMatchObject({ running: true, taken: [{ how: "spec", path: "image" }] });
  const { findings } = await drifted(fixture.developer, app.name, room.name, ({ version }) => version === 3);
  expect(findings.every(({ field }) => field.endsWith('labels["app.kubernetes.io/version"]'))).toBe(true);
  expect(findings[0]).toMatchObject({ live: "1", wanted: "hot", manager: "halcyon", person: "lin" });
});

it("refuses what no spec can say, and whoever may not", async () => {
  const { app, hand } = await released();
  await hand.client.delete(objectPath("ServiceAccount", app.name, app.name));
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 1);
  expect((await takeIn(app.name)).problem?.code).toBe("drift_not_expressible");
  await hand.pause();
  const paused = `Deployment/${app.name}:spec.paused`;
  await drifted(fixture.developer, app.name, room.name, ({ open }) => open === 2);
  const { problem } = await takeIn(app.name, { findings: [paused] });
  expect(problem).toMatchObject({ code: "drift_not_expressible" });
  expect(problem?.detail).toContain("belongs to its release");
  const viewer = await fixture.server.person({ name: "hu", grants: [{ role: "viewer", team: null }] });
  const call = { params: { app: app.name }, body: { cluster: room.name, reason: "x" } };
  expect((await viewer.call(driftEndpoints.takeIn, call)).problem?.status).toBe(403);
  const { items } = await fixture.developer.get(releaseEndpoints.list, { query: { app: app.name } });
  expect(items).toHaveLength(1);
});
