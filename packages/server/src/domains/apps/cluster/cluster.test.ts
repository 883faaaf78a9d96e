import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { phases } from "../phases.ts";
import { type AppsRoom, appsRoom, deploymentPath, rendered } from "../testing/room.ts";
import { shapes } from "../testing/shapes.ts";
import type { Manifest } from "../types.ts";
import { applyObjects, ensureNamespace } from "./apply.ts";
import { diffTarget } from "./diff.ts";
import type { LiveObject } from "./objects.ts";

let cluster: AppsRoom;
let { room, own, client, installed, edit } = {} as AppsRoom;

beforeAll(async () => {
  cluster = await appsRoom();
  ({ room, own, client, installed, edit } = cluster);
});
afterAll(() => cluster?.dispose());

const signal = AbortSignal.timeout(120_000);
const changes = (objects: readonly { kind: string; change: string }[]) =>
  objects.map(({ kind, change }) => `${kind} ${change}`);

describe("applying to a real API server", () => {
  it.each(Object.entries(shapes))(
    "takes %s under strict validation, and a second time changes nothing",
    async (name, text) => {
      const { manifests } = await installed(text, `shape-${name}`);
      const again = await applyObjects(client, manifests);
      // Secrets are written unseen, so whether one changed is only told by the API server's own count.
      const third = await applyObjects(client, manifests);
      const changed = again.filter(({ manifest, change, object }, index) =>
        manifest.kind === "Secret"
          ? object?.metadata.resourceVersion !== third[index]?.object?.metadata.resourceVersion
          : change !== "same",
      );
      expect(changed.map(({ manifest }) => manifest.kind)).toEqual([]);
      expect(again.length).toBe(manifests.length);
    },
  );

  it("lets the API server refuse a field it does not know", async () => {
    const { manifests } = rendered(shapes.minimal, "strict");
    await ensureNamespace(client, "strict");
    const [account] = manifests;
    const wrong = { ...account, automountServiceAccountTokn: true } as unknown as Manifest;
    await expect(applyObjects(client, [wrong])).rejects.toThrow(/automountServiceAccountTokn/);
  });

  it("applies the phases of two versions with different ports one after the other", async () => {
    const old = rendered(shapes.web, "phased").manifests;
    const young = rendered(shapes.web.replace("service: 80", "service: 8000"), "phased").manifests;
    await installed(shapes.web, "phased");
    const { before, after } = phases(young, old);
    const ports = async () => {
      const service = await client.get<LiveObject>(objectPath("Service", "phased", "web"));
      return (service["spec"] as { ports: { port: number }[] }).ports
        .map(({ port }) => port)
        .sort((a, b) => a - b);
    };
    await applyObjects(client, before);
    expect(await ports()).toEqual([80, 8000]);
    await applyObjects(client, after);
    expect(await ports()).toEqual([8000]);
  });

  it("names who changed a field instead of taking it", async () => {
    const { manifests } = await installed(shapes.minimal, "foreign");
    await edit(deploymentPath("foreign", "minimal"), { spec: { minReadySeconds: 7 } });
    await expect(applyObjects(client, manifests)).rejects.toMatchObject({
      code: "app_conflict",
      message: "kubectl-edit changed Deployment foreign/minimal: .spec.minReadySeconds",
      errors: [{ path: "Deployment/minimal.spec.minReadySeconds", message: "owned by kubectl-edit" }],
    });
    const live = await client.get<LiveObject>(deploymentPath("foreign", "minimal"));
    expect(live["spec"]).toMatchObject({ minReadySeconds: 7 });
  });

  it("takes back what Halcyon itself wrote otherwise, but not together with a foreign edit", async () => {
    const { manifests } = await installed(shapes.minimal, "own");
    const path = deploymentPath("own", "minimal");
    const stepper = own.as({ user: "lin", groups: ["halcyon:release"] });
    await stepper.patch(
      path,
      { spec: { minReadySeconds: 99, replicas: 2 } },
      { type: "merge", fieldManager: "halcyon-release" },
    );
    await applyObjects(client, manifests);
    const back = (await client.get<LiveObject>(path))["spec"] as {
      minReadySeconds?: number;
      replicas: number;
    };
    // The API server leaves a zero out.
    expect([back.minReadySeconds ?? 0, back.replicas]).toEqual([0, 1]);

    await stepper.patch(
      path,
      { spec: { minReadySeconds: 99 } },
      { type: "merge", fieldManager: "halcyon-release" },
    );
    await edit(path, { spec: { revisionHistoryLimit: 3 } });
    await expect(applyObjects(client, manifests)).rejects.toMatchObject({ code: "app_conflict" });
    expect((await client.get<LiveObject>(path))["spec"]).toMatchObject({
      minReadySeconds: 99,
      revisionHistoryLimit: 3,
    });
  });

  it("writes as the person, with the group of the act", async () => {
    await expect(
      own.post(collectionPath("ConfigMap", "default"), { metadata: { name: "x" } }),
    ).rejects.toMatchObject({ reason: "Forbidden" });
  });
});

describe("comparing with what runs", () => {
  it("says that everything would be made where the namespace is not there", async () => {
    const { app, target, manifests } = rendered(shapes.web, "not-there");
    const objects = await diffTarget(client, { app, target, manifests, signal });
    expect(objects.every(({ change }) => change === "create")).toBe(true);
    expect(objects.find(({ kind }) => kind === "Deployment")?.diff).toContain(
      "+          image: registry.demo/web:1",
    );
  });

  it("shows only what differs, and writes nothing", async () => {
    const { app, target, manifests } = await installed(shapes.web, "compared");
    const same = await diffTarget(client, { app, target, manifests, signal });
    expect(changes(same).filter((line) => !line.endsWith(" same"))).toEqual([]);

    const before = await client.get<LiveObject>(deploymentPath("compared", "web"));
    const next = rendered(shapes.web.replace("web:1", "web:2"), "compared");
    const objects = await diffTarget(client, { app, target, manifests: next.manifests, signal });
    expect(changes(objects).filter((line) => !line.endsWith(" same"))).toEqual(["Deployment update"]);
    const lines = objects
      .find(({ kind }) => kind === "Deployment")
      ?.diff.split("\n")
      .filter((line) => /^[-+] /.test(line));
    expect(lines).toEqual(
      [
        '-    app.kubernetes.io/version: "1"',
        '+    app.kubernetes.io/version: "2"',
        '-        app.kubernetes.io/version: "1"',
        '+        app.kubernetes.io/version: "2"',
        "-        - image: registry.demo/web:1",
        "+        - image: registry.demo/web:2",
      ].map((line) => line.replace("        - image", "          image")),
    );
    const after = await client.get<LiveObject>(deploymentPath("compared", "web"));
    expect(after["spec"]).toEqual(before["spec"]);
  });

  it("shows a foreign edit with who made it, and goes on with the other objects", async () => {
    const { app, target, manifests } = await installed(shapes.web, "edited");
    await edit(deploymentPath("edited", "web"), { spec: { minReadySeconds: 5 } });
    await edit(objectPath("Service", "edited", "web"), {
      metadata: { labels: { "halcyon.dev/team": "other" } },
    });
    const objects = await diffTarget(client, { app, target, manifests, signal });
    const found = objects.filter(({ change }) => change !== "same");
    expect(changes(found)).toEqual(["Service conflict", "Deployment conflict"]);
    expect(found[1]?.conflicts).toEqual([{ manager: "kubectl-edit", field: ".spec.minReadySeconds" }]);
    expect(found[1]?.diff).toContain("-  minReadySeconds: 5\n");
    expect(found[0]?.diff).toContain("-    halcyon.dev/team: other\n+    halcyon.dev/team: news\n");
  });

  it("does not count what an autoscaler decided", async () => {
    const { app, target, manifests } = await installed(shapes.autoscaled, "scaled");
    await room.api(
      "PATCH",
      `${objectPath("Deployment", "scaled", "autoscaled", "scale")}?fieldManager=kube-controller-manager`,
      { spec: { replicas: 9 } },
      { contentType: "application/merge-patch+json" },
    );
    const objects = await diffTarget(client, { app, target, manifests, signal });
    expect(changes(objects).filter((line) => !line.endsWith(" same"))).toEqual([]);
  });

  it("names an object the API server refuses and compares the rest", async () => {
    const { app, target, manifests } = await installed(shapes.web, "refused");
    const wrong = manifests.map((manifest) =>
      manifest.kind === "Service"
        ? { ...manifest, spec: { ...(manifest["spec"] as object), type: "Nonsense" } }
        : manifest,
    );
    const objects = await diffTarget(client, { app, target, manifests: wrong, signal });
    expect(changes(objects).filter((line) => !line.endsWith(" same"))).toEqual(["Service refused"]);
    expect(objects.find(({ change }) => change === "refused")?.reason).toContain("Nonsense");
  });
});
