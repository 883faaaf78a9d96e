/**
 * A spec of every shape on real clusters: released, changed by a release of its steps, rolled back; and then the clusters hold
 * what the first version alone gave, with nothing lost and nothing left over.
 */
import { type AppSpecInput, appsEndpoints, releaseEndpoints, secretEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createKubeClient, type KubeClient } from "../packages/server/src/kube/client.ts";
import { hasReason } from "../packages/server/src/kube/errors.ts";
import type { KubeObject } from "../packages/server/src/kube/types.ts";
import { contentOf } from "../packages/server/src/domains/apps/testing/content.ts";
import { shapes } from "../packages/server/src/domains/apps/testing/shapes.ts";
import { drifted } from "./drift/seen.ts";
import { sharedRooms } from "./rooms.ts";
import {
  atRest,
  type Fixture,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "../packages/server/src/domains/releases/testing/fixture.ts";

const [north, south] = ["north-mobile", "south-telecom"] as const;
const patienceMs = 240_000;
let fixture: Fixture;
const clusters = new Map<string, KubeClient>();

beforeAll(async () => {
  const rooms = (await sharedRooms()).filter(({ name }) => name === north || name === south);
  fixture = await releaseFixture(rooms);
  for (const { name, server, caData: ca, tokens } of rooms) {
    const kube = createKubeClient({ server, ca, token: tokens.admin });
    clusters.set(name, kube);
    await furnish(kube);
  }
}, 120_000);
afterAll(async () => {
  await Promise.all([...clusters.values()].map((kube) => kube.close()));
  await fixture?.close();
});

/** What the shapes ask of a cluster: labels of nodes, and a class of priority. */
async function furnish(kube: KubeClient): Promise<void> {
  const { items } = await kube.list<KubeObject>("/api/v1/nodes");
  const labels = { disk: "ssd", arch: "amd64", pool: "web" };
  for (const { metadata } of items)
    await kube.patch(`/api/v1/nodes/${metadata.name}`, { metadata: { labels } }, { type: "merge" });
  const important = {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: "important" },
    value: 1000,
  };
  await kube.post("/apis/scheduling.k8s.io/v1/priorityclasses", important).catch((error: unknown) => {
    if (!hasReason(error, "AlreadyExists")) throw error;
  });
}

type Shape = Exclude<keyof typeof shapes, "adopted" | "recreated">;

/** Those of apps that were taken over are released in adoption.test.ts: nobody may begin with one. */
const released = Object.keys(shapes).filter(
  (name): name is Shape => name !== "adopted" && name !== "recreated",
);

/** What the second version has otherwise, beside its image. */
const changes: Partial<Record<Shape, (spec: AppSpecInput) => Partial<AppSpecInput>>> = {
  web: ({ ports = [], ingress = [] }) => ({
    ports: [...ports, { name: "admin", port: 8081, service: 81 }],
    ingress: ingress.slice(0, 1),
    env: { MODE: "trial" },
  }),
  files: () => ({ files: { "/etc/app/app.conf": "listen = 9090\n", "/etc/app/new": "new" } }),
  shared: ({ schedules = [], jobs = [] }) => ({
    schedules: schedules.slice(1),
    jobs: [...jobs, { name: "check", when: "after", command: ["/bin/check"] }],
    files: { "/etc/app.conf": "a = 2" },
  }),
  stateful: () => ({ env: { TUNED: "yes" } }),
  batch: () => ({ command: ["/bin/import", "--all"] }),
  autoscaled: () => ({ autoscaling: { cpu: 70, min: 1, max: 12 } }),
  measured: () => ({ disruption: { maxUnavailable: 2 }, autoscaling: { memory: 80, min: 2, max: 4 } }),
  patched: ({ patches = [] }) => ({
    patches: [
      ...patches.slice(0, 2),
      {
        name: "slow-start",
        why: "it warms its cache first",
        target: { kind: "Deployment" },
        json: [{ op: "add", path: "/spec/template/spec/enableServiceLinks", value: false }],
      },
    ],
  }),
  mesh: ({ containers = [], sidecars = [] }) => ({
    containers: [...containers, { name: "second", image: "registry.demo/second:1" }],
    sidecars: sidecars.map((one) => ({ ...one, image: "registry.demo/proxy:1.3" })),
    initContainers: [],
    scratch: { logs: { size: "1Gi", path: "/var/log/mesh" } },
  }),
  entrance: ({ ingress = [] }) => ({
    ingress: [...ingress.slice(1), { host: "new.entrance.example", paths: [{ port: "http" }] }],
  }),
  roomed: () => ({ rooms: { [south]: { why: "its disks are slower", env: { CACHE: "less" } } } }),
  balanced: () => ({ service: { type: "NodePort" } }),
  configured: () => ({
    env: { DB_PASSWORD: { secret: "db-password", version: 1 }, MODE: "trial" },
    files: { "/etc/app/app.conf": "listen = 9090", "/etc/app/token": { secret: "token", version: 1 } },
  }),
};

/** Those whose way back goes step by step. */
const stepwise: ReadonlySet<Shape> = new Set<Shape>(["web", "mesh", "stateful"]);

/** A shape as the two clusters can run it: few instances, in the rooms there are, and ready within seconds. */
function fitted(shape: Shape, name: string): AppSpecInput {
  const spec = parse(
    shapes[shape].replaceAll(/\b(name|container): (patched|configured)\b/g, `$1: ${name}`),
  ) as AppSpecInput;
  const replicas: Record<string, number> = {};
  for (const [place, count] of Object.entries(spec.replicas)) {
    const room = /^(south|st-)/.test(place) ? south : north;
    // Fewer than five and a fifth of them would be none.
    replicas[room] = Math.min((replicas[room] ?? 0) + count, shape === "worker" ? 5 : 2);
  }
  const { autoscaling, strategy } = spec;
  return {
    ...spec,
    name,
    replicas,
    ...(strategy?.minReadySeconds === undefined ? {} : { strategy: { ...strategy, minReadySeconds: 1 } }),
    // The autoscaler would raise to the least at once.
    ...(autoscaling === undefined
      ? {}
      : { autoscaling: { ...autoscaling, min: 1, rooms: { [north]: { min: 1, max: 20 } } } }),
  };
}

type Manifest = KubeObject & {
  readonly kind: string;
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly replicas?: number;
    readonly volumeClaimTemplates?: readonly Manifest[];
  };
};

const placesOf = ({ spec }: TestApp) => Object.keys(spec.replicas);

async function manifestsOf(app: TestApp, version: number, cluster: string): Promise<readonly Manifest[]> {
  const found = await fixture.developer.get(appsEndpoints.rendering, {
    params: { app: app.name, version },
    query: { cluster },
  });
  return (found.clusters[0]?.manifests ?? []) as unknown as Manifest[];
}

/** Nobody provisions volumes in these clusters: one is made for each claim there will be, and kept for it. */
async function provide(app: TestApp, version: number, cluster: string): Promise<void> {
  const claims = (await manifestsOf(app, version, cluster)).flatMap((manifest) => {
    const { kind, metadata, spec } = manifest;
    if (kind === "PersistentVolumeClaim") return [{ name: metadata.name, spec }];
    return (spec?.volumeClaimTemplates ?? []).flatMap((template) =>
      Array.from({ length: spec?.replicas ?? 0 }, (_, index) => ({
        name: `${template.metadata.name}-${metadata.name}-${index}`,
        spec: template.spec,
      })),
    );
  });
  for (const { name, spec } of claims)
    await clusters.get(cluster)?.post("/api/v1/persistentvolumes", {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `${app.name}-${name}` },
      spec: {
        capacity: { storage: "100Gi" },
        accessModes: spec?.accessModes,
        ...(spec?.storageClassName === undefined ? {} : { storageClassName: spec.storageClassName }),
        claimRef: { namespace: app.name, name },
        hostPath: { path: "/nowhere" },
      },
    });
}

/** The app with its first version running as the shape says. */
async function begun(shape: Shape): Promise<{ app: TestApp; version: number; spec: AppSpecInput }> {
  const name = `shape-${shape}-${process.pid}`;
  const spec = fitted(shape, name);
  const secret = shape === "configured";
  const app = await fixture.app({
    name,
    replicas: spec.replicas,
    spec: secret ? {} : { ports: [], ...spec },
    unreleased: true,
  });
  if (secret)
    for (const one of ["db-password", "db-password", "token"])
      await fixture.developer.get(secretEndpoints.set, {
        params: { app: name, secret: one },
        body: { value: `the value of ${one}` },
      });
  const version = secret ? await app.apply(spec) : 1;
  for (const cluster of placesOf(app)) await provide(app, version, cluster);
  await app.ship({ version, message: "first" });
  return { app, version, spec };
}

async function contents(app: TestApp): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const [cluster, kube] of clusters)
    for (const [object, content] of await contentOf(kube, app.name)) all.set(`${cluster}/${object}`, content);
  return all;
}

/** Released by its steps to the end, then all the way back. */
async function thereAndBack(app: TestApp, version: number, mode: "stepwise" | "express"): Promise<void> {
  const { developer } = fixture;
  const { id } = await app.approved({ version, steps: 1, order: "across" });
  const step = async (position: number) => {
    await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    return until(developer, id, (one) => atRest(position)(one) || one.state === "done", patienceMs);
  };
  const first = await step(1);
  if (first.state !== "done") {
    await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await until(developer, id, ({ state }) => state === "done", patienceMs);
  }
  for (const cluster of placesOf(app)) await allThere(app, version, cluster);
  let { position } = await rollback(developer, id, mode);
  for (;;) {
    const wanted = position;
    const { state } = await until(
      developer,
      id,
      (one) => atRest(wanted)(one) || one.state === "rolled-back",
      patienceMs,
    );
    if (state === "rolled-back") return;
    ({ position } = await developer.get(releaseEndpoints.next, { params: { release: id }, body: {} }));
  }
}

/** Every object of a version is in a cluster. Jobs around releases are there while they run. */
async function allThere(app: TestApp, version: number, cluster: string): Promise<void> {
  const kube = clusters.get(cluster);
  if (kube === undefined) throw new Error(`no cluster ${cluster}`);
  const found = await contentOf(kube, app.name);
  const wanted = (await manifestsOf(app, version, cluster))
    .filter(({ kind, metadata }) => kind !== "Job" || metadata.labels?.["halcyon.dev/task"] === undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(wanted.filter((object) => !found.has(object))).toEqual([]);
}

/** What may stay of the second version: configuration its ReplicaSets could be started with, and volumes, which are never lost. */
async function mayStay(app: TestApp, version: number): Promise<Set<string>> {
  const may = new Set<string>();
  for (const cluster of placesOf(app))
    for (const { kind, metadata } of await manifestsOf(app, version, cluster))
      if (["ConfigMap", "Secret", "PersistentVolumeClaim"].includes(kind))
        may.add(`${cluster}/${kind}/${metadata.name}`);
  return may;
}

describe.concurrent("a spec of each shape is released, changed, and rolled back to what it was", () => {
  it.each(released)(
    "%s",
    async (shape) => {
      const { app, spec } = await begun(shape);
      const before = await contents(app);
      const version = await app.apply({
        image: `registry.demo/${shape}:2`,
        ...(changes[shape] ?? (() => ({ env: { ...spec.env, ADDED: "2" } })))(spec),
      });
      await thereAndBack(app, version, stepwise.has(shape) ? "stepwise" : "express");
      const after = await contents(app);
      // What has run is not run again on the way back.
      if (shape === "batch")
        for (const object of before.keys()) if (object.includes("/Job/")) before.delete(object);
      for (const [object, content] of before) expect([object, after.get(object)]).toEqual([object, content]);
      const allowed = await mayStay(app, version);
      expect([...after.keys()].filter((object) => !before.has(object) && !allowed.has(object))).toEqual([]);
      for (const cluster of placesOf(app))
        await drifted(fixture.developer, app.name, cluster, ({ state }) => state === "same", patienceMs);
    },
    2 * patienceMs,
  );
});
