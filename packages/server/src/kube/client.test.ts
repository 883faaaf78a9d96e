import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, type Room, startProxy, startRoom } from "@halcyon/lab";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "./client.ts";
import { hasReason, isExpired } from "./errors.ts";
import { parseKubeconfig } from "./kubeconfig.ts";
import { collectionPath, objectPath } from "./paths.ts";
import { pair } from "./testing/certificates.ts";
import type { KubeObject } from "./types.ts";

let dir: string;
let room: Room;
let proxy: FaultProxy;
/** As administrator: directly, and through the proxy. */
let admin: KubeClient;
let proxied: KubeClient;
const configMaps = collectionPath("ConfigMap", "default");

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-client-"));
  room = await startRoom({ name: "client", dir, nodes: 1, index: 13, unsafeNoFsync: true });
  proxy = await startProxy(room, { tls: room.serving });
  const credentials = { ca: room.caData, token: room.tokens.admin };
  admin = createKubeClient({ server: room.server, ...credentials });
  proxied = createKubeClient({ server: proxy.url, ...credentials }, { requestMs: 1_000 });
});
afterAll(async () => {
  await Promise.all([admin?.close(), proxied?.close()]);
  await proxy?.close();
  await room?.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => proxy.clear());

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}
const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});
const pathOf = (name: string) => objectPath("ConfigMap", "default", name);

describe("reading and writing", () => {
  it("creates, reads, replaces, patches and deletes", async () => {
    await admin.post(configMaps, configMap("one", { a: "1" }));
    const made = await admin.get<ConfigMap>(pathOf("one"));
    const put = await admin.put<ConfigMap>(pathOf("one"), { ...made, data: { a: "2" } });
    expect(put.data).toEqual({ a: "2" });
    expect(
      (await admin.patch<ConfigMap>(pathOf("one"), { data: { b: "3" } }, { type: "merge" })).data,
    ).toEqual({ a: "2", b: "3" });
    const json = [{ op: "remove", path: "/data/a" }];
    expect((await admin.patch<ConfigMap>(pathOf("one"), json, { type: "json" })).data).toEqual({ b: "3" });
    await expect(admin.put(pathOf("one"), made)).rejects.toMatchObject({
      status: 409,
      reason: "Conflict",
      outcomeUnknown: false,
    });
    const preconditions = { uid: "11111111-2222-3333-4444-555555555555" };
    await expect(admin.delete(pathOf("one"), { preconditions })).rejects.toMatchObject({ status: 409 });
    await admin.delete(pathOf("one"), { dryRun: true });
    await admin.delete(pathOf("one"), { preconditions: { uid: made.metadata.uid } });
    const gone = await admin.get(pathOf("one")).catch((error: unknown) => error);
    expect(hasReason(gone, "NotFound")).toBe(true);
  });

  it("changes nothing in a dry run", async () => {
    await admin.post(configMaps, configMap("dry", { a: "1" }), { dryRun: true });
    await expect(admin.get(pathOf("dry"))).rejects.toMatchObject({ status: 404 });
  });

  it("applies on the server's side, and names whose field it would take", async () => {
    await admin.patch(pathOf("applied"), configMap("applied", { a: "1" }), {
      type: "apply",
      fieldManager: "first",
    });
    const other = admin.patch(pathOf("applied"), configMap("applied", { a: "2" }), {
      type: "apply",
      fieldManager: "second",
    });
    const refused = await other.catch((error: unknown) => error);
    expect(hasReason(refused, "Conflict")).toBe(true);
    expect(refused).toMatchObject({
      causes: [
        { field: ".data.a", reason: "FieldManagerConflict", message: expect.stringContaining('"first"') },
      ],
    });
    const forced = await admin.patch<ConfigMap>(pathOf("applied"), configMap("applied", { a: "2" }), {
      type: "apply",
      fieldManager: "second",
      force: true,
    });
    expect(forced.data).toEqual({ a: "2" });
  });

  it("acts as someone else with their groups, over the same connections", async () => {
    const review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const answer = await admin
      .as({ user: "lin", groups: ["halcyon:release", "b"] })
      .post<{ status: { userInfo: { username: string; groups: string[] } } }>(review, body);
    expect(answer.status.userInfo.username).toBe("lin");
    expect(answer.status.userInfo.groups).toEqual(["halcyon:release", "b", "system:authenticated"]);
  });

  it("reads a kubeconfig that the lab wrote", async () => {
    const client = createKubeClient(parseKubeconfig(await readFile(room.kubeconfigs.halcyon, "utf8")));
    try {
      expect((await client.list(collectionPath("Node"))).items).toHaveLength(1);
      await expect(client.list(collectionPath("Secret"))).rejects.toMatchObject({
        status: 403,
        reason: "Forbidden",
        kind: "api",
      });
    } finally {
      await client.close();
    }
  });

  it("pages, and gives each item of a page as list does", async () => {
    const { items } = await admin.list<KubeObject>(collectionPath("Namespace"));
    const each: KubeObject[] = [];
    const first = await admin.listEach<KubeObject>(collectionPath("Namespace"), { limit: 2 }, (item) =>
      each.push(item),
    );
    const rest = await admin.listEach<KubeObject>(
      collectionPath("Namespace"),
      { limit: 2, continue: first.metadata.continue ?? "" },
      (item) => each.push(item),
    );
    expect(rest.metadata.continue).toBeUndefined();
    expect(each).toEqual(items);
  });
});

describe("what goes wrong on the way", () => {
  it("a write whose answer is lost says that it may have happened, and is not sent again", async () => {
    proxy.set([{ kind: "truncate", afterBytes: 0, match: { method: "POST" }, count: 1 }]);
    await expect(proxied.post(configMaps, configMap("lost", {}))).rejects.toMatchObject({
      outcomeUnknown: true,
      status: 0,
    });
    expect((await admin.get(pathOf("lost"))).metadata.name).toBe("lost");
    // Had it been sent again, this one would be the second.
    await expect(proxied.post(configMaps, configMap("lost", {}))).rejects.toMatchObject({
      reason: "AlreadyExists",
      outcomeUnknown: false,
    });
  });

  it("a write answered by 500 may have happened; one refused by 422 or 409 has not", async () => {
    proxy.set([
      { kind: "status", status: 500, count: 1 },
      { kind: "status", status: 409, count: 1 },
    ]);
    await expect(proxied.post(configMaps, configMap("x", {}))).rejects.toMatchObject({
      status: 500,
      outcomeUnknown: true,
    });
    await expect(proxied.post(configMaps, configMap("x", {}))).rejects.toMatchObject({
      status: 409,
      outcomeUnknown: false,
    });
    await expect(proxied.post(configMaps, { ...configMap("X_", {}) })).rejects.toMatchObject({
      status: 422,
      reason: "Invalid",
      outcomeUnknown: false,
    });
  });

  it("a write to where nobody listens has surely not happened", async () => {
    const nobody = createKubeClient({ server: "https://127.0.0.1:1", token: "t" });
    await expect(nobody.post(configMaps, {})).rejects.toMatchObject({
      kind: "unreachable",
      outcomeUnknown: false,
    });
    await nobody.close();
  });

  it("a server that hangs is given up after the time limit, and by the caller's signal at once", async () => {
    proxy.set([{ kind: "hang" }]);
    await expect(proxied.get("/version")).rejects.toMatchObject({
      kind: "timeout",
      message: expect.stringContaining("1000 ms"),
    });
    await expect(proxied.get("/version", { timeoutMs: 50 })).rejects.toMatchObject({
      message: expect.stringContaining("50 ms"),
    });
    const giveUp = new AbortController();
    const asked = proxied.get("/version", { timeoutMs: 60_000, signal: giveUp.signal });
    giveUp.abort();
    await expect(asked).rejects.toMatchObject({ kind: "aborted" });
    await expect(proxied.get("/version", { signal: giveUp.signal })).rejects.toMatchObject({
      kind: "aborted",
    });
  });

  it("reads are asked again once over a connection that was just closed, writes are not", async () => {
    proxy.set([{ kind: "reset", match: { method: "GET" }, count: 1 }]);
    expect((await proxied.get<{ gitVersion: string }>("/version")).gitVersion).toBe("v1.37.2");
    proxy.set([{ kind: "reset", match: { method: "POST" }, count: 1 }]);
    await expect(proxied.post(configMaps, configMap("never", {}))).rejects.toMatchObject({
      kind: "unreachable",
      outcomeUnknown: true,
    });
    await expect(admin.get(pathOf("never"))).rejects.toMatchObject({ status: 404 });
  });

  it("says how long a busy server wants to be left alone", async () => {
    proxy.set([{ kind: "status", status: 429, retryAfterSeconds: 3, count: 1 }]);
    await expect(proxied.get("/version")).rejects.toMatchObject({
      status: 429,
      reason: "TooManyRequests",
      retryAfterMs: 3_000,
    });
  });

  it("bounds what one answer may hold, and refuses what is not JSON", async () => {
    const chatty = createServer(pair, (request, response) => {
      if (request.url === "/text") return void response.end("hello");
      const more = () => response.write("x".repeat(65_536)) && setImmediate(more);
      response.on("drain", more);
      more();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => chatty.once("listening", resolve));
    const server = `https://127.0.0.1:${(chatty.address() as AddressInfo).port}`;
    const client = createKubeClient(
      { server, ca: pair.cert, tlsServerName: "halcyon", token: "t" },
      { maxAnswerBytes: 1_000_000 },
    );
    try {
      await expect(client.get("/much")).rejects.toMatchObject({
        kind: "protocol",
        message: expect.stringContaining("larger than"),
      });
      await expect(client.get("/text")).rejects.toMatchObject({
        kind: "protocol",
        message: expect.stringContaining("JSON"),
      });
    } finally {
      await client.close();
      chatty.closeAllConnections();
      chatty.close();
    }
  });
});

describe("a watch", () => {
  it("brings what happens after a position, opens at once, and ends with the signal", async () => {
    const { metadata } = await admin.list(configMaps);
    const ending = new AbortController();
    const seen: string[] = [];
    let opened = 0;
    const query = { resourceVersion: metadata.resourceVersion, onOpen: () => opened++ };
    // Expected from the beginning: it may end before the last request has been answered.
    const following = expect(
      (async () => {
        for await (const event of admin.watch(configMaps, query, ending.signal)) {
          seen.push(`${event.type} ${event.object.metadata.name}`);
          if (seen.length === 3) ending.abort();
        }
      })(),
    ).rejects.toMatchObject({ kind: "aborted" });
    await admin.post(configMaps, configMap("watched", {}));
    await admin.patch(pathOf("watched"), { data: { a: "1" } }, { type: "merge" });
    await admin.delete(pathOf("watched"));
    await following;
    expect(seen).toEqual(["ADDED watched", "MODIFIED watched", "DELETED watched"]);
    expect(opened).toBe(1);
  });

  it("from a position that is gone ends with an error that says so", async () => {
    proxy.set([{ kind: "gone" }]);
    const follow = async () => {
      for await (const { type } of proxied.watch(configMaps, {}, AbortSignal.timeout(20_000)))
        expect(type).toBe("ADDED");
    };
    const error = await follow().catch((caught: unknown) => caught);
    expect(isExpired(error)).toBe(true);
  });
});
