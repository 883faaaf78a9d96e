import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetEndpoints as api } from "@halcyon/contracts";
import { type FaultProxy, type Room, startProxy, startRoom } from "@halcyon/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { until } from "#kube/testing/followed.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { byToken, type FleetTestServer, fleetServer, register, stateOf } from "./testing/server.ts";

/** A fleet of a healthy cluster and one that this file breaks. */
let server: FleetTestServer;
let dir: string;
let room: Room;
let proxy: FaultProxy;
let healthy: SharedRoom;

const roomOptions = () => ({ name: "breaks", dir, nodes: 3, index: 12, unsafeNoFsync: true });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-fleet-"));
  healthy = (await sharedRooms())[0] as SharedRoom;
  room = await startRoom(roomOptions());
  proxy = await startProxy(room, { tls: room.serving });
  server = await fleetServer();
  await register(server.admin, "good", "north", byToken(healthy));
  await register(server.admin, "bad", "south", byToken(room, proxy.url));
});
afterAll(async () => {
  await server?.close();
  await proxy?.close();
  await room?.stop();
  await rm(dir, { recursive: true, force: true });
});

const nodes = (q: string) => server.admin.get(api.search, { query: { q: `kind:node ${q}` } });
const namespacesIn = (cluster: string) =>
  server.fleet
    .client(cluster, "read")
    .then((client) => client.list(collectionPath("Namespace"), {}, { timeoutMs: 2_000 }));

describe("one hung cluster", () => {
  it("spinnaker #6256: does not stop the caching of the healthy ones, and is named in every answer", async () => {
    proxy.set([{ kind: "hang" }]);
    const label = `round-${process.pid}`;
    const node = (await nodes("cluster:good")).items[0]?.name as string;
    await labelNode(node, label);
    await until("the healthy cluster's change", async () =>
      (await nodes(`label:${label}`)).total === 1 ? true : null,
    );
    await stateOf(server.admin, "bad", "unreachable");
    for (const answer of [
      await nodes(""),
      await server.admin.get(api.podList),
      await server.admin.get(api.eventList),
    ]) {
      const states = answer.clusters.map(({ name, state, reason }) => [name, state, reason]);
      expect(states).toEqual([
        ["bad", "unreachable", expect.stringContaining("did not answer within")],
        ["good", "fresh", ""],
      ]);
    }
    // What was last seen of it is still shown.
    expect((await nodes("cluster:bad")).total).toBe(3);
    expect((await server.fleet.clusters()).map(({ state }) => state)).toEqual(["unreachable", "fresh"]);
    const metrics = await (await server.admin.raw("/metrics")).text();
    expect(metrics).toContain('halcyon_cluster_state{cluster="bad",room="south",state="unreachable"} 1');
    expect(metrics).toContain('halcyon_cache_objects{cluster="bad",kind="nodes"} 3');
    proxy.clear();
    await stateOf(server.admin, "bad", "fresh");
  });

  it("kingfisher: a search asks no cluster anything", async () => {
    room.freeze("kube-apiserver");
    try {
      // Nobody can answer for this cluster now; its objects are found all the same.
      for (let at = 0; at < 50; at++) expect((await nodes("cluster:bad")).total).toBe(3);
    } finally {
      room.thaw("kube-apiserver");
    }
    await stateOf(server.admin, "bad", "fresh");
  });
});

describe("a cluster rebuilt under the same address", () => {
  it("flagger #1577: is shown as replaced, nothing of it is shown or touched, until a person accepts it", async () => {
    await room.stop();
    await stateOf(server.admin, "bad", "unreachable");
    room = await startRoom({ ...roomOptions(), nodes: 5, cleanEtcd: true });
    const replaced = await stateOf(server.admin, "bad", "replaced");
    expect(replaced.reason).toMatch(/another cluster answers/);
    expect((await nodes("cluster:bad")).total).toBe(0);
    await expect(server.fleet.client("bad", "read")).rejects.toMatchObject({
      code: "fleet_cluster_replaced",
    });
    await expect(server.fleet.client("bad", "release", "lin")).rejects.toMatchObject({
      code: "fleet_cluster_replaced",
    });
    expect((await nodes("cluster:good")).total).toBe(8);

    const update = (acceptReplaced: boolean) =>
      server.admin.call(api.clusterUpdate, { params: { cluster: "bad" }, body: { acceptReplaced } });
    expect((await update(false)).problem).toMatchObject({ status: 409, code: "fleet_cluster_different" });
    expect((await update(true)).problem).toBeNull();
    await stateOf(server.admin, "bad", "fresh");
    await until("its new nodes", async () => ((await nodes("cluster:bad")).total === 5 ? true : null));
    expect((await namespacesIn("bad")).items.length).toBeGreaterThan(2);
  });
});

/** Labels a node of the healthy room, as its administrator. */
async function labelNode(node: string, label: string): Promise<void> {
  const admin = createKubeClient({ server: healthy.server, ca: healthy.caData, token: healthy.tokens.admin });
  try {
    await admin.patch(
      objectPath("Node", undefined, node),
      { metadata: { labels: { [label]: "1" } } },
      { type: "merge" },
    );
  } finally {
    await admin.close();
  }
}
