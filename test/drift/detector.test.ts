/** The detector while a cluster is away, and while processes come, go and are killed. On real clusters. */
import { driftEndpoints } from "@halcyon/contracts";
import { type Fault, type FaultProxy, startProxy } from "@halcyon/lab";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Fixture,
  releaseFixture,
  type TestApp,
} from "../../packages/server/src/domains/releases/testing/fixture.ts";
import {
  type HalcyonProcess,
  startHalcyon,
} from "../../packages/server/src/domains/releases/testing/process.ts";
import { type Stranger, strangerIn } from "../../packages/server/src/domains/releases/testing/stranger.ts";
import { generateKey } from "../../packages/server/src/platform/secrets.ts";
import { leaseEpoch } from "../../packages/server/src/platform/testing/lease-epoch.ts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import { rolesOf } from "../../packages/server/src/roles.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { drifted, finding } from "./seen.ts";

const secretKey = generateKey();
const patienceMs = 60_000;
const hands: Stranger[] = [];
const processes: HalcyonProcess[] = [];
let here: SharedRoom;
let away: SharedRoom;
let proxy: FaultProxy;
/** Serves the API and looks for nothing: that is left to processes which can be killed. */
let fixture: Fixture;
let app: TestApp;
let near: Stranger;
let far: Stranger;

async function another(): Promise<HalcyonProcess> {
  const started = await startHalcyon({ databaseUrl: fixture.server.databaseUrl, secretKey });
  processes.push(started);
  return started;
}

beforeAll(async () => {
  const rooms = await sharedRooms();
  here = rooms[0] as SharedRoom;
  away = rooms[1] as SharedRoom;
  proxy = await startProxy(away, { tls: away.serving });
  const reached = [here, { ...away, address: { server: proxy.url, ca: away.caData } }];
  fixture = await releaseFixture(reached, { config: { roles: rolesOf("api"), secretKeys: [secretKey] } });
  await another();
  app = await fixture.app({ replicas: { [here.name]: 1, [away.name]: 1 } });
  [near, far] = [strangerIn(here, app.name), strangerIn(away, app.name)];
  hands.push(near, far);
});
afterEach(() => proxy?.clear());
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await Promise.all(processes.map((one) => one.kill()));
  await fixture?.close();
  await proxy?.close();
});

const at = (room: SharedRoom, wanted: Parameters<typeof drifted>[3]) =>
  drifted(fixture.developer, app.name, room.name, wanted, patienceMs);
const replicas = () => `Deployment/${app.name}:spec.replicas`;
const found = (room: SharedRoom) => finding(fixture.developer, app.name, room.name, replicas());

const epoch = () => leaseEpoch(fixture.server.platform.database, "drift");

describe("a cluster that is away", () => {
  const faults: [string, Fault][] = [
    ["hangs", { kind: "hang" }],
    ["is dead", { kind: "reset" }],
  ];
  it.each(faults)(
    "and %s is unknown, never without drift; the others go on, and so does it",
    async (_how, fault) => {
      const { developer } = fixture;
      const params = { app: app.name };
      await at(here, ({ state }) => state === "same");
      await at(away, ({ state }) => state === "same");
      proxy.set([fault]);
      await far.scale(3);
      await near.scale(2);
      const unknown = await at(away, ({ state }) => state === "unknown");
      expect(unknown.reason).not.toBe("");
      expect(unknown.checkedAt).not.toBeNull();
      await found(here);

      const body = { reason: "it fixed the leak" };
      const taken = { params, body: { ...body, cluster: away.name } };
      const named = { params, body: { ...body, clusters: [away.name] } };
      await until("the detector itself to have noticed", async () => {
        const { problem } = await developer.call(driftEndpoints.takeIn, taken);
        return problem?.code === "drift_unknown" ? problem.detail.includes(away.name) : null;
      });
      expect((await developer.call(driftEndpoints.putBack, named)).problem?.code).toBe("drift_unknown");
      const others = await developer.get(driftEndpoints.putBack, { params, body: { ...body, dryRun: true } });
      expect(others.plan.targets.map(({ cluster }) => cluster)).toEqual([here.name]);
      expect(others.sentence).toContain(away.name);
      await near.scale(1);
      await at(here, ({ state }) => state === "same");
      expect((await developer.call(driftEndpoints.putBack, { params, body })).problem?.code).toBe(
        "drift_unknown",
      );

      proxy.clear();
      await found(away);
      await far.scale(1);
      await at(away, ({ state }) => state === "same");
    },
  );
});

describe("several processes", () => {
  it("let one of them look; where it is killed another goes on, and finds what was edited in between", async () => {
    const [first] = processes as [HalcyonProcess];
    const before = await epoch();
    await another();
    await near.scale(2);
    await found(here);
    expect(await epoch()).toBe(before);

    await first.kill();
    await near.scale(1);
    await far.scale(4);
    await at(here, ({ state }) => state === "same");
    await found(away);
    expect(await epoch()).toBe(before + 1);
    await far.scale(1);
    await at(away, ({ state }) => state === "same");
  });
});
