/**
 * Any two versions A and B on a real cluster: A, then B, then A again ends in what A alone gives. Nothing is lost, nothing is
 * left over, and no instance restarts whose template did not change.
 */
import { type AppSpecInput, appsEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "../packages/server/src/kube/client.ts";
import { hasReason } from "../packages/server/src/kube/errors.ts";
import { collectionPath, objectPath } from "../packages/server/src/kube/paths.ts";
import type { KubeObject } from "../packages/server/src/kube/types.ts";
import { contentOf } from "../packages/server/src/domains/apps/testing/content.ts";
import { sharedRooms } from "./rooms.ts";
import { specsOf, tryPairs } from "../packages/server/src/domains/apps/testing/any-pair.ts";
import {
  type Fixture,
  releaseFixture,
  type TestApp,
} from "../packages/server/src/domains/releases/testing/fixture.ts";

const room = "north-mobile";
/** Another one with each run, and always in the name of the test; HALCYON_SEED tries a failure's once more. */
const seed = Number(process.env["HALCYON_SEED"] ?? Date.now() % 2_147_483_647);
/** HALCYON_PAIRS=20 tries more than there is time for with every change. */
const runs = Number(process.env["HALCYON_PAIRS"] ?? 3);
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

type Live = KubeObject & { readonly spec?: Record<string, unknown>; readonly [field: string]: unknown };

async function podsOf(app: TestApp): Promise<{ uid: string; text: string }[]> {
  const labelSelector = `halcyon.dev/app=${app.name}`;
  const { items } = await kube.list<Live>(collectionPath("Pod", app.name), { labelSelector });
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((pod) => ({ uid: pod.metadata.uid, text: JSON.stringify(pod.spec) }));
}

/** Volumes for whatever claims them: nobody provisions any in a room without a cloud. */
async function provide(count: number, mark: string): Promise<void> {
  for (let at = 0; at < count; at++) {
    await kube.post("/api/v1/persistentvolumes", {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `pv-${mark}-${at}` },
      spec: {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce", "ReadWriteMany"],
        storageClassName: "shared",
        persistentVolumeReclaimPolicy: "Retain",
        hostPath: { path: "/nowhere" },
      },
    });
  }
}

async function manifestsOf(app: TestApp, version: number): Promise<Live[]> {
  const { clusters } = await fixture.developer.get(appsEndpoints.rendering, {
    params: { app: app.name, version },
    query: { cluster: room },
  });
  return (clusters[0]?.manifests ?? []) as unknown as Live[];
}

/** What a version alone makes in a namespace of its own. */
async function alone(app: TestApp, version: number): Promise<Map<string, unknown>> {
  const namespace = `${app.name}-alone-${version}`;
  await kube.post(collectionPath("Namespace"), {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  for (const manifest of await manifestsOf(app, version)) {
    // Runs of jobs are their release's; the rendered ones sleep.
    if (manifest.kind === "Job") continue;
    const body = { ...manifest, metadata: { ...manifest.metadata, namespace } };
    const path = objectPath(String(manifest.kind), namespace, manifest.metadata.name);
    await kube.patch(path, body, { type: "apply", fieldManager: "halcyon" }).catch((error: unknown) => {
      if (!hasReason(error, "Conflict")) throw error;
    });
  }
  return contentOf(kube, namespace);
}

let counter = 0;

describe("any two versions", () => {
  it(
    `there and back (seed ${seed})`,
    async () => {
      await tryPairs(
        async (pair) => {
          const { set, same, replicas } = pair;
          const name = `back-${process.pid}-${(counter += 1)}`;
          const { first, second, least } = specsOf(pair, { name, room });
          await provide(set ? 18 : 8, name);
          const app = await fixture.app({ name, replicas: { [room]: replicas[0] }, spec: first });
          const expected = await alone(app, 1);
          const before = await podsOf(app);
          const version = await app.apply({ ...emptied(first), ...second });
          await app.ship({ version, steps: 1 });
          const between = await podsOf(app);
          if (same) expect(kept(before, between)).toBe(least);
          await app.ship({ version: 1, steps: 1 });
          if (same) expect(kept(between, await podsOf(app))).toBe(least);
          const found = await contentOf(kube, name);
          for (const [object, content] of expected)
            expect([object, found.get(object)]).toEqual([object, content]);
          const left = [...found.keys()].filter((object) => !expected.has(object));
          expect(await unneeded(app, version, left)).toEqual([]);
        },
        { seed, numRuns: runs },
      );
    },
    runs * 80_000,
  );
});

/** How many instances are the very ones that were there before. */
const kept = (before: { uid: string }[], after: { uid: string }[]) =>
  after.filter(({ uid }) => before.some((pod) => pod.uid === uid)).length;

/** Everything a spec says, unsaid: the fixture's `apply` merges. */
const emptied = (spec: AppSpecInput) => Object.fromEntries(Object.keys(spec).map((key) => [key, undefined]));

/** What stays for a reason does not count: volumes, and config that the way back to B, or an old ReplicaSet, would need. */
async function unneeded(app: TestApp, version: number, objects: readonly string[]): Promise<string[]> {
  const sets = (await kube.list<Live>(collectionPath("ReplicaSet", app.name))).items;
  const predecessor = await manifestsOf(app, version);
  const text = JSON.stringify([
    sets.map(({ spec }) => spec),
    predecessor.filter(({ kind }) => kind === "ConfigMap").map(({ metadata }) => ({ name: metadata.name })),
  ]);
  return objects.filter((object) => {
    const [kind, name] = object.split("/");
    return kind !== "PersistentVolumeClaim" && !(kind === "ConfigMap" && text.includes(`"name":"${name}"`));
  });
}
