/** What an adoption refuses, what it leaves, and what holds after it, on real clusters. */
import {
  adoptEndpoints as api,
  type AdoptionPlan,
  appsEndpoints,
  auditEndpoints,
  fleetEndpoints,
  releaseEndpoints,
} from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  allowHelm,
  complete,
  type Existing,
  existing,
  type Legacy,
  roomClient,
  type Way,
} from "./testing/existing.ts";
import { type Fixture, next, refusal, releaseFixture, until } from "./testing/fixture.ts";

let fixture: Fixture;
let room: SharedRoom;
let other: SharedRoom;
let client: KubeClient;
let second: KubeClient;
beforeAll(async () => {
  const rooms = await sharedRooms();
  [room, other] = rooms as [SharedRoom, SharedRoom];
  client = roomClient(room);
  second = roomClient(other);
  fixture = await releaseFixture([room, other]);
});
afterAll(async () => {
  await client?.close();
  await second?.close();
  await fixture?.close();
});

let count = 0;
async function ran(name: string, way: Way, on = client): Promise<Legacy & { app: string }> {
  count += 1;
  const app = `ag-${count}-${process.pid}`;
  return { ...(await existing(on, name, way, app)), app };
}
const wishOf = ({ app, workload }: Legacy & { app: string }, more: object = {}) => ({
  params: { app },
  body: { team: "news", namespace: app, workload, clusters: [{ cluster: room.name }], ...more },
});
async function adopted(legacy: Legacy & { app: string }, more: object = {}): Promise<AdoptionPlan> {
  const { params, body } = wishOf(legacy, more);
  const plan = await fixture.operator.get(api.plan, { params, body });
  expect(plan.clusters.flatMap(({ differences }) => differences)).toEqual([]);
  await fixture.operator.get(api.take, { params, body: { ...body, hash: plan.hash } });
  return plan;
}
const get = (kind: string, namespace: string, name: string) =>
  client.get<Existing>(objectPath(kind, namespace, name));
const fieldsOf = (object: Existing, manager: string) =>
  JSON.stringify((object.metadata.managedFields ?? []).filter((entry) => entry.manager === manager));

describe("a plan", () => {
  it("is operations' alone, and writes nothing", async () => {
    const legacy = await ran("kafka-ui", "client-side");
    const before = await legacy.deployment();
    expect((await refusal(fixture.developer.call(api.plan, wishOf(legacy)))).code).toBe("http_forbidden");
    const plan = await fixture.operator.get(api.plan, wishOf(legacy));
    expect(plan.clusters[0]?.objects).toMatchObject([
      { kind: "Deployment", taken: true, owners: [{ manager: "kubectl-client-side-apply" }] },
      { kind: "Service", taken: true },
      { kind: "ConfigMap", taken: true },
      { kind: "ServiceAccount", taken: true },
    ]);
    const after = await legacy.deployment();
    expect(after["spec"]).toEqual(before["spec"]);
    expect(after.metadata.labels).toEqual(before.metadata.labels);
    expect(
      (await fixture.operator.call(appsEndpoints.get, { params: { app: legacy.app } })).problem?.status,
    ).toBe(404);
  });

  it("leaves what others share, and says why", async () => {
    const legacy = await ran("frontend", "client-side");
    const plan = await fixture.operator.get(api.plan, wishOf(legacy));
    expect(plan.clusters[0]?.objects).toMatchObject([
      { kind: "Deployment" },
      {
        kind: "Service",
        name: "frontend",
        taken: false,
        why: "it selects others too, such as pod frontend-v1",
      },
    ]);
    expect(plan.spec).not.toContain("kind: Service");
  });

  it("takes from files what they name, and says what it does not manage or find", async () => {
    const legacy = await ran("oauth2-proxy", "client-side");
    const documents = [
      ...legacy.objects.filter(({ kind }) => kind !== "PodDisruptionBudget"),
      { kind: "Secret", metadata: { name: "oauth2-proxy" } },
      { kind: "ConfigMap", metadata: { name: "nowhere" } },
    ];
    const plan = await fixture.operator.get(api.plan, wishOf(legacy, { documents }));
    expect(plan.clusters[0]?.objects.filter(({ taken }) => !taken)).toMatchObject([
      { kind: "PodDisruptionBudget", why: "what was given does not name it" },
    ]);
    expect(plan.warnings).toEqual([
      `${room.name}: Secret/oauth2-proxy stays as it is: Halcyon does not manage its kind`,
      `${room.name}: ConfigMap/nowhere is not part of it: it is not there, or does not belong to the Deployment`,
    ]);
  });

  it.each([
    ["is paused", { spec: { paused: true } }, /is paused/],
    [
      "runs an image without a version",
      {
        spec: { template: { spec: { containers: [{ name: "external-dns", image: "registry.demo/dns" }] } } },
      },
      /a spec cannot say it: image/,
    ],
  ])("refuses what %s", async (_what, change, says) => {
    const legacy = await ran("external-dns", "client-side");
    await legacy.edit(change);
    const problem = await refusal(fixture.operator.call(api.plan, wishOf(legacy)));
    expect(problem).toMatchObject({ code: "app_not_adoptable" });
    expect(problem.detail).toMatch(says);
  });

  it("refuses what an operator made, which would write it back", async () => {
    const legacy = await ran("external-dns", "client-side");
    const { metadata } = await get("ConfigMap", legacy.app, "prod-external-dns-conf-8m9bk2f6tt");
    const owner = { apiVersion: "v1", kind: "ConfigMap", name: metadata.name, uid: metadata.uid };
    await legacy.edit({ metadata: { ownerReferences: [owner] } });
    const problem = await refusal(fixture.operator.call(api.plan, wishOf(legacy)));
    expect(problem.detail).toContain(`was made by ConfigMap ${metadata.name}, which would write it back`);
  });

  it("says plainly that only Deployments are adopted", async () => {
    const wish = {
      team: "news",
      namespace: "default",
      workload: "a-stateful-set",
      clusters: [{ cluster: room.name }],
    };
    const problem = await refusal(
      fixture.operator.call(api.plan, { params: { app: "stateful" }, body: wish }),
    );
    expect(problem.hint).toContain("Only Deployments are adopted; a StatefulSet");
  });
});

describe("taking over", () => {
  it("is refused when anything changed since the plan, and leaves it as it is", async () => {
    const legacy = await ran("nginx", "client-side");
    const { params, body } = wishOf(legacy);
    const plan = await fixture.operator.get(api.plan, { params, body });
    await legacy.edit({ metadata: { annotations: { "example.com/note": "meanwhile" } } });
    const before = await legacy.deployment();
    const taken = fixture.operator.call(api.take, { params, body: { ...body, hash: plan.hash } });
    expect((await refusal(taken)).code).toBe("app_adoption_moved");
    const after = await legacy.deployment();
    expect([after.metadata.labels, fieldsOf(after, "halcyon")]).toEqual([before.metadata.labels, "[]"]);
    const again = await adopted(legacy);
    expect(again.spec).toContain("example.com/note: meanwhile");
    const { items } = await fixture.server.admin.get(auditEndpoints.list, { query: { app: params.app } });
    expect(items.map(({ verb }) => verb)).toContain("app.adopt");
  });

  it("leaves the size to the autoscaler, and what Halcyon leaves out later really goes", async () => {
    const legacy = await ran("keycloak", "client-side");
    await adopted(legacy);
    const { app } = legacy;
    expect(fieldsOf(await legacy.deployment(), "halcyon")).not.toContain("f:replicas");
    expect(fieldsOf(await legacy.deployment(), "kubectl-client-side-apply")).toBe("[]");
    await legacy.scale(4);
    const { spec } = await fixture.developer.get(appsEndpoints.version, { params: { app, version: 1 } });
    const lighter = spec.replace(/^env:\n {2}KC_DB: postgres\n/m, "");
    expect(lighter).not.toBe(spec);
    await fixture.developer.get(appsEndpoints.apply, { params: { app }, body: { spec: lighter } });
    const { release } = await fixture.developer.get(releaseEndpoints.create, { body: { app } });
    const { id = "", hash = "" } = release ?? {};
    await fixture.lead.get(releaseEndpoints.approve, { params: { release: id }, body: { hash } });
    await fixture.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(fixture.developer, id, ({ state }) => state === "done");
    const live = await legacy.deployment();
    expect(JSON.stringify(live["spec"])).not.toContain('KC_DB"');
    expect((live["spec"] as { replicas: number }).replicas).toBe(4);
  }, 60_000);

  it("of two clusters keeps what each has of its own", async () => {
    const legacy = await ran("jenkins", "client-side");
    const twin = await existing(second, "jenkins", "server-side", legacy.app);
    const container = { name: "jenkins", env: [{ name: "JAVA_OPTS", value: "-Xmx4g" }] };
    await twin.edit({ spec: { template: { spec: { containers: [container] } } } });
    await twin.scale(2);
    await complete(twin);
    const before = [await legacy.pods(), await twin.pods()];
    const clusters = [{ cluster: room.name }, { cluster: other.name }];
    const plan = await adopted(legacy, { clusters });
    expect(plan.patches.map(({ name }) => name)).toContain(`kept-jenkins-${other.name}`);
    expect([await legacy.pods(), await twin.pods()]).toEqual(before);
    const { targets } = await fixture.developer.get(appsEndpoints.get, { params: { app: legacy.app } });
    expect(targets.map(({ cluster, replicas }) => [cluster, replicas])).toEqual([
      [room.name, 1],
      [other.name, 2],
    ]);
  }, 60_000);
});

describe("out of a Helm release", () => {
  const secretOf = (namespace: string) => get("Secret", namespace, "sh.helm.release.v1.harbor-core.v3");

  it("Helm finds no release any more, nothing says it owns the objects, and giving back restores both", async () => {
    const legacy = await ran("harbor-core", "helm");
    const { app } = legacy;
    const unaware = await fixture.operator.get(api.plan, wishOf(legacy));
    expect(unaware.warnings.join()).toContain(
      "it is part of Helm release harbor-core: adopt it with --helm harbor-core",
    );
    const helm = { helm: "harbor-core" };
    const forbidden = await refusal(fixture.operator.call(api.plan, wishOf(legacy, helm)));
    expect(forbidden.code).toBe("app_helm_unreadable");
    expect(forbidden.hint).toContain(`kubectl -n ${app} create role halcyon-helm`);
    await allowHelm(client, app);
    const plan = await adopted(legacy, helm);
    expect(plan.helm).toEqual({ release: "harbor-core", chart: "harbor-core-1.2.3", revision: 3 });
    expect(plan.spec).toContain("Helm release harbor-core, chart harbor-core-1.2.3, revision 3");
    expect((await secretOf(app)).metadata.labels).toMatchObject({ owner: "halcyon", name: "harbor-core" });
    for (const [kind, name] of [
      ["Deployment", "harbor-core"],
      ["Service", "harbor-core"],
      ["ConfigMap", "harbor-core"],
    ] as const) {
      const { metadata } = await get(kind, app, name);
      expect(metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "halcyon" });
      expect(metadata.annotations).toMatchObject({ "helm.sh/resource-policy": "keep" });
      expect(metadata.annotations).not.toHaveProperty("meta.helm.sh/release-name");
    }
    const before = await legacy.pods();
    await fixture.operator.get(api.disown, { params: { app }, body: { reason: "back to Helm" } });
    expect(await legacy.pods()).toEqual(before);
    expect((await secretOf(app)).metadata.labels).toMatchObject({ owner: "helm" });
    const { metadata } = await get("Service", app, "harbor-core");
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "Helm" });
    expect(metadata.annotations).toMatchObject({ "meta.helm.sh/release-name": "harbor-core" });
  }, 60_000);
});

describe("giving back", () => {
  it("leaves nothing that a later clearing up would find, and waits for an open release", async () => {
    const legacy = await ran("oauth2-proxy", "server-side");
    const { app } = legacy;
    await adopted(legacy);
    const image = "quay.io/oauth2-proxy/oauth2-proxy:v7.4.1";
    const { release } = await fixture.developer.get(releaseEndpoints.create, {
      body: { app, image, steps: [1, 1] },
    });
    const { id = "", hash = "" } = release ?? {};
    await fixture.lead.get(releaseEndpoints.approve, { params: { release: id }, body: { hash } });
    await next(fixture.developer, id);
    const reason = { params: { app }, body: { reason: "a test" } };
    expect((await refusal(fixture.operator.call(api.disown, reason))).code).toBe("app_release_open");
    await fixture.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(fixture.developer, id, ({ state }) => state === "done");
    const before = await legacy.pods();
    expect((await refusal(fixture.developer.call(api.disown, reason))).code).toBe("http_forbidden");
    await fixture.operator.get(api.disown, reason);
    // The name comes back with another app; what was given back is not its to clear up.
    const spec = `name: ${app}\nteam: news\nimage: registry.demo/x:1\nreplicas: { ${room.name}: 0 }\n`;
    await fixture.operator.get(appsEndpoints.apply, { params: { app }, body: { spec } });
    await fixture.operator.get(appsEndpoints.remove, { params: { app } });
    expect(await legacy.pods()).toEqual(before);
    const services = await client.list<Existing>(collectionPath("Service", app));
    expect(services.items.map(({ metadata }) => metadata.name)).toEqual(["oauth2-proxy"]);
    const q = `ns:=${app} -label:app.kubernetes.io/managed-by=halcyon`;
    const { items } = await fixture.operator.get(fleetEndpoints.deploymentList, { query: { q } });
    expect(items.map(({ name }) => name)).toEqual(["oauth2-proxy"]);
  }, 60_000);
});
