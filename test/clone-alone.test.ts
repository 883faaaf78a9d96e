/**
 * A clone of the Git export, and kubectl, are enough: on an empty cluster they make every object that releases made on another
 * one. Secrets are the exception, and a loud one. On real clusters.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type AppSpecInput,
  appPolicy,
  appsEndpoints,
  changeEndpoints,
  secretEndpoints,
} from "@halcyon/contracts";
import { ensureComponents } from "@halcyon/lab";
import { type TestRoom, testRoom } from "@halcyon/lab/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyObjects } from "../packages/server/src/domains/apps/cluster/apply.ts";
import { contentOf } from "../packages/server/src/domains/apps/testing/content.ts";
import { shapes } from "../packages/server/src/domains/apps/testing/shapes.ts";
import type { Manifest } from "../packages/server/src/domains/apps/types.ts";
import { plainGit } from "../packages/server/src/domains/changes/testing/plain-git.ts";
import { type Fixture, releaseFixture } from "../packages/server/src/domains/releases/testing/fixture.ts";
import { createKubeClient, type KubeClient } from "../packages/server/src/kube/client.ts";
import type { KubeObject } from "../packages/server/src/kube/types.ts";
import { until } from "../packages/server/src/platform/testing/until.ts";
import { sharedRooms } from "./rooms.ts";

const clusters = ["north-mobile", "north-telecom"] as const;
/** What runs at the end, as the shapes call it. */
const names = [
  "web",
  "shared",
  "files",
  "stateful",
  "patched",
  "daemon",
  "batch",
  "mesh",
  "configured",
] as const;
type Name = (typeof names)[number];
const appOf = (shape: Name) => `clone-${shape}`;
/** Two apps are in one namespace, the others each in one of its own. */
const together = ["shared", "files"] as const;
const namespaces = [
  "clone-together",
  ...names.filter((shape) => !together.some((one) => one === shape)).map(appOf),
];
/** What the shape `configured` names, in the order in which it is set. */
const values = {
  "db-password, version 1": "one",
  "db-password, version 2": "s3cret: two",
  "token, version 1": "t0ken",
};

type Owned = KubeObject & { metadata: { ownerReferences?: unknown } };

interface Place {
  readonly name: string;
  /** Where Halcyon released to. */
  readonly from: KubeClient;
  /** What was empty. */
  readonly room: TestRoom;
  readonly to: KubeClient;
}

let fixture: Fixture;
let dir: string;
let kubectl: string;
const places: Place[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-clone-"));
  const shared = (await sharedRooms()).filter(({ name }) => clusters.some((one) => one === name));
  kubectl = (await ensureComponents()).kubectl;
  fixture = await releaseFixture(shared, {
    config: { git: { searchPath: process.env["PATH"] ?? "", remote: null } },
  });
  for (const [index, { name, server, caData: ca, tokens }] of shared.entries()) {
    const room = await testRoom({ nodes: 1, index: 8 + index });
    const to = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
    places.push({ name, room, to, from: createKubeClient({ server, ca, token: tokens.admin }) });
  }
  await Promise.all(places.map(({ name, from }) => provide(from, name)));
}, 300_000);
afterAll(async () => {
  for (const { from, to, room } of places) {
    await Promise.all([from.close(), to.close()]);
    await room.dispose();
  }
  await fixture?.close();
  await rm(dir, { recursive: true, force: true });
});

/** Volumes for what the shapes claim: nobody provisions any in a room without a cloud. */
async function provide(kube: KubeClient, room: string): Promise<void> {
  const wanted = [
    ["fast", "ReadWriteOnce"],
    ["fast", "ReadWriteOnce"],
    ["shared", "ReadWriteMany"],
    ["", "ReadOnlyMany"],
  ];
  for (const [index, [storageClassName, mode]] of wanted.entries())
    await kube.post("/api/v1/persistentvolumes", {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `pv-clone-${room}-${index}` },
      spec: {
        capacity: { storage: "20Gi" },
        accessModes: [mode],
        storageClassName,
        hostPath: { path: "/nowhere" },
      },
    });
}

/** In each room; of a DaemonSet that it runs there. */
const replicasOf = (shape: Name) => ({ [clusters[0]]: shape === "daemon" ? 1 : 2, [clusters[1]]: 1 });

/** A shape as an app of this test, in both rooms. */
function specOf(shape: Name): AppSpecInput {
  const name = appOf(shape);
  // Patches name rooms, and an object by the app's name.
  const text =
    shape === "patched"
      ? shapes.patched.replaceAll("south-telecom", clusters[1]).replaceAll("name: patched", `name: ${name}`)
      : shapes[shape];
  const spec = parse(text) as AppSpecInput;
  return {
    ports: [],
    ...spec,
    name,
    image: `registry.demo/${name}:1`,
    replicas: replicasOf(shape),
    unavailable: 1,
  };
}

async function release(shape: Name): Promise<void> {
  const spec = specOf(shape);
  const replicas = replicasOf(shape);
  if (shape !== "configured") {
    await fixture.app({ name: spec.name, replicas, spec });
    return;
  }
  // A secret is its app's: that is there first.
  const { env, files, sidecars, ...without } = spec;
  const app = await fixture.app({ name: spec.name, replicas, spec: without, unreleased: true });
  for (const [version, value] of Object.entries(values)) {
    const [secret = ""] = version.split(",");
    await fixture.developer.get(secretEndpoints.set, { params: { app: app.name, secret }, body: { value } });
  }
  await app.apply({ env, files, sidecars });
  await app.ship({});
}

/** kubectl as a person runs it, in the clone, on a cluster that was empty. */
function kubectlAt({ room }: Place, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { PATH: "/usr/bin:/bin", HOME: dir, KUBECONFIG: room.kubeconfigs.admin };
  return promisify(execFile)(kubectl, args, { cwd: join(dir, "clone"), env, maxBuffer: 1e7 });
}
const apply = ["apply", "--server-side", "--field-manager=halcyon", "-R", "-f"];

describe("a clone alone", () => {
  it("is made of apps of many shapes, released to two clusters", async () => {
    for (const shape of together)
      await fixture.server.admin.get(appsEndpoints.create, {
        body: { name: appOf(shape), team: "news", policy: appPolicy.parse({ namespace: "clone-together" }) },
      });
    await Promise.all(names.map(release));
    const status = await until("everything is in Git", async () => {
      const now = await fixture.server.admin.get(changeEndpoints.git);
      return now.waiting === 0 && now.commit !== null ? now : undefined;
    });
    await plainGit("clone", "--quiet", status.clone ?? "", join(dir, "clone"));
  }, 240_000);

  it("makes on an empty cluster, by the one command, every object but the Secrets, and no other", async () => {
    for (const place of places) {
      await kubectlAt(place, ...apply, `clusters/${place.name}`);
      for (const namespace of namespaces) {
        const expected = await contentOf(place.from, namespace);
        const made = await contentOf(place.to, namespace);
        const wanted = [...expected.keys()].filter((object) => !object.startsWith("Secret/"));
        expect(wanted.length).toBeGreaterThan(1);
        expect([...made.keys()]).toEqual(wanted);
        for (const [object, content] of made)
          expect([object, content]).toEqual([object, expected.get(object)]);
      }
      // Of the jobs around releases none ran; a schedule's may.
      const { items } = await place.to.list<Owned>("/apis/batch/v1/jobs");
      const own = items.filter(({ metadata }) => metadata.ownerReferences === undefined);
      expect(own.map(({ metadata }) => metadata.namespace)).toEqual([appOf("batch")]);
    }
  });

  it("leaves Secrets to a person: no cluster takes one without its value, and with it, it is Halcyon's", async () => {
    const namespace = appOf("configured");
    for (const place of places) {
      const below = `secrets/${place.name}`;
      await expect(kubectlAt(place, ...apply, below)).rejects.toThrow(/illegal base64/);
      await expect(kubectlAt(place, "create", "-R", "-f", below)).rejects.toThrow(/illegal base64/);
      expect([...(await contentOf(place.to, namespace)).keys()].join()).not.toContain("Secret/");
      const files = await readdir(join(dir, "clone", below, namespace));
      expect(files).toHaveLength(3);
      for (const file of files) {
        const path = join(dir, "clone", below, namespace, file);
        const text = await readFile(path, "utf8");
        const [secret, value] =
          Object.entries(values).find(([version]) => text.includes(`<base64 of ${version}>`)) ?? [];
        expect(text).toContain(`Secret ${secret}.`);
        await writeFile(path, text.replace(/<base64 of .*>/, Buffer.from(value ?? "").toString("base64")));
      }
      await kubectlAt(place, ...apply, below);
      expect(await contentOf(place.to, namespace)).toEqual(await contentOf(place.from, namespace));
    }
  });

  it("is what Halcyon goes on from: applying its own rendering changes nothing and meets nobody else's", async () => {
    for (const { name, room } of places) {
      const own = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.halcyon });
      await using cleanUp = new AsyncDisposableStack();
      cleanUp.defer(() => own.close());
      const lin = own.as({ user: "lin", groups: ["halcyon:apps"] });
      for (const shape of names) {
        const app = appOf(shape);
        const { latest } = await fixture.developer.get(appsEndpoints.get, { params: { app } });
        const { clusters: found } = await fixture.developer.get(appsEndpoints.rendering, {
          params: { app, version: latest?.number ?? 0 },
          query: { cluster: name },
        });
        const manifests = (found[0]?.manifests ?? []) as unknown as Manifest[];
        // Jobs are their release's, and Secrets are written unseen.
        const compared = manifests.filter(
          ({ kind, metadata }) =>
            kind !== "Secret" && !(kind === "Job" && metadata.labels["halcyon.dev/task"] !== undefined),
        );
        const applied = await applyObjects(lin, compared, { dryRun: true });
        expect(applied.length).toBeGreaterThan(0);
        expect(applied.filter(({ change }) => change !== "same").map(({ manifest }) => manifest)).toEqual([]);
      }
    }
  });
});
