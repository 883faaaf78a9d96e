import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { Writable } from "node:stream";
import { auditEndpoints, type ClusterCredentials, fleetEndpoints as api } from "@halcyon/contracts";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath } from "#kube/paths.ts";
import { pair } from "#kube/testing/certificates.ts";
import { until } from "#kube/testing/followed.ts";
import { generateKey } from "#platform/secrets.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  byKubeconfig,
  byToken,
  type FleetTestServer,
  fleetServer,
  register,
  stateOf,
} from "./testing/server.ts";

let server: FleetTestServer;
let operations: ApiClient;
let rooms: SharedRoom[];
/** As administrator of the first room. */
let inFirst: KubeClient;
const secretKeys = [generateKey()];
const logged: string[] = [];
const log = pino(
  { level: "trace" },
  new Writable({ write: (chunk, _encoding, done) => (logged.push(String(chunk)), done()) }),
);

beforeAll(async () => {
  rooms = await sharedRooms();
  server = await fleetServer({ config: { secretKeys }, log });
  operations = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
  const { server: address, caData, tokens } = first();
  inFirst = createKubeClient({ server: address, ca: caData, token: tokens.admin });
  await operations.get(api.roomCreate, {
    body: { name: "north", displayName: "北方移动", carrier: "中国移动" },
  });
});
afterAll(async () => {
  await inFirst?.close();
  await server?.close();
});

const first = () => rooms[0] as SharedRoom;
const second = () => rooms[1] as SharedRoom;
const add = (name: string, credentials: ClusterCredentials, room = "north", who = operations) =>
  who.call(api.clusterAdd, { body: { name, room, credentials } });
const clusterNames = async (who = operations) =>
  (await who.get(api.clusterList)).items.map(({ name }) => name);

describe("rooms", () => {
  it("are made, shown, changed and removed", async () => {
    await operations.get(api.roomCreate, { body: { name: "south" } });
    const changed = await operations.get(api.roomUpdate, {
      params: { room: "south" },
      body: { carrier: "中国电信" },
    });
    expect(changed).toMatchObject({ name: "south", displayName: "south", carrier: "中国电信", clusters: [] });
    expect((await operations.get(api.roomList)).items.map(({ name }) => name)).toEqual(["north", "south"]);
    const page = await operations.get(api.roomList, { query: { limit: 1 } });
    expect(
      (await operations.get(api.roomList, { query: { limit: 1, cursor: page.next ?? "" } })).items[0]?.name,
    ).toBe("south");
    await operations.get(api.roomDelete, { params: { room: "south" } });
    expect((await operations.get(api.roomList)).items).toHaveLength(1);
  });

  it.each([
    [
      "a name that is taken",
      () => operations.call(api.roomCreate, { body: { name: "north" } }),
      409,
      "fleet_room_exists",
    ],
    [
      "a name that is no label",
      () => operations.call(api.roomCreate, { body: { name: "North!" } }),
      400,
      "http_input_invalid",
    ],
    [
      "an unknown room to change",
      () => operations.call(api.roomUpdate, { params: { room: "x" }, body: {} }),
      404,
      "fleet_room_not_found",
    ],
    [
      "an unknown room to remove",
      () => operations.call(api.roomDelete, { params: { room: "x" } }),
      404,
      "fleet_room_not_found",
    ],
  ])("refuse %s", async (_what, call, status, code) => {
    const { problem } = await call();
    expect(problem).toMatchObject({ status, code });
    expect(problem?.hint).not.toBe("");
  });

  it("are changed by operations only", async () => {
    const viewer = await server.person({ name: "vi", grants: [{ role: "viewer", team: null }] });
    expect((await viewer.call(api.roomCreate, { body: { name: "other" } })).status).toBe(403);
    expect((await add("x", byToken(first()), "north", viewer)).status).toBe(403);
    expect((await viewer.call(api.roomList)).status).toBe(200);
  });
});

describe("registration", () => {
  it("takes a kubeconfig, or server, token and CA, and the cluster is followed at once", async () => {
    const one = await register(operations, "first", "north", byKubeconfig(first()));
    expect(one).toMatchObject({
      room: "north",
      server: first().server,
      signsInAs: "halcyon",
      version: "v1.37.2",
      reason: "",
    });
    expect(one.counts.nodes).toBe(8);
    await register(operations, "second", "north", byToken(second()));
    expect((await operations.get(api.roomList)).items[0]?.clusters).toEqual(["first", "second"]);
    const audited = (await server.admin.get(auditEndpoints.list, { query: { kind: "cluster" } })).items;
    expect(audited.map(({ verb, subject }) => [verb, subject.name])).toEqual([
      ["cluster.add", "second"],
      ["cluster.add", "first"],
    ]);
  });

  it("looks whether a cluster could be registered, and stores nothing", async () => {
    const target = rooms[2] as SharedRoom;
    const check = (credentials: ClusterCredentials, name?: string) =>
      operations.call(api.clusterCheck, { body: { credentials, ...(name === undefined ? {} : { name }) } });
    for (const name of [undefined, "third"]) {
      const { body } = await check(byToken(target), name);
      expect(body).toEqual({ server: target.server, version: "v1.37.2", signsInAs: "halcyon" });
    }
    expect(await clusterNames()).toEqual(["first", "second"]);
    const [row] = (await server.admin.get(auditEndpoints.list, { query: { verb: "cluster.check" } })).items;
    expect(row).toMatchObject({ subject: { kind: "cluster", name: "third" }, actor: { name: "ops" } });
    expect(JSON.stringify(row)).not.toContain(target.tokens.halcyon);
    for (const [given, status, code] of [
      [[byToken(target), "first"], 409, "fleet_cluster_exists"],
      [[byToken(first()), "third"], 409, "fleet_cluster_duplicate"],
      [
        [{ ...byToken(target), token: "not-a-token" } as ClusterCredentials],
        422,
        "fleet_cluster_sign_in_refused",
      ],
      [
        [{ ...byToken(target), server: "https://127.0.0.1:1" } as ClusterCredentials],
        422,
        "fleet_cluster_unreachable",
      ],
    ] as const) {
      const [credentials, name] = given;
      expect((await check(credentials, name)).problem).toMatchObject({ status, code });
    }
  });

  it("refuses a cluster that is registered already, under whatever name", async () => {
    const again = await add("third", byToken(first()));
    expect(again.problem).toMatchObject({ status: 409, code: "fleet_cluster_duplicate" });
    expect(again.problem?.detail).toContain("first");
    expect((await add("first", byToken(rooms[2] as SharedRoom))).problem?.code).toBe("fleet_cluster_exists");
    expect((await add("third", byToken(rooms[2] as SharedRoom), "nowhere")).problem?.code).toBe(
      "fleet_room_not_found",
    );
    expect((await operations.call(api.roomDelete, { params: { room: "north" } })).problem?.code).toBe(
      "fleet_room_not_empty",
    );
  });

  it("refuses what cannot be used, says why, and stores nothing", async () => {
    const target = rooms[2] as SharedRoom;
    const good = byToken(target) as Extract<ClusterCredentials, { kind: "token" }>;
    const powerless = await tokenWithoutRights();
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    const other = createHttpsServer(
      pair,
      (_request, response) => void response.end('{"hello":"world"}'),
    ).listen(0, "127.0.0.1");
    await until("both to listen", () => (silent.listening && other.listening) || null);
    const port = (listener: { address(): unknown }) => (listener.address() as AddressInfo).port;
    const plugin = {
      kind: "kubeconfig",
      kubeconfig: (byKubeconfig(target) as { kubeconfig: string }).kubeconfig.replace(
        /token: .*/,
        "exec: { command: id }",
      ),
    } as const;
    try {
      for (const [credentials, status, code, detail] of [
        [
          { ...good, server: "https://127.0.0.1:1" },
          422,
          "fleet_cluster_unreachable",
          /nothing listens there/,
        ],
        [
          { ...good, server: "https://nowhere.invalid" },
          422,
          "fleet_cluster_unreachable",
          /does not resolve/,
        ],
        [
          { ...good, server: `https://127.0.0.1:${port(silent)}` },
          422,
          "fleet_cluster_unreachable",
          /within|did not answer/,
        ],
        [{ ...good, ca: pair.cert }, 422, "fleet_cluster_unreachable", /not signed by the CA given/],
        [{ ...good, tlsServerName: "elsewhere" }, 422, "fleet_cluster_unreachable", /another name/],
        [
          { ...good, server: `https://127.0.0.1:${port(other)}`, ca: pair.cert, tlsServerName: "halcyon" },
          422,
          "fleet_cluster_unsupported",
          /not as a Kubernetes/,
        ],
        [{ ...good, token: "not-a-token" }, 422, "fleet_cluster_sign_in_refused", /does not accept/],
        [
          { ...good, server: first().server, ca: first().caData, token: powerless },
          422,
          "fleet_cluster_permission_missing",
          /may not: get nodes, list nodes/,
        ],
        [{ ...good, token: "two words" }, 400, "fleet_credentials_invalid", /token: .*blanks/],
        [{ ...good, ca: "no certificate" }, 400, "fleet_credentials_invalid", /ca: .*PEM/],
        [{ ...good, server: "http://127.0.0.1:80" }, 400, "fleet_credentials_invalid", /https/],
        [plugin, 400, "fleet_credentials_invalid", /exec plugin/],
        [{ kind: "kubeconfig", kubeconfig: "a: [" }, 400, "fleet_credentials_invalid", /not valid YAML/],
        [
          {
            kind: "kubeconfig",
            kubeconfig: (byKubeconfig(target) as { kubeconfig: string }).kubeconfig,
            context: "y",
          },
          400,
          "fleet_credentials_invalid",
          /no context named "y"/,
        ],
      ] as const) {
        const { problem } = await add("wrong", credentials);
        expect(problem, String(detail)).toMatchObject({ status, code });
        expect(problem?.detail).toMatch(detail);
        expect(JSON.stringify(problem)).not.toContain(good.token);
      }
    } finally {
      silent.close();
      other.close();
    }
    expect(await clusterNames()).toEqual(["first", "second"]);
    const stored = await sql<{ count: string }>`select count(*) from fleet_clusters`.execute(
      server.platform.database.db,
    );
    expect(Number(stored.rows[0]?.count)).toBe(2);
  });

  it("keeps credentials out of the database's text, every answer and the log", async () => {
    const { token } = byToken(first()) as { token: string };
    const stored = await sql<{ row: string }>`
      select c::text as row from fleet_clusters c union all select a::text from audit_events a`.execute(
      server.platform.database.db,
    );
    const answers = await Promise.all([
      operations.raw("/api/v1/clusters"),
      operations.raw("/api/v1/clusters/first"),
      server.admin.raw("/api/v1/audit"),
    ]);
    const texts = [
      ...stored.rows.map(({ row }) => row),
      ...(await Promise.all(answers.map((answer) => answer.text()))),
      ...logged,
    ];
    expect(stored.rows.length).toBeGreaterThan(3);
    expect(logged.length).toBeGreaterThan(3);
    for (const secret of [token, Buffer.from(token).toString("base64"), "not-a-token", "two words"]) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it("replaces credentials, but not by those of another cluster", async () => {
    const update = (credentials: ClusterCredentials) =>
      operations.call(api.clusterUpdate, { params: { cluster: "first" }, body: { credentials } });
    expect((await update(byToken(rooms[2] as SharedRoom))).problem?.code).toBe("fleet_cluster_different");
    expect(
      (await update({ ...byToken(first()), token: "revoked" } as ClusterCredentials)).problem?.code,
    ).toBe("fleet_cluster_sign_in_refused");
    await stateOf(operations, "first", "fresh");
    expect((await update(byToken(first()))).problem).toBeNull();
    await stateOf(operations, "first", "fresh");
    expect((await operations.get(api.search, { query: { q: "cluster:first kind:node" } })).total).toBe(8);
    expect(
      (await operations.call(api.clusterUpdate, { params: { cluster: "none" }, body: {} })).problem?.code,
    ).toBe("fleet_cluster_not_found");
  });
});

describe("several server processes", () => {
  it("each follow what one of them registers, and forget what it removes", async () => {
    const third = rooms[2] as SharedRoom;
    const other = await fleetServer({ config: { databaseUrl: server.databaseUrl, secretKeys } });
    try {
      await register(operations, "third", "north", byToken(third));
      await stateOf(other.admin, "third", "fresh");
      const found = await other.admin.get(api.search, { query: { q: "cluster:third kind:node" } });
      expect(found.total).toBe(8);
      await operations.get(api.clusterRemove, { params: { cluster: "third" } });
      for (const each of [server, other]) {
        await until("it to be forgotten", async () => {
          const answer = await each.admin.get(api.search, { query: { q: "kind:node" } });
          return answer.clusters.length === 2 && answer.total === 16 ? true : null;
        });
      }
      expect((await other.admin.call(api.clusterGet, { params: { cluster: "third" } })).problem?.code).toBe(
        "fleet_cluster_not_found",
      );
    } finally {
      await other.close();
    }
  });
});

describe("the door", () => {
  it("acts as the person with the group of the act, which alone may write", async () => {
    const deployment = collectionPath("Deployment", "default");
    const reader = await server.fleet.client("first", "read");
    await expect(reader.post(deployment, {}, { dryRun: true })).rejects.toMatchObject({ status: 403 });
    await expect(reader.get("/api/v1/namespaces/kube-system/secrets")).rejects.toMatchObject({ status: 403 });
    const acting = await server.fleet.client("first", "release", "lin");
    await expect(acting.post(deployment, {}, { dryRun: true })).rejects.toMatchObject({
      reason: expect.not.stringMatching("Forbidden"),
    });
    await expect(acting.get("/api/v1/namespaces/kube-system/secrets")).rejects.toMatchObject({ status: 403 });
    await expect(
      reader.as({ user: "lin", groups: ["system:masters"] }).get("/api/v1/nodes"),
    ).rejects.toMatchObject({ status: 403 });
    await expect(server.fleet.client("nowhere", "read")).rejects.toMatchObject({
      code: "fleet_cluster_not_found",
    });
  });
});

async function tokenWithoutRights(): Promise<string> {
  const accounts = collectionPath("ServiceAccount", "default");
  await inFirst.post(accounts, { metadata: { name: "powerless" } }).catch(() => undefined);
  const request = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 600 },
  };
  const made = await inFirst.post<{ status: { token: string } }>(`${accounts}/powerless/token`, request);
  return made.status.token;
}
