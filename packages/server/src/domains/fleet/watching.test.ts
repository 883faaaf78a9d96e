import { fleetEndpoints as api, type Overview } from "@halcyon/contracts";
import { type FaultProxy, startProxy } from "@halcyon/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { until } from "#platform/testing/until.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { byToken, type FleetTestServer, fleetServer, register, stateOf } from "./testing/server.ts";
import { watched } from "#src/testing/watched.ts";

/** Two real clusters; the way to the second can be broken. */
let server: FleetTestServer;
let rooms: SharedRoom[];
let proxy: FaultProxy;
let admins: KubeClient[];
const namespace = `watched-${process.pid}`;

beforeAll(async () => {
  rooms = (await sharedRooms()).slice(0, 2);
  const behind = rooms[1] as SharedRoom;
  proxy = await startProxy(behind, { tls: behind.serving });
  admins = rooms.map((room) =>
    createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin }),
  );
  for (const admin of admins)
    await admin.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  server = await fleetServer();
  await register(server.admin, "good", "north", byToken(rooms[0] as SharedRoom));
  await register(server.admin, "bad", "south", byToken(behind, proxy.url));
});
afterAll(async () => {
  await Promise.all(
    (admins ?? []).map(async (admin) => {
      await admin.delete(objectPath("Namespace", undefined, namespace)).catch(() => undefined);
      await admin.close();
    }),
  );
  await server?.close();
  await proxy?.close();
});

const service = (name: string) => ({
  metadata: { name, namespace },
  spec: { ports: [{ port: 80 }] },
});
const addService = (cluster: 0 | 1, name: string) =>
  admins[cluster]?.post(collectionPath("Service", namespace), service(name));

/** A pod that asks for something, on a node of its own choosing. */
async function addPod(cluster: 0 | 1, name: string, cpu: string): Promise<void> {
  await until("the namespace's account", async () =>
    admins[cluster]?.get(objectPath("ServiceAccount", namespace, "default")),
  );
  await admins[cluster]?.post(collectionPath("Pod", namespace), {
    metadata: { name, namespace },
    spec: { containers: [{ name: "main", image: "web:1", resources: { requests: { cpu } } }] },
  });
}

describe("a watched page", () => {
  it("comes at once, and again when something in it changed", async () => {
    const watch = watched(server.admin, api.serviceWatch, { query: { namespace } });
    await watch.saw("the empty page", ({ total }) => total === 0);
    await addService(0, "one");
    const page = await watch.saw("one service", ({ total }) => total === 1);
    expect(page).toMatchObject({
      items: [{ cluster: "good", room: "north", name: "one" }],
      next: null,
      clusters: [
        { name: "bad", state: "fresh" },
        { name: "good", state: "fresh" },
      ],
    });
    await admins[0]?.delete(objectPath("Service", namespace, "one"));
    await until("the empty page again", () => watch.items.at(-1)?.total === 0);
    expect(watch.items).toHaveLength(3);
    await watch.stop();
  });

  it("keeps to its query, its row to begin at, and its room", async () => {
    for (const name of ["a", "b", "c"]) await addService(0, name);
    await addService(1, "a");
    const begin = watched(server.admin, api.serviceWatch, { query: { namespace, offset: 2, limit: 2 } });
    const page = await begin.saw("all four", ({ total }) => total === 4);
    expect(page.items.map(({ cluster, name }) => `${cluster} ${name}`)).toEqual(["good b", "good c"]);
    const south = watched(server.admin, api.serviceWatch, { query: { namespace, room: "south" } });
    await south.saw("its one", ({ items }) => items.length === 1);
    await addService(0, "d");
    await begin.saw("the fifth", ({ total }) => total === 5);
    await addService(1, "b");
    await south.saw("its second", ({ items }) => items.length === 2);
    // What happened in the other room was no reason to say anything.
    expect(south.items).toHaveLength(2);
    await Promise.all([begin.stop(), south.stop()]);
  });

  it("of nodes shows what pods ask for, when they do", async () => {
    const watch = watched(server.admin, api.nodeWatch, { query: { cluster: "good", limit: 1000 } });
    const asked = ({ items }: (typeof watch.items)[number]) =>
      items.reduce((sum, { requested }) => sum + requested.cpuMilli, 0);
    const first = await watch.saw("the nodes", ({ items }) => items.length > 0);
    await addPod(0, "asks", "1234m");
    await watch.saw("what it asks for", (page) => asked(page) - asked(first) >= 1234);
    await watch.stop();
  });

  it("says nothing after its reader went", async () => {
    const watch = () => watched(server.admin, api.serviceWatch, { query: { namespace } });
    const [one, two] = [watch(), watch()];
    await Promise.all([one, two].map((each) => each.saw("a page", () => true)));
    await one.stop();
    const before = one.items.length;
    await addService(0, "later");
    await two.saw("the change", ({ items }) => items.some(({ name }) => name === "later"));
    expect(one.items.length).toBe(before);
    await two.stop();
  });

  it("is refused like the list it shows", async () => {
    for (const [path, status] of [
      ["/api/v1/pods/watch?cursor=x", 400],
      ["/api/v1/pods/watch?limit=0", 400],
      ["/api/v1/pods/watch?offset=-1", 400],
      ["/api/v1/nodes/watch?namespace=x", 400],
    ] as const) {
      expect((await server.admin.raw(path)).status, path).toBe(status);
    }
    const nobody = await server.person({ name: "nobody" });
    expect((await nobody.raw("/api/v1/pods/watch")).status).toBe(403);
    expect((await server.anonymous.raw("/api/v1/overview/watch")).status).toBe(401);
  });
});

describe("while one cluster hangs", () => {
  it("spinnaker #6256: what is watched goes on for the others, and the hung one is named", async () => {
    const watch = watched(server.admin, api.serviceWatch, { query: { namespace, q: "name:hung" } });
    const overview = watched(server.admin, api.overviewWatch);
    await Promise.all([watch.saw("a page", () => true), overview.saw("an overview", () => true)]);
    proxy.set([{ kind: "hang" }]);
    await addService(0, "hung-one");
    await watch.saw("the healthy cluster's change", ({ total }) => total === 1);
    const named = await watch.saw("the hung cluster's state", ({ clusters }) =>
      clusters.some(({ name, state }) => name === "bad" && state === "unreachable"),
    );
    expect(named.clusters[0]?.reason).toContain("did not answer within");
    const told = await overview.saw(
      "it in the overview",
      (view) => clusterIn(view, "bad")?.state === "unreachable",
    );
    expect(clusterIn(told, "good")?.state).toBe("fresh");
    // What was last seen of it still counts.
    expect(clusterIn(told, "bad")?.nodes.total).toBe(8);
    await addService(0, "hung-two");
    await watch.saw("another change", ({ total }) => total === 2);

    proxy.clear();
    await stateOf(server.admin, "bad", "fresh");
    await addService(1, "hung-three");
    const back = await watch.saw("the cluster's own change", ({ total }) => total === 3);
    expect(back.clusters.map(({ state }) => state)).toEqual(["fresh", "fresh"]);
    await Promise.all([watch.stop(), overview.stop()]);
  });
});

describe("the overview", () => {
  it("counts rooms and clusters, and is what the lists say", async () => {
    const room = { name: "empty", displayName: "Not yet", carrier: "北方移动" };
    await server.admin.get(api.roomCreate, { body: room });
    const view = await until("the new room", async () => {
      const found = await server.admin.get(api.overview);
      return found.rooms.some(({ name }) => name === "empty") ? found : null;
    });
    expect(view.rooms.map(({ name }) => name)).toEqual(["empty", "north", "south"]);
    expect(view.rooms[0]).toEqual({ ...room, clusters: [] });
    const query = { cluster: "good", limit: 1000 };
    const [nodes, pods, deployments] = await Promise.all([
      server.admin.get(api.nodeList, { query }),
      server.admin.get(api.podList, { query }),
      server.admin.get(api.deploymentList, { query }),
    ]);
    const good = clusterIn(view, "good");
    expect(good).toMatchObject({
      state: "fresh",
      reason: "",
      version: expect.stringMatching(/^v1\./),
      nodes: { total: nodes.total, ready: 8, cordoned: 0 },
      pods: { total: pods.total },
      deployments: { total: deployments.total },
    });
    const sum = (of: (node: (typeof nodes.items)[number]) => number) =>
      nodes.items.reduce((all, node) => all + of(node), 0);
    expect(good?.allocatable.cpuMilli).toBe(sum((node) => node.allocatable.cpuMilli));
    expect(good?.requested.memoryBytes).toBe(sum((node) => node.requested.memoryBytes));
  });

  it("follows pods that fail, warnings, and a room's name", async () => {
    const watch = watched(server.admin, api.overviewWatch);
    const first = await watch.saw("an overview", () => true);
    const before = clusterIn(first, "good");
    await addPod(0, "too-large", "99999");
    await watch.saw(
      "a pod that no node can take, and the scheduler's warning",
      (view) =>
        (clusterIn(view, "good")?.pods.failing ?? 0) > (before?.pods.failing ?? 0) &&
        (clusterIn(view, "good")?.warnings ?? 0) > (before?.warnings ?? 0),
    );
    await server.admin.get(api.roomUpdate, { params: { room: "north" }, body: { displayName: "The North" } });
    await watch.saw("the new name", ({ rooms: all }) =>
      all.some(({ displayName }) => displayName === "The North"),
    );
    await watch.stop();
  });
});

function clusterIn({ rooms: all }: Overview, name: string) {
  return all.flatMap(({ clusters }) => clusters).find((cluster) => cluster.name === name);
}
