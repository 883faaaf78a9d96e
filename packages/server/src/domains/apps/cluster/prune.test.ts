import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { type AppsRoom, appsRoom, deploymentPath } from "../testing/room.ts";
import { shapes } from "../testing/shapes.ts";
import type { LiveObject } from "./objects.ts";
import { pruneObjects } from "./prune.ts";

let cluster: AppsRoom;
let { room, client, installed, edit } = {} as AppsRoom;

beforeAll(async () => {
  cluster = await appsRoom();
  ({ room, client, installed, edit } = cluster);
});
afterAll(() => cluster?.dispose());

const signal = AbortSignal.timeout(120_000);
async function until(what: string, met: () => Promise<boolean>): Promise<void> {
  while (!(await met())) {
    if (signal.aborted) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("pruning", () => {
  const names = (refs: readonly { kind: string; name: string }[]) =>
    refs.map(({ kind, name }) => `${kind}/${name}`);
  const configMaps = async (namespace: string) =>
    (await client.list<LiveObject>(collectionPath("ConfigMap", namespace))).items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "kube-root-ca.crt");

  it("keeps config files as long as a ReplicaSet could be started again with them", async () => {
    const old = await installed(shapes.files, "pruned");
    const files = old.manifests.find(({ kind }) => kind === "ConfigMap")?.metadata.name ?? "";
    await until(
      "the first ReplicaSet is there",
      async () => (await client.list(collectionPath("ReplicaSet", "pruned"))).items.length === 1,
    );
    const young = await installed(shapes.files.replace("listen = 8080", "listen = 8081"), "pruned");
    const request = { app: "files", namespace: "pruned", keep: young.manifests };
    await until(
      "the second ReplicaSet is there",
      async () => (await client.list(collectionPath("ReplicaSet", "pruned"))).items.length === 2,
    );
    expect(await pruneObjects(client, request)).toEqual([]);
    expect((await configMaps("pruned")).length).toBe(2);

    await edit(deploymentPath("pruned", "files"), { spec: { revisionHistoryLimit: 0 } });
    await until(
      "the old ReplicaSet is gone",
      async () => (await client.list(collectionPath("ReplicaSet", "pruned"))).items.length === 1,
    );
    await until("its pods are gone", async () =>
      (await client.list<LiveObject>(collectionPath("Pod", "pruned"))).items.every(
        (pod) => !JSON.stringify(pod).includes(files),
      ),
    );
    expect(names(await pruneObjects(client, { ...request, dryRun: true }))).toEqual([`ConfigMap/${files}`]);
    expect((await configMaps("pruned")).length).toBe(2);
    expect(names(await pruneObjects(client, request))).toEqual([`ConfigMap/${files}`]);
    expect(await configMaps("pruned")).not.toContain(files);
  });

  it("removes nothing Halcyon did not make, whatever its labels", async () => {
    const { manifests } = await installed(shapes.files, "theirs");
    const copied = manifests.find(({ kind }) => kind === "ConfigMap");
    await room.api("POST", `${collectionPath("ConfigMap", "theirs")}?fieldManager=kubectl-create`, {
      ...copied,
      metadata: { ...copied?.metadata, name: "copied" },
    });
    expect(await pruneObjects(client, { app: "files", namespace: "theirs", keep: manifests })).toEqual([]);
    expect(await configMaps("theirs")).toContain("copied");
  });

  it("leaves a Deployment with instances alone, and what its pods need", async () => {
    await installed(shapes.web, "running");
    const pruned = await pruneObjects(client, { app: "web", namespace: "running", keep: [] });
    expect(names(pruned)).toEqual([
      "Ingress/web-wildcard-x-news-example",
      "Ingress/web-www-news-example",
      "PodDisruptionBudget/web",
      "Service/web",
    ]);
    await client.get(deploymentPath("running", "web"));
    await client.get(objectPath("ServiceAccount", "running", "web"));
  });

  it("keeps what a Deployment needs that got instances again before it could be removed", async () => {
    const { manifests } = await installed(
      shapes.files.replace("north-mobile: 1", "north-mobile: 0"),
      "woken",
    );
    // Between the look at the Deployment and its removal somebody scales it up.
    let woken = false;
    const interrupted: KubeClient = {
      ...client,
      async delete(path, options) {
        if (!woken && path.includes("/deployments/")) {
          woken = true;
          await edit(deploymentPath("woken", "files"), { spec: { replicas: 1 } });
        }
        return client.delete(path, options);
      },
    };
    expect(await pruneObjects(interrupted, { app: "files", namespace: "woken", keep: [] })).toEqual([]);
    expect(woken).toBe(true);
    for (const manifest of manifests) {
      await client.get(objectPath(manifest.kind, "woken", manifest.metadata.name));
    }
  });

  it("removes all of an app that has no instances left", async () => {
    await installed(shapes.files.replace("north-mobile: 1", "north-mobile: 0"), "gone");
    expect(names(await pruneObjects(client, { app: "files", namespace: "gone", keep: [] }))).toEqual([
      "Deployment/files",
      expect.stringMatching(/^ConfigMap\/files-files-/),
      "ServiceAccount/files",
    ]);
    expect(await configMaps("gone")).toEqual([]);
  });
});
