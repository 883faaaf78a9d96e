/** Volumes and schedules on a real cluster: nothing of a volume is ever lost, and what schedules run is no instance. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { type AppsRoom, appsRoom, rendered } from "../testing/room.ts";
import { shapes } from "../testing/shapes.ts";
import { applyObjects } from "./apply.ts";
import { diffTarget } from "./diff.ts";
import type { LiveObject } from "./objects.ts";
import { pruneObjects } from "./prune.ts";

let cluster: AppsRoom;
let { room, client, installed } = {} as AppsRoom;
beforeAll(async () => {
  cluster = await appsRoom();
  ({ room, client, installed } = cluster);
});
afterAll(() => cluster?.dispose());

const signal = AbortSignal.timeout(120_000);
const { shared } = shapes;
const claims = async (namespace: string) =>
  (await client.list<LiveObject>(collectionPath("PersistentVolumeClaim", namespace))).items.map(
    ({ metadata, spec }) =>
      `${metadata.name} ${(spec as { resources: { requests: { storage: string } } }).resources.requests.storage}`,
  );
const without = (text: string, key: string) => text.replace(new RegExp(`^${key}:\\n( .*\\n)+`, "m"), "");

describe("storage", () => {
  it("stays when no version names it any more, shown as kept, and is found again by its name", async () => {
    await installed(shared, "kept");
    const { target, manifests } = rendered(without(shared, "storage"), "kept");
    expect(manifests.some(({ kind }) => kind === "PersistentVolumeClaim")).toBe(false);
    await applyObjects(client, manifests);
    const pruned = await pruneObjects(client, { app: "shared", namespace: "kept", keep: manifests });
    expect(pruned.map(({ kind }) => kind)).not.toContain("PersistentVolumeClaim");
    expect(await claims("kept")).toEqual(["shared-fonts 500Mi", "shared-uploads 20Gi"]);
    const diff = await diffTarget(client, { app: "shared", target, manifests, signal });
    expect(diff.filter(({ change }) => change === "kept").map(({ name }) => name)).toEqual([
      "shared-fonts",
      "shared-uploads",
    ]);
    // The app comes back to them with a smaller wish and another class: the volumes stay what they are.
    const [before] = (await client.list<LiveObject>(collectionPath("PersistentVolumeClaim", "kept"))).items;
    await installed(shared.replace("500Mi", "100Mi").replace("class: shared", "class: other"), "kept");
    expect(await claims("kept")).toEqual(["shared-fonts 500Mi", "shared-uploads 20Gi"]);
    const after = (await client.list<LiveObject>(collectionPath("PersistentVolumeClaim", "kept"))).items;
    expect(after[0]?.metadata.uid).toBe(before?.metadata.uid);
    // Not even a removed app takes them away.
    await pruneObjects(client, { app: "shared", namespace: "kept", keep: [] });
    expect(await claims("kept")).toHaveLength(2);
  });
});

describe("schedules", () => {
  it("go with the version that has them, and their pods are no instances of the app", async () => {
    const every = without(shared, "storage").replace('"30 3 * * 1-5"', '"* * * * *"');
    const { manifests } = await installed(every, "timed");
    const cron = await client.get<LiveObject>(objectPath("CronJob", "timed", "shared-tidy"));
    const { jobTemplate } = cron["spec"] as { jobTemplate: { metadata: object; spec: object } };
    // What the CronJob controller does at the minute.
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { ...jobTemplate.metadata, name: "now", namespace: "timed" },
      spec: jobTemplate.spec,
    };
    await room.api("POST", collectionPath("Job", "timed"), job);
    const pods = async (labelSelector: string) =>
      (await client.list<LiveObject>(collectionPath("Pod", "timed"), { labelSelector })).items.map(
        ({ metadata }) => metadata.name,
      );
    while ((await pods("halcyon.dev/task=tidy")).length === 0) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const selector = ["app.kubernetes.io/name=shared", "halcyon.dev/app=shared"];
    expect(JSON.stringify(manifests.find(({ kind }) => kind === "Deployment"))).toContain(
      '"matchLabels":{"app.kubernetes.io/name":"shared","halcyon.dev/app":"shared"}',
    );
    for (const one of selector) expect((await pods(one)).some((name) => name.startsWith("now"))).toBe(false);

    const none = rendered(without(every, "schedules"), "timed").manifests;
    const pruned = await pruneObjects(client, { app: "shared", namespace: "timed", keep: none });
    expect(pruned.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      "CronJob/shared-report",
      "CronJob/shared-tidy",
    ]);
  });
});
