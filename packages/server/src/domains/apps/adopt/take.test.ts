/** Taking over one Deployment of a real cluster, with a rendering that is, or is not, what lives. */
import { deployment, eventually } from "@halcyon/lab/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { sharedRooms } from "../../../../../../test/rooms.ts";
import type { LiveObject } from "../cluster/objects.ts";
import type { Manifest } from "../types.ts";
import { recordsOf, takeOver } from "./take.ts";

let client: KubeClient;
const namespace = `take-${process.pid}`;
const signal = AbortSignal.timeout(60_000);
beforeAll(async () => {
  const [room] = await sharedRooms();
  if (room === undefined) throw new Error("there is no room");
  client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  await client.post(collectionPath("Namespace"), { metadata: { name: namespace } });
});
afterAll(() => client?.close());

const read = async (name: string): Promise<LiveObject> => ({
  ...(await client.get<LiveObject>(objectPath("Deployment", namespace, name))),
  kind: "Deployment",
  apiVersion: "apps/v1",
});
const ownersOf = ({ metadata }: LiveObject) =>
  (metadata.managedFields ?? []).filter(({ subresource }) => subresource !== "status");

/** As `kubectl apply` makes it, and at rest. */
async function ran(name: string): Promise<LiveObject> {
  const { metadata, ...rest } = deployment({ name, namespace });
  const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}" };
  await client.post(
    collectionPath("Deployment", namespace),
    { ...rest, metadata: { ...metadata, annotations } },
    { fieldManager: "kubectl-client-side-apply" },
  );
  return eventually(async () => {
    const live = await read(name);
    return (live["status"] as { availableReplicas?: number }).availableReplicas === 1 ? live : null;
  }, `${name} to be there`);
}
const manifestOf = (name: string, image: string): Manifest => {
  const { metadata, ...rest } = deployment({ name, namespace, image });
  return { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, "halcyon.dev/app": name } } };
};
const take = (live: LiveObject, manifest: Manifest) =>
  takeOver({ client, autoscaled: false, objects: [{ manifest, live }] }, new Date().toISOString(), signal);

describe("taking over", () => {
  it("makes every field Halcyon's, and keeps on record whose they were", async () => {
    const live = await ran("shop");
    const [before] = recordsOf([{ manifest: manifestOf("shop", "nginx:1"), live }]);
    await take(live, manifestOf("shop", "nginx:1"));
    expect(before).toMatchObject({ kind: "Deployment", name: "shop", uid: live.metadata.uid });
    expect(before?.managers).toContain("kubectl-client-side-apply");
    const after = await read("shop");
    expect(after["spec"]).toEqual(live["spec"]);
    expect(after.metadata.labels).toMatchObject({ app: "shop", "halcyon.dev/app": "shop" });
    expect(after.metadata.annotations).not.toHaveProperty("kubectl.kubernetes.io/last-applied-configuration");
    const managers = ownersOf(after).map(({ manager, operation }) => `${manager} ${operation}`);
    expect(managers).toEqual(["halcyon Apply"]);
  });

  it("ends before another pod template is written, and puts owners and annotations back", async () => {
    const live = await ran("ledger");
    await expect(take(live, manifestOf("ledger", "nginx:2"))).rejects.toMatchObject({
      code: "app_adoption_refused",
    });
    const after = await read("ledger");
    expect(after["spec"]).toEqual(live["spec"]);
    expect(after.metadata.annotations).toEqual(live.metadata.annotations);
    expect(ownersOf(after)).toEqual(ownersOf(live));
  });

  it("is refused when somebody changed the object since it was looked at", async () => {
    const live = await ran("desk");
    await client.patch(
      objectPath("Deployment", namespace, "desk"),
      { spec: { minReadySeconds: 3 } },
      { type: "merge", fieldManager: "kubectl-edit" },
    );
    await expect(take(live, manifestOf("desk", "nginx:1"))).rejects.toMatchObject({
      code: "app_adoption_moved",
    });
    const managers = ownersOf(await read("desk")).map(({ manager }) => manager);
    expect(managers).not.toContain("halcyon");
  });
});
