import { appsEndpoints as api, auditEndpoints, type ClusterDiff } from "@halcyon/contracts";
import { type TestRoom, testRoom } from "@halcyon/lab/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type AppsTestServer, appsServer, listedFleet } from "./testing/server.ts";

let room: TestRoom;
let kube: KubeClient;
let hung: KubeClient;
let server: AppsTestServer;
let lin: ApiClient;
/** Clusters a test has taken away, and how they fail. */
const broken = new Map<string, () => Promise<KubeClient>>();
const openReleases = new Map<string, string>();

beforeAll(async () => {
  room = await testRoom({ nodes: 1 });
  kube = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.halcyon });
  // Nothing listens there.
  hung = createKubeClient({ server: "https://127.0.0.1:1", ca: room.caData, token: "x" });
  const fleet = listedFleet(async (id, act, actor) => {
    const failure = broken.get(id);
    if (failure !== undefined) return failure();
    return kube.as({ user: actor, groups: [`halcyon:${act}`] });
  });
  server = await appsServer(
    // One real cluster stands for nm-1; the others of the list are no part of this fleet.
    {
      ...fleet,
      clusters: async () =>
        (await fleet.clusters()).filter(({ name }) => name === "nm-1" || broken.has(`id-${name}`)),
    },
    { openRelease: async (app) => openReleases.get(app) ?? null, patienceMs: 5_000 },
  );
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
});
afterAll(async () => {
  await server?.close();
  await kube?.close();
  await hung?.close();
  await room?.dispose();
});

const yaml = (name: string, replicas = "north-mobile: 1") =>
  `name: ${name}\nteam: news\nimage: registry.demo/${name}:1\nports: [{ name: http, port: 8080, service: 80 }]\nreplicas: { ${replicas} }\n`;

/** Stores a version and puts it into the cluster, as a release would in the end. */
async function running(name: string, spec = yaml(name)): Promise<void> {
  await lin.get(api.apply, { params: { app: name }, body: { spec } });
  const version = await server.apps.latestVersion(name);
  const client = kube.as({ user: "lin", groups: ["halcyon:release"] });
  await server.apps.ensureNamespace(client, name);
  await server.apps.applyObjects(client, version?.rendering["nm-1"] ?? []);
}
const diff = (app: string, body: object = {}) => lin.get(api.diff, { params: { app }, body });
const summary = (cluster: ClusterDiff | undefined) => [
  cluster?.state,
  ...(cluster?.objects.map(({ kind, change }) => `${kind} ${change}`) ?? []),
];
async function gone(what: string, path: string): Promise<void> {
  for (let left = 600; left > 0; left -= 1) {
    if ((await kube.list(path)).items.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not go`);
}

describe("app diff", () => {
  it("says that all is the same, then what a new spec would change, then what would be made", async () => {
    await running("diffed");
    expect(await diff("diffed")).toEqual({
      version: 1,
      clusters: [{ cluster: "nm-1", room: "north-mobile", state: "same", reason: "", objects: [] }],
    });
    const all = await diff("diffed", { all: true });
    expect(summary(all.clusters[0])).toEqual([
      "same",
      "ServiceAccount same",
      "Service same",
      "Deployment same",
    ]);
    const next = await diff("diffed", { spec: yaml("diffed").replace("service: 80", "service: 81") });
    expect([next.version, summary(next.clusters[0])]).toEqual([null, ["changed", "Service update"]]);
    expect(next.clusters[0]?.objects[0]?.diff).toMatch(/^-\s+port: 80\n\+\s+port: 81$/m);

    await lin.get(api.apply, { params: { app: "unborn" }, body: { spec: yaml("unborn") } });
    const made = await diff("unborn");
    expect(summary(made.clusters[0])).toEqual([
      "changed",
      "ServiceAccount create",
      "Service create",
      "Deployment create",
    ]);
  });

  it("shows a foreign edit with its manager and leaves it alone", async () => {
    await running("touched");
    const path = `${objectPath("Deployment", "touched", "touched")}?fieldManager=kubectl-set`;
    const containers = [{ name: "touched", image: "registry.demo/evil:9" }];
    await room.api(
      "PATCH",
      path,
      { spec: { template: { spec: { containers } } } },
      { contentType: "application/strategic-merge-patch+json" },
    );
    const [cluster] = (await diff("touched")).clusters;
    expect(summary(cluster)).toEqual(["changed", "Deployment conflict"]);
    expect(cluster?.objects[0]).toMatchObject({
      conflicts: [{ manager: "kubectl-set", field: '.spec.template.spec.containers[name="touched"].image' }],
      diff: expect.stringMatching(
        /^-.*image: registry\.demo\/evil:9\n\+.*image: registry\.demo\/touched:1$/m,
      ),
    });
    const again = await diff("touched");
    expect(summary(again.clusters[0])).toEqual(["changed", "Deployment conflict"]);
  });

  it("names a cluster that does not answer, and compares the others", async () => {
    broken.set("id-nt-1", async () => hung);
    try {
      await running("half", yaml("half", "north-mobile: 1, north-telecom: 1"));
      const { clusters } = await diff("half");
      expect(clusters.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual([
        "nm-1 same",
        "nt-1 unreachable",
      ]);
      expect(clusters[1]?.reason).toContain("nothing listens there");
      const one = await diff("half", { cluster: "nm-1" });
      expect(one.clusters.map(({ cluster }) => cluster)).toEqual(["nm-1"]);
    } finally {
      broken.delete("id-nt-1");
    }
  });

  it("does not wait for a hung cluster longer than its patience", async () => {
    await running("patient");
    room.freeze("kube-apiserver");
    try {
      const [cluster] = (await diff("patient")).clusters;
      expect([cluster?.state, cluster?.reason]).toEqual(["unreachable", "no answer within 5 seconds"]);
    } finally {
      room.thaw("kube-apiserver");
    }
  });

  it("refuses a version, a spec or a cluster that is not the app's", async () => {
    await running("asked");
    const call = (body: object) => lin.call(api.diff, { params: { app: "asked" }, body });
    expect((await call({ version: 7 })).problem?.code).toBe("app_version_not_found");
    expect((await call({ spec: yaml("another") })).problem?.code).toBe("app_name_mismatch");
    expect((await call({ spec: "a: b" })).problem?.code).toBe("app_spec_invalid");
    expect((await call({ cluster: "mars" })).problem?.code).toBe("app_cluster_unknown");
  });
});

describe("removing an app", () => {
  const remove = (app: string) => lin.call(api.remove, { params: { app } });

  it("is refused while anything of it runs or is being released", async () => {
    await running("busy");
    expect((await remove("busy")).problem).toMatchObject({ code: "app_still_running", status: 409 });
    await running("opened", yaml("opened", "north-mobile: 0"));
    openReleases.set("opened", "42");
    expect((await remove("opened")).problem).toMatchObject({
      code: "app_release_open",
      detail: "release 42 of opened is open",
    });
    expect((await lin.get(api.get, { params: { app: "opened" } })).name).toBe("opened");
  });

  it("is refused while a cluster cannot say whether anything runs", async () => {
    await running("unsure", yaml("unsure", "north-mobile: 0"));
    broken.set("id-st-1", async () => hung);
    try {
      const { problem } = await remove("unsure");
      expect(problem).toMatchObject({ code: "app_cluster_unreachable", status: 503 });
      expect(problem?.detail).toContain("st-1");
      expect((await kube.list(collectionPath("Service", "unsure"))).items.length).toBe(1);
    } finally {
      broken.delete("id-st-1");
    }
  });

  it("clears up what Halcyon made, keeps the versions, and lets the name come back with its numbers", async () => {
    await running("leaving", yaml("leaving", "north-mobile: 0"));
    const removed = await remove("leaving");
    expect(removed.body).toEqual({ removed: "leaving", pruned: [{ cluster: "nm-1", objects: 3 }] });
    expect((await lin.call(api.get, { params: { app: "leaving" } })).status).toBe(403);
    expect((await server.admin.call(api.get, { params: { app: "leaving" } })).problem?.code).toBe(
      "app_not_found",
    );
    await gone("the Deployment", collectionPath("Deployment", "leaving"));
    await gone("the Service", collectionPath("Service", "leaving"));
    expect(await server.apps.findApp("leaving")).toBeNull();
    expect((await server.apps.version("leaving", 1)).number).toBe(1);

    const back = await lin.get(api.apply, { params: { app: "leaving" }, body: { spec: yaml("leaving") } });
    expect(back.version.number).toBe(2);
    const rows = await server.admin.get(auditEndpoints.list, { query: { app: "leaving" } });
    expect(rows.items.map(({ verb }) => verb).reverse()).toEqual(["app.apply", "app.remove", "app.apply"]);
  });
});
