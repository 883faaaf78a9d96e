import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { accessEndpoints, fleetEndpoints } from "@halcyon/contracts";
import { afterEach, expect, test } from "vitest";
import { exitCodes } from "../errors.ts";
import { type Client, createClient } from "./client.ts";
import { httpFetch } from "./http.ts";

// Broken connections and answers of things that are not Halcyon cannot be had from Halcyon: a bare server makes them.
const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

async function serving(answer: (count: number, request: IncomingMessage, response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { "idempotency-key": key, authorization } = request.headers;
    seen.push({
      method: request.method ?? "",
      path: request.url ?? "",
      key: key as string,
      authorization,
      body,
    });
    answer(seen.length, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ending.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function clientOf(server: string): Client {
  let keys = 0;
  const newKey = () => `key-${(keys += 1)}`;
  return createClient({
    server,
    token: "hcn_t",
    fetch: httpFetch,
    newKey,
    signal: new AbortController().signal,
  });
}

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

test("a change whose answer was lost is asked for once more, with the same key", async () => {
  const { url, seen } = await serving((count, request, response) => {
    if (count === 1) request.socket.destroy();
    else json(response, 201, { name: "news" });
  });
  const answer = await clientOf(url).call(accessEndpoints.createTeam, { body: { name: "news" } });
  expect(answer).toEqual({ name: "news" });
  expect(seen.map(({ method, key, body }) => [method, key, body])).toEqual([
    ["POST", "key-1", '{"name":"news"}'],
    ["POST", "key-1", '{"name":"news"}'],
  ]);
});

test("two changes have two keys, looking has none", async () => {
  const { url, seen } = await serving((_count, _request, response) =>
    json(response, 200, { items: [], next: null }),
  );
  const client = clientOf(url);
  await client.call(accessEndpoints.createTeam, { body: { name: "a" } });
  await client.call(accessEndpoints.createTeam, { body: { name: "b" } });
  await client.call(accessEndpoints.listTeams, { query: { limit: 5, cursor: undefined } });
  expect(seen.map(({ path, key }) => [path, key])).toEqual([
    ["/api/v1/teams", "key-1"],
    ["/api/v1/teams", "key-2"],
    ["/api/v1/teams?limit=5", undefined],
  ]);
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer hcn_t"]));
});

test("a connection that breaks twice is reported as unreachable, with the reason", async () => {
  const { url, seen } = await serving((_count, request) => request.socket.destroy());
  const call = clientOf(url).call(accessEndpoints.whoami, {});
  await expect(call).rejects.toMatchObject({ failure: { exitCode: exitCodes.unreachable } });
  expect(seen).toHaveLength(2);
});

test("a refused connection names the address", async () => {
  const { url } = await serving(() => {});
  ending.pop()?.();
  await expect(clientOf(url).call(accessEndpoints.whoami, {})).rejects.toThrow(
    `from ${url}: connect ECONNREFUSED`,
  );
});

test("wrong input is refused before anything is sent", async () => {
  const { url, seen } = await serving((_count, _request, response) => json(response, 200, {}));
  const client = clientOf(url);
  const params = { room: "Not A Room" };
  await expect(client.call(fleetEndpoints.roomDelete, { params })).rejects.toMatchObject({
    failure: { exitCode: exitCodes.usage, detail: expect.stringContaining("room 'Not A Room'") },
  });
  await expect(client.call(fleetEndpoints.search, { query: { q: " " } })).rejects.toMatchObject({
    failure: { exitCode: exitCodes.usage },
  });
  expect(seen).toEqual([]);
});

test("names are escaped in paths", async () => {
  const { url, seen } = await serving((_count, _request, response) => json(response, 200, {}));
  await clientOf(url).call(accessEndpoints.getUser, { params: { user: "a.b_c-d" } });
  expect(seen[0]?.path).toBe("/api/v1/users/a.b_c-d");
});

test.each([
  [400, exitCodes.usage],
  [401, exitCodes.denied],
  [403, exitCodes.denied],
  [404, exitCodes.notFound],
  [409, exitCodes.conflict],
  [422, exitCodes.failed],
  [429, exitCodes.failed],
  [500, exitCodes.failed],
  [503, exitCodes.unreachable],
])("an answer of %i ends with %i", async (status, exitCode) => {
  const { url } = await serving((_count, _request, response) =>
    json(response, status, { type: "/problems/x", title: "T", status, code: "x", detail: "D", hint: "H" }),
  );
  const call = clientOf(url).call(accessEndpoints.whoami, {});
  await expect(call).rejects.toMatchObject({ failure: { exitCode, title: "T", detail: "D", hint: "H" } });
});

test("an answer that is not Halcyon's is shown as it is, and said to be none", async () => {
  const { url } = await serving((_count, _request, response) =>
    response.writeHead(502).end("<h1>Bad gateway</h1>"),
  );
  const call = clientOf(url).call(accessEndpoints.whoami, {});
  await expect(call).rejects.toMatchObject({
    failure: { detail: "<h1>Bad gateway</h1>", hint: expect.stringContaining("does not look like Halcyon") },
  });
});
