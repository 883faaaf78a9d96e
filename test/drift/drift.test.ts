/** Somebody changes what an app's running version says: it is seen, field by field, with who did it. On real clusters. */
import { driftEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPath } from "../../packages/server/src/kube/paths.ts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import { watched } from "../../packages/server/src/testing/watched.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import {
  type Fixture,
  releaseFixture,
  type TestApp,
} from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stranger, strangerIn } from "../../packages/server/src/domains/releases/testing/stranger.ts";
import { drifted, driftOf, finding } from "./seen.ts";

let room: SharedRoom;
let fixture: Fixture;
const hands: Stranger[] = [];
beforeAll(async () => {
  const rooms = await sharedRooms();
  room = rooms[0] as SharedRoom;
  fixture = await releaseFixture([room]);
});
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await fixture?.close();
});

interface Case {
  readonly app: TestApp;
  readonly hand: Stranger;
  /** Waits for one finding. */
  found(id: string): ReturnType<typeof finding>;
  clean(): Promise<unknown>;
}

async function released(spec: Parameters<Fixture["app"]>[0]["spec"] = {}): Promise<Case> {
  const app = await fixture.app({ replicas: { [room.name]: 1 }, spec });
  const hand = strangerIn(room, app.name);
  hands.push(hand);
  const clean = () => drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
  await clean();
  return { app, hand, clean, found: (id) => finding(fixture.developer, app.name, room.name, id) };
}

describe("an edit outside of Halcyon", () => {
  it("of each kind is seen with the manager that made it, and goes when it is taken back", async () => {
    const { app, hand, found, clean } = await released({
      jobs: [{ name: "reindex", when: "manual", command: ["/bin/reindex"] }],
      schedules: [{ name: "tidy", cron: "30 3 * * *", command: ["/bin/tidy"] }],
    });
    const deployment = `Deployment/${app.name}`;
    const container = `spec.template.spec.containers[name=${app.name}]`;
    const path = objectPath("Deployment", app.name, app.name);

    await hand.setImage(app.image("hot"));
    expect(await found(`${deployment}:${container}.image`)).toMatchObject({
      change: "changed",
      wanted: app.image(1),
      live: app.image("hot"),
      manager: "kubectl-set",
      operation: "Update",
      person: null,
    });
    await hand.setImage(app.image(1));
    await clean();

    await hand.addEnv("DEBUG", "1");
    expect(await found(`${deployment}:${container}.env[name=DEBUG]`)).toMatchObject({
      change: "added",
      wanted: null,
      live: { name: "DEBUG", value: "1" },
      manager: "kubectl-edit",
    });
    await hand.scale(3);
    expect(await found(`${deployment}:spec.replicas`)).toMatchObject({
      wanted: 1,
      live: 3,
      manager: "kubectl-scale",
    });
    await hand.client.patch(
      path,
      { metadata: { labels: { tier: "gold" } } },
      {
        type: "merge",
        fieldManager: "kubectl-label",
      },
    );
    expect(await found(`${deployment}:metadata.labels.tier`)).toMatchObject({
      change: "added",
      live: "gold",
      manager: "kubectl-label",
    });
    await hand.client.patch(
      objectPath("ServiceAccount", app.name, app.name),
      { automountServiceAccountToken: true },
      { type: "merge", fieldManager: "kubectl-edit" },
    );
    expect(await found(`ServiceAccount/${app.name}:automountServiceAccountToken`)).toMatchObject({
      change: "added",
      live: true,
    });
    await hand.client.patch(
      path,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: app.name },
        spec: { minReadySeconds: 9 },
      },
      { type: "apply", fieldManager: "argocd-controller", force: true },
    );
    expect(await found(`${deployment}:spec.minReadySeconds`)).toMatchObject({
      live: 9,
      manager: "argocd-controller",
      operation: "Apply",
    });
  });

  it("of the objects is seen: one deleted, one that only carries the app's label", async () => {
    const { app, hand, found } = await released({ ports: [{ name: "http", port: 8080, service: 80 }] });
    await hand.client.delete(objectPath("Service", app.name, app.name));
    expect(await found(`Service/${app.name}`)).toMatchObject({ change: "object-missing" });
    const byHand = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "by-hand", labels: { "halcyon.dev/app": app.name } },
    };
    const path = `/api/v1/namespaces/${app.name}/configmaps`;
    await hand.client.post(path, byHand, { fieldManager: "kubectl-create" });
    expect(await found("ConfigMap/by-hand")).toMatchObject({ change: "object-extra" });
    await hand.remove();
    expect(await found(`Deployment/${app.name}`)).toMatchObject({ change: "object-missing" });
  });

  it("is none where an autoscaler scales, or the API server or a webhook of it fills in a default", async () => {
    const { app, hand, clean } = await released({
      autoscaling: { min: 1, max: 5, cpu: 50 },
      resources: { requests: { cpu: "250m" } },
    });
    const before = await driftOf(fixture.developer, app.name, room.name);
    await hand.scale(4, "kube-controller-manager");
    // The look after it: a finding the detector is certain to tell of comes after what it must not tell of.
    await hand.client.patch(
      objectPath("Deployment", app.name, app.name),
      { metadata: { labels: { marker: "1" } } },
      { type: "merge", fieldManager: "kubectl-label" },
    );
    const target = await drifted(fixture.developer, app.name, room.name, ({ open }) => open > 0);
    expect(target.findings.map(({ id }) => id)).toEqual([`Deployment/${app.name}:metadata.labels.marker`]);
    expect(before?.findings).toEqual([]);
    await hand.client.patch(
      objectPath("Deployment", app.name, app.name),
      { metadata: { labels: { marker: null } } },
      { type: "merge", fieldManager: "kubectl-label" },
    );
    await clean();
  });
});

describe("ignoring", () => {
  it("hides a finding until the decision ends, and what is beside it stays", async () => {
    const { app, hand, found } = await released();
    const { developer } = fixture;
    await hand.addEnv("DEBUG", "1");
    const field = `spec.template.spec.containers[name=${app.name}].env`;
    const { id } = await found(`Deployment/${app.name}:${field}[name=DEBUG]`);
    const ignore = await developer.get(driftEndpoints.ignore, {
      params: { app: app.name },
      body: { object: `Deployment/${app.name}`, field, until: soon(3_600), reason: "we look for a leak" },
    });
    const target = await drifted(developer, app.name, room.name, ({ state }) => state === "same");
    expect(target.findings).toMatchObject([{ id, ignored: ignore.id }]);
    const listed = await developer.get(driftEndpoints.ignored, { query: { app: app.name } });
    expect(listed.items).toMatchObject([{ id: ignore.id, createdBy: "lin", reason: "we look for a leak" }]);

    await developer.get(driftEndpoints.stopIgnoring, { params: { app: app.name, ignore: ignore.id } });
    await found(id);
    // It lifts itself, too.
    await developer.get(driftEndpoints.ignore, {
      params: { app: app.name },
      body: { until: new Date(Date.now() + 1_500).toISOString(), reason: "a moment" },
    });
    expect((await driftOf(developer, app.name, room.name))?.state).toBe("same");
    await found(id);
  });

  it("is refused in the past, and to whom the app is not", async () => {
    const { app } = await released();
    const call = { params: { app: app.name }, body: { until: soon(-1), reason: "x" } };
    expect((await fixture.developer.call(driftEndpoints.ignore, call)).problem?.code).toBe(
      "drift_ignore_invalid",
    );
    const other = await fixture.server.person({
      name: "zhao",
      grants: [{ role: "developer", team: "sport" }],
    });
    const asked = { params: { app: app.name }, body: { until: soon(60), reason: "x" } };
    expect((await other.call(driftEndpoints.ignore, asked)).problem?.status).toBe(403);
    expect((await other.get(driftEndpoints.list, { query: { app: app.name, state: "all" } })).items).toEqual(
      [],
    );
  });
});

const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

describe("watching", () => {
  it("tells of drift as it comes and goes", async () => {
    const { app, hand } = await released();
    const stream = watched(fixture.developer, driftEndpoints.watch, { query: { app: app.name } });
    await stream.saw("nothing yet", ({ items }) => items.length === 0);
    await hand.setImage(app.image("hot"));
    await stream.saw("the edit", ({ items }) => items[0]?.open === 1);
    await hand.setImage(app.image(1));
    await until("its end", () => stream.items.at(-1)?.items.length === 0);
    await stream.stop();
  });
});
