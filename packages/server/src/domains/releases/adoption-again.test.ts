/** Halcyon is killed after clusters were written to and before the adoption was stored: taking once more finishes it. */
import { adoptEndpoints as api, appsEndpoints } from "@halcyon/contracts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { generateKey } from "#platform/secrets.ts";
import { until } from "#platform/testing/until.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { allowHelm, type Existing, existing, type Legacy, roomClient } from "./testing/existing.ts";
import { type Fixture, releaseFixture } from "./testing/fixture.ts";
import { type HalcyonProcess, startHalcyon } from "./testing/process.ts";

const secretKey = generateKey();
const release = "harbor-core";
const app = `again-${process.pid}`;
let fixture: Fixture;
let rooms: SharedRoom[];
let clients: KubeClient[] = [];
let killed: HalcyonProcess;
beforeAll(async () => {
  rooms = (await sharedRooms()).slice(0, 2);
  clients = rooms.map(roomClient);
  fixture = await releaseFixture(rooms, { config: { secretKeys: [secretKey] } });
  killed = await startHalcyon({ databaseUrl: fixture.server.databaseUrl, secretKey });
});
afterAll(async () => {
  await killed?.kill();
  await Promise.all(clients.map((client) => client.close()));
  await fixture?.close();
});

const secretOwners = () =>
  Promise.all(
    clients.map(async (client) => {
      const secret = objectPath("Secret", app, `sh.helm.release.v1.${release}.v3`);
      return (await client.get<Existing>(secret)).metadata.labels?.["owner"];
    }),
  );

it("of a Helm release in two clusters, without a restart, and giving back restores Helm's marks in both", async () => {
  const legacies: Legacy[] = await Promise.all(
    clients.map((client) => existing(client, release, "helm", app)),
  );
  await Promise.all(clients.map((client) => allowHelm(client, app)));
  const pods = () => Promise.all(legacies.map((legacy) => legacy.pods()));
  const before = await pods();
  const { operator, server } = fixture;
  const body = {
    ...{ team: "news", namespace: app, workload: release, helm: release },
    clusters: rooms.map(({ name }) => ({ cluster: name })),
  };
  const params = { app };
  const plan = await operator.get(api.plan, { params, body });
  expect(plan.warnings.filter((text) => text.includes("no longer find release"))).toHaveLength(2);

  // The clusters are written to, and the transaction that would store it waits for a lock that does not come.
  const { promise: unlocked, resolve: unlock } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lockedNow } = Promise.withResolvers<void>();
  const lock = server.platform.database.transaction(async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    await sql`lock table app_adoptions in access exclusive mode`.execute(tx);
    lockedNow();
    await unlocked;
  });
  await locked;
  const taking = killed
    .client(operator.token)
    .get(api.take, { params, body: { ...body, hash: plan.hash } })
    .catch((error: unknown) => error);
  await until("both clusters to be taken", async () =>
    (await secretOwners()).every((owner) => owner === "halcyon"),
  );
  await killed.kill();
  unlock();
  await lock;
  expect(await taking).toBeInstanceOf(Error);
  expect((await operator.call(appsEndpoints.get, { params })).problem?.status).toBe(404);

  const again = await operator.get(api.plan, { params, body });
  expect(again.clusters.flatMap(({ differences }) => differences)).toEqual([]);
  expect(again.helm).toMatchObject({ release, revision: 3 });
  await operator.get(api.take, { params, body: { ...body, hash: again.hash } });
  expect((await operator.get(appsEndpoints.get, { params })).latest?.number).toBe(1);
  expect(await pods()).toEqual(before);

  await operator.get(api.disown, { params, body: { reason: "back to Helm" } });
  expect(await pods()).toEqual(before);
  expect(await secretOwners()).toEqual(["helm", "helm"]);
  for (const legacy of legacies) {
    const { metadata } = await legacy.deployment();
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "Helm" });
    expect(metadata.annotations).toMatchObject({ "meta.helm.sh/release-name": release });
  }
}, 120_000);
