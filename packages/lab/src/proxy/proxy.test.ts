import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type FaultProxy, startProxy } from "#proxy/proxy.ts";
import { type ApiClient, createApiClient } from "#room/api.ts";
import { deployment, eventually, podsOf, settled, type TestRoom, testRoom } from "#testing/index.ts";

let room: TestRoom;
let proxy: FaultProxy;
let secure: FaultProxy;
let client: ApiClient;

beforeAll(async () => {
  room = await testRoom();
  const target = { server: room.server, caData: room.caData };
  proxy = await startProxy(target);
  secure = await startProxy(target, { tls: room.serving });
  client = createApiClient({ server: proxy.url, token: room.tokens.admin });
});
afterEach(() => proxy.clear());
afterAll(async () => {
  client.close();
  await proxy.close();
  await secure.close();
  await room.dispose();
});

const configMaps = "/api/v1/namespaces/default/configmaps";
const configMap = (name: string) => ({ metadata: { name }, data: { text: "x".repeat(2_000) } });
const version = (timeoutMs = 2_000) => client.request("GET", "/version", undefined, { timeoutMs });

/** A watch of ConfigMaps through the proxy: collects events until it ends. */
async function watch() {
  const events: { type: string; object: { code?: number; metadata: { name: string } } }[] = [];
  const list = await room.api("GET", `${configMaps}?limit=1`);
  const abort = new AbortController();
  const response = await fetch(
    `${proxy.url}${configMaps}?watch=1&resourceVersion=${list.metadata.resourceVersion}`,
    {
      headers: { authorization: `Bearer ${room.tokens.admin}` },
      signal: abort.signal,
    },
  );
  const ended = (async () => {
    let rest = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const parts = (rest + Buffer.from(chunk).toString("utf8")).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) events.push(JSON.parse(part));
    }
    return rest;
  })();
  ended.catch(() => {});
  return {
    events,
    ended,
    names: () => events.map((event) => event.object.metadata.name),
    stop: () => abort.abort(),
  };
}

describe("without faults", () => {
  test("requests, watches and logs pass, over http and https", async () => {
    expect(await version()).toMatchObject({ minor: "37" });
    const tls = createApiClient({ server: secure.url, caData: room.caData, token: room.tokens.halcyon });
    expect(await tls.request("GET", "/version")).toMatchObject({ minor: "37" });
    await expect(tls.request("GET", "/api/v1/secrets")).rejects.toMatchObject({ status: 403 });
    tls.close();
    const watching = await watch();
    await client.request("POST", configMaps, configMap("passes"));
    await eventually(() => watching.names().includes("passes"), "the event");
    watching.stop();
    await room.api("POST", "/apis/apps/v1/namespaces/default/deployments", deployment({ name: "logging" }));
    await settled(room, "logging");
    const [pod] = await podsOf(room, "logging");
    const log = await client.request("GET", `/api/v1/namespaces/default/pods/${pod?.metadata.name}/log`);
    expect(log).toContain("listening on :8080");
  });

  test("upgraded connections pass: a watch over a websocket", async () => {
    const headers = {
      authorization: `Bearer ${room.tokens.admin}`,
      connection: "Upgrade",
      upgrade: "websocket",
      origin: proxy.url,
      "sec-websocket-key": randomBytes(16).toString("base64"),
      "sec-websocket-version": "13",
    };
    const [answer, socket, head] = (await once(
      request(`${proxy.url}/api/v1/namespaces?watch=1`, { headers }).end(),
      "upgrade",
    )) as [IncomingMessage, Socket, Buffer];
    expect(answer.statusCode).toBe(101);
    const [frame] = head.length > 0 ? [head] : ((await once(socket, "data")) as [Buffer]);
    expect(frame.toString()).toContain('"type":"ADDED"');
    socket.destroy();
  });

  test("a dead API server looks dead, not like a proxy's error page", async () => {
    const nowhere = await startProxy({ server: "https://127.0.0.1:1", caData: room.caData });
    await expect(fetch(`${nowhere.url}/version`)).rejects.toThrow("fetch failed");
    await nowhere.close();
  });
});

describe("faults", () => {
  test("delay", async () => {
    proxy.set([{ kind: "delay", ms: 300, jitterMs: 50, count: 1 }]);
    const begin = performance.now();
    await version();
    expect(performance.now() - begin).toBeGreaterThan(240);
    expect(proxy.faults()).toEqual([]);
  });

  test("hang: no answers, live watches stand still; cleared, both go on", async () => {
    const watching = await watch();
    proxy.set([{ kind: "hang" }]);
    await expect(version(200)).rejects.toThrow(/aborted|timeout/);
    const late = version(5_000);
    await room.api("POST", configMaps, configMap("frozen"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(watching.names()).toEqual([]);
    proxy.clear();
    expect(await late).toMatchObject({ minor: "37" });
    await eventually(() => watching.names().includes("frozen"), "the held event");
    watching.stop();
  });

  test("reset: live watches break, new connections too; cleared, all is well", async () => {
    const watching = await watch();
    proxy.set([{ kind: "reset" }]);
    await expect(watching.ended).rejects.toThrow();
    await expect(version()).rejects.toThrow(/ECONNRESET|socket hang up/);
    proxy.clear();
    expect(await version()).toMatchObject({ minor: "37" });
  });

  test("truncate an answer: the request was carried out all the same", async () => {
    proxy.set([{ kind: "truncate", afterBytes: 0, count: 1, match: { method: "POST" } }]);
    await expect(client.request("POST", configMaps, configMap("unknown-outcome"))).rejects.toThrow();
    await room.api("GET", `${configMaps}/unknown-outcome`);
    proxy.set([{ kind: "truncate", afterBytes: 20, count: 1 }]);
    await expect(version()).rejects.toThrow(/aborted/);
    expect(await version()).toMatchObject({ minor: "37" });
  });

  test("truncate a live watch in the middle of an event", async () => {
    const watching = await watch();
    proxy.set([{ kind: "truncate", afterBytes: 500, match: { watch: true } }]);
    await room.api("POST", configMaps, configMap("cut"));
    await expect(watching.ended).rejects.toThrow("terminated");
    expect(watching.events).toEqual([]);
  });

  test("status: only matching requests, only so many", async () => {
    proxy.set([
      { kind: "status", status: 409, count: 1, match: { method: "PATCH", path: "/configmaps/.*" } },
      { kind: "status", status: 429, retryAfterSeconds: 1, count: 1, match: { path: "^/version" } },
      { kind: "status", status: 500, count: 1, match: { path: "^/version" } },
    ]);
    const patch = () =>
      client.request(
        "PATCH",
        `${configMaps}/passes`,
        { data: { a: "b" } },
        { contentType: "application/merge-patch+json" },
      );
    await expect(patch()).rejects.toMatchObject({
      status: 409,
      reason: "Conflict",
      body: { kind: "Status", code: 409 },
    });
    expect(await patch()).toMatchObject({ data: { a: "b" } });
    const limited = await fetch(`${proxy.url}/version`);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    await expect(version()).rejects.toMatchObject({ status: 500 });
    expect(await version()).toMatchObject({ minor: "37" });
  });

  test("drop-events: an event vanishes, the next one arrives", async () => {
    const watching = await watch();
    proxy.set([{ kind: "drop-events", count: 1 }]);
    await room.api("POST", configMaps, configMap("lost"));
    await room.api("POST", configMaps, configMap("seen"));
    await eventually(() => watching.names().includes("seen"), "the second event");
    expect(watching.names()).toEqual(["seen"]);
    watching.stop();
  });

  test("gone: live watches end with 410, and so does the next one", async () => {
    const watching = await watch();
    proxy.set([{ kind: "gone", count: 2 }]);
    await watching.ended;
    expect(watching.events.at(-1)).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    const next = await watch();
    await next.ended;
    expect(next.events).toMatchObject([{ type: "ERROR" }]);
    const third = await watch();
    await room.api("POST", configMaps, configMap("after-gone"));
    await eventually(() => third.names().includes("after-gone"), "the event");
    third.stop();
  });
});

test("a slow reader holds the API server back instead of filling the proxy's memory", async () => {
  const big = { metadata: { name: "big" }, data: { text: "x".repeat(900_000) } };
  await room.api("POST", configMaps, big);
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  const responses = await Promise.all(
    Array.from({ length: 40 }, () =>
      fetch(`${proxy.url}${configMaps}/big`, { headers: { authorization: `Bearer ${room.tokens.admin}` } }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const held = process.memoryUsage().arrayBuffers + process.memoryUsage().external - before;
  expect(held).toBeLessThan(30_000_000);
  const lengths = await Promise.all(responses.map(async (response) => (await response.text()).length));
  expect(Math.min(...lengths)).toBeGreaterThan(900_000);
});
