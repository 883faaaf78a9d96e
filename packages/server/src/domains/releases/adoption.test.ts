/** Twenty things that ran before Halcyon, adopted on a real cluster: no pod restarts, then they are released and rolled back. */
import { adoptEndpoints as api, appsEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubeClient } from "#kube/client.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { complete, existing, type Legacy, roomClient, type Way } from "./testing/existing.ts";
import { type Fixture, releaseFixture, rollback, until } from "./testing/fixture.ts";

let fixture: Fixture;
let room: SharedRoom;
let client: KubeClient;
beforeAll(async () => {
  const [first] = await sharedRooms();
  if (first === undefined) throw new Error("there is no room");
  room = first;
  client = roomClient(room);
  fixture = await releaseFixture([room]);
});
afterAll(async () => {
  await client?.close();
  await fixture?.close();
});

interface Case {
  readonly name: string;
  readonly way: Way;
  /** What was done to it by hand afterwards. */
  edits?(legacy: Legacy): Promise<void>;
  readonly disown?: true;
}

const cases: readonly Case[] = [
  { name: "nginx", way: "helm", disown: true },
  { name: "redis", way: "helm" },
  { name: "wordpress", way: "helm" },
  { name: "grafana", way: "helm" },
  { name: "prometheus", way: "client-side" },
  { name: "cert-manager", way: "client-side" },
  { name: "metrics-server", way: "server-side" },
  { name: "keycloak", way: "helm" },
  { name: "harbor-core", way: "helm", disown: true },
  { name: "gitea", way: "client-side" },
  { name: "coredns", way: "server-side" },
  { name: "argocd-server", way: "server-side" },
  { name: "kafka-ui", way: "helm" },
  { name: "oauth2-proxy", way: "client-side" },
  { name: "external-dns", way: "client-side", disown: true },
  { name: "minio", way: "helm" },
  { name: "airflow-web", way: "helm" },
  {
    name: "jenkins",
    way: "client-side",
    async edits(legacy) {
      const container = { name: "jenkins", env: [{ name: "ADDED", value: "by hand" }] };
      await legacy.edit({ spec: { template: { spec: { containers: [container] } } } });
      const restarted = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" };
      await legacy.edit({ spec: { template: { metadata: { annotations: restarted } } } }, "kubectl-rollout");
    },
    disown: true,
  },
  {
    name: "frontend",
    way: "client-side",
    async edits(legacy) {
      await legacy.scale(4);
      const container = { name: "server", image: "registry.demo/frontend:2.0.2" };
      await legacy.edit({ spec: { template: { spec: { containers: [container] } } } }, "kubectl-set");
    },
  },
  { name: "ingress-nginx", way: "server-side" },
];

const foreign = (object: {
  metadata: { managedFields?: readonly { manager?: string; subresource?: string }[] };
}) =>
  (object.metadata.managedFields ?? [])
    .filter(({ subresource }) => subresource !== "status")
    .map(({ manager = "" }) => manager)
    .filter((manager) => !/^(halcyon|kube-controller-manager)/.test(manager));

describe.concurrent.each(cases)("$name, put there by $way", ({ name, way, edits, disown }) => {
  const app = `ad-${name}-${process.pid}`;
  it("is adopted, released, rolled back, and no pod of it restarts before", async () => {
    const legacy = await existing(client, name, way, app);
    await edits?.(legacy);
    await complete(legacy);
    const before = await legacy.pods();
    const wish = {
      team: "news",
      namespace: app,
      workload: legacy.workload,
      clusters: [{ cluster: room.name }],
    };
    const plan = await fixture.operator.get(api.plan, { params: { app }, body: wish });
    expect(plan.clusters.flatMap(({ differences }) => differences)).toEqual([]);
    expect(plan.takeable).toBe(true);
    expect(foreign(await legacy.deployment())).not.toEqual([]);

    await fixture.operator.get(api.take, { params: { app }, body: { ...wish, hash: plan.hash } });
    expect(await legacy.pods()).toEqual(before);
    expect(foreign(await legacy.deployment())).toEqual([]);
    const shown = await fixture.developer.get(appsEndpoints.diff, { params: { app }, body: {} });
    expect(shown.clusters).toMatchObject([{ state: "same" }]);

    const { latest } = await fixture.developer.get(appsEndpoints.get, { params: { app } });
    const image = `${(latest?.images[0] ?? "").split("@")[0]?.replace(/:[^:/]*$/, "")}:next`;
    const { release } = await fixture.developer.get(releaseEndpoints.create, { body: { app, image } });
    const { id = "", hash = "" } = release ?? {};
    await fixture.lead.get(releaseEndpoints.approve, { params: { release: id }, body: { hash } });
    await fixture.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(fixture.developer, id, ({ state }) => state === "done");
    const after = await legacy.pods();
    expect(JSON.stringify(after.template)).toContain(image);
    expect(after.sets.length).toBe(before.sets.length + 1);

    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, ({ state }) => state === "rolled-back");
    const back = await legacy.pods();
    expect(back.template).toEqual(before.template);
    expect(back.sets).toEqual(after.sets);

    if (disown !== true) return;
    const { clusters } = await fixture.operator.get(api.disown, {
      params: { app },
      body: { reason: "a test" },
    });
    expect(clusters).toMatchObject([{ cluster: room.name }]);
    expect(await legacy.pods()).toEqual(back);
    const left = await legacy.deployment();
    expect(JSON.stringify([left.metadata.labels, left.metadata.annotations])).not.toContain("halcyon");
    expect((left.metadata.managedFields ?? []).map(({ manager }) => manager)).toContain("disowned");
  }, 240_000);
});
