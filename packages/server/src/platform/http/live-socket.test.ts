import { once } from "node:events";
import { request } from "node:http";
import { accessEndpoints, liveClose, livePath } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLive, refusedLive } from "#platform/testing/live-client.ts";
import {
  createNotesDomain,
  noteEndpoints,
  type NotesDomain,
  secretText,
} from "#platform/testing/notes-domain.ts";
import {
  createStreamsDomain,
  streamEndpoints,
  type StreamsDomain,
} from "#platform/testing/streams-domain.ts";
import { until } from "#platform/testing/until.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { personPassword, type TestServer, testServer } from "#src/testing/server.ts";

let server: TestServer;
let notes: NotesDomain;
let streams: StreamsDomain;
let lin: ApiClient;
const evil = "https://evil.example";
const forever = { endpoint: noteEndpoints.watch.id, query: { mode: "forever" } };

beforeAll(async () => {
  server = await startServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "retail" }] });
});
afterAll(() => server.close());

function startServer(): Promise<TestServer> {
  return testServer((platform) => {
    notes = createNotesDomain(platform);
    streams = createStreamsDomain();
    return [notes, streams];
  });
}

const bearer = (client: ApiClient) => ({ authorization: `Bearer ${client.token}` });
const openAs = (client: ApiClient) => openLive(client.url, bearer(client));

async function cookieOf(name: string): Promise<string> {
  const response = await server.anonymous.raw("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ name, password: personPassword }),
  });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const allEnded = (what: NotesDomain) =>
  until(
    "the end of all watchers",
    () => what.watchers.begun > 0 && what.watchers.begun === what.watchers.ended,
  );

test("nobody is let in who is not signed in, and nothing is upgraded", async () => {
  const nobody = await refusedLive(server.url, { origin: server.url });
  expect(nobody).toMatchObject({
    status: 401,
    type: "application/problem+json; charset=utf-8",
    problem: { code: "http_not_signed_in" },
  });
  const forged = { authorization: `Bearer hcs_${"x".repeat(43)}` };
  expect(await refusedLive(server.url, forged)).toMatchObject({ status: 401 });
});

test("a page of another site cannot use the visitor's cookie; a script's token needs no origin", async () => {
  const cookie = await cookieOf("lin");
  for (const origin of [evil, "null", `${server.url}.evil.example`, server.url.replace("http:", "https:")]) {
    const refused = await refusedLive(server.url, { cookie, origin });
    expect(refused, origin).toMatchObject({ status: 403, problem: { code: "http_origin_refused" } });
  }
  const without = await refusedLive(server.url, { cookie });
  expect(without).toMatchObject({ status: 403, problem: { code: "http_origin_refused" } });

  for (const headers of [{ cookie, origin: server.url }, bearer(lin), { ...bearer(lin), origin: evil }]) {
    const live = await openLive(server.url, headers);
    live.send({ op: "open", id: 1, endpoint: noteEndpoints.watch.id, query: { mode: "count" } });
    await live.frameOf(1, "end");
    live.socket.close();
    await live.closed;
  }
});

test("an API token in the cookie's place is nobody", async () => {
  const { secret } = await lin.get(accessEndpoints.createToken, { body: { name: "as a cookie" } });
  const refused = await refusedLive(server.url, { cookie: `halcyon_session=${secret}`, origin: server.url });
  expect(refused.status).toBe(401);
});

test("asked without an upgrade it says what it is; other paths do not become sockets", async () => {
  const plain = await lin.raw(livePath);
  expect(await plain.json()).toMatchObject({
    code: "http_request_invalid",
    detail: `${livePath} is a WebSocket.`,
  });

  const upgrading = { connection: "upgrade", upgrade: "websocket" };
  const answered = async (path: string, method: string, headers: Record<string, string>) => {
    const asking = request(`${server.url}${path}`, { method, headers: { ...headers, ...upgrading } });
    asking.end(method === "POST" ? "{}" : undefined);
    const [response] = (await once(asking, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    await once(asking, "close");
    return response.statusCode;
  };
  expect(await answered("/api/v1/whoami", "GET", bearer(lin))).toBe(200);
  expect(await answered("/api/v1/whoami", "GET", {})).toBe(401);
  expect(
    await answered("/api/v1/teams", "POST", { ...bearer(lin), "content-type": "application/json" }),
  ).toBe(400);
});

test("the items of a stream come in their order, then its end", async () => {
  const live = await openAs(lin);
  live.send({ op: "open", id: 7, endpoint: noteEndpoints.watch.id, query: { mode: "count" } });
  await live.frameOf(7, "end");
  expect(live.frames).toEqual([
    { id: 7, item: { n: 1 } },
    { id: 7, item: { n: 2 } },
    { id: 7, item: { n: 3 } },
    { id: 7, end: true },
  ]);
  live.socket.close();
});

test("what is refused is a frame of its stream; the others go on", async () => {
  const live = await openAs(lin);
  live.send({ op: "open", id: 1, ...forever });
  live.send({ op: "open", id: 2, endpoint: noteEndpoints.mine.id });
  live.send({ op: "open", id: 3, endpoint: "no.such" });
  live.send({ op: "open", id: 4, endpoint: streamEndpoints.audited.id });
  live.send({ op: "open", id: 5, endpoint: streamEndpoints.ofApp.id, params: { app: "front" } });
  live.send({ op: "open", id: 6, endpoint: streamEndpoints.ofApp.id, params: { app: "missing" } });
  live.send({ op: "open", id: 7, endpoint: streamEndpoints.ofApp.id, params: { app: "shop" } });
  live.send({ op: "open", id: 8, endpoint: noteEndpoints.watch.id, query: { mode: "often", moed: "count" } });
  live.send({ op: "open", id: 9, endpoint: noteEndpoints.watch.id, query: { mode: "refuse" } });
  live.send({ op: "open", id: 10, endpoint: noteEndpoints.watch.id, query: { mode: "break" } });

  for (const id of [2, 3]) expect((await live.problemOf(id)).code).toBe("http_route_unknown");
  for (const id of [4, 5, 6]) expect((await live.problemOf(id)).code).toBe("http_forbidden");
  expect((await live.problemOf(5)).detail.replace("front", "APP")).toBe(
    (await live.problemOf(6)).detail.replace("missing", "APP"),
  );
  expect(await live.frameOf(7, "item")).toEqual({ id: 7, item: { n: 1, text: "shop" } });
  expect(await live.problemOf(8)).toMatchObject({
    code: "http_input_invalid",
    errors: [{ path: "query.mode" }, { path: "query.moed", message: "is not known here" }],
  });
  expect((await live.problemOf(9)).code).toBe("note_refused");
  expect((await live.problemOf(10)).code).toBe("internal_error");
  expect(JSON.stringify(live.frames)).not.toContain(secretText);
  expect(live.frames.some((frame) => "id" in frame && frame.id === 1 && !("item" in frame))).toBe(false);
  live.socket.close();
  await allEnded(notes);
});

test.each([
  ["no JSON", "garbage"],
  ["another shape", '{"op":"open"}'],
  ["a field it does not know", '{"op":"close","id":1,"more":true}'],
  ["an id that is none", '{"op":"close","id":"one"}'],
  ["bytes", Buffer.from([1, 2, 3])],
])("a frame that is %s ends the connection", async (_, frame) => {
  const live = await openAs(lin);
  live.send({ op: "open", id: 1, ...forever });
  live.socket.send(frame);
  // Sent in the same breath: no longer looked at.
  live.send({ op: "open", id: 2, ...forever });
  expect(await live.closed).toBe(liveClose.tooMuch);
  await allEnded(notes);
});

test("a frame too large ends the connection with WebSocket's own code for it", async () => {
  const live = await openAs(lin);
  live.socket.send(JSON.stringify({ op: "open", id: 1, endpoint: "x".repeat(20_000) }));
  expect(await live.closed).toBe(1009);
});

test("frames without end are too much; some dozens, as fast scrolling sends them, are not", async () => {
  const live = await openAs(lin);
  for (let id = 1; id <= 150; id++) {
    live.send({ op: "open", id, ...forever });
    live.send({ op: "close", id });
  }
  live.send({ op: "open", id: 151, endpoint: noteEndpoints.watch.id, query: { mode: "count" } });
  await live.frameOf(151, "end");
  for (let at = 0; at < 200; at++) live.send({ op: "close", id: 1 });
  expect(await live.closed).toBe(liveClose.tooMuch);
});

test("one socket has 64 streams and no more; a closed one makes room", async () => {
  const live = await openAs(lin);
  for (let id = 1; id <= 65; id++) live.send({ op: "open", id, ...forever });
  expect(await live.problemOf(65)).toMatchObject({
    code: "http_request_invalid",
    detail: "More than 64 streams on one socket.",
  });
  live.send({ op: "close", id: 1 });
  live.send({ op: "open", id: 66, ...forever });
  await live.frameOf(66, "item");
  live.socket.close();
  await allEnded(notes);
});

test("closing a stream ends its handler, also of the next stream under its id", async () => {
  const live = await openAs(lin);
  await allEnded(notes);
  const before = notes.watchers.ended;
  for (let round = 1; round <= 20; round++) {
    live.send({ op: "open", id: 1, ...forever });
    live.send({ op: "close", id: 1 });
  }
  live.send({ op: "open", id: 1, endpoint: noteEndpoints.watch.id, query: { mode: "endless" } });
  await live.frameOf(1, "item");
  live.send({ op: "close", id: 1 });
  await allEnded(notes);
  // Those that were closed before they began never ran.
  expect(notes.watchers.ended).toBeGreaterThan(before);
  live.socket.close();
});

test("a slow reader is not sent to faster than it reads: its stream waits", async () => {
  const live = await openAs(lin);
  live.socket.pause();
  live.send({ op: "open", id: 1, endpoint: streamEndpoints.large.id });
  let last = -1;
  let quiet = 0;
  const rests = () => {
    quiet = streams.asked.large === last && last > 0 ? quiet + 1 : 0;
    last = streams.asked.large;
    return quiet >= 50;
  };
  await until("the stream's rest", rests);
  const atRest = streams.asked.large;
  // Some megabytes in the buffers of the two ends' kernel, nothing in the process.
  expect(atRest * 65_536).toBeLessThan(32 * 1024 * 1024);
  live.socket.resume();
  await until("the stream going on", () => streams.asked.large > atRest + 10);
  live.socket.terminate();
  await live.closed;
});

test("an object that many streams show is put into words once", async () => {
  const reading = await openAs(lin);
  reading.send({ op: "open", id: 1, endpoint: streamEndpoints.shared.id });
  const first = await reading.frameOf(1, "item");
  const reads = streams.reads.shared;
  expect(reads).toBeGreaterThan(0);
  const others = await Promise.all([openAs(lin), openAs(server.admin)]);
  for (const other of others) {
    other.send({ op: "open", id: 1, endpoint: streamEndpoints.shared.id });
    other.send({ op: "open", id: 2, endpoint: streamEndpoints.shared.id });
    expect(await other.frameOf(1, "item")).toEqual(first);
    expect(await other.frameOf(2, "item")).toEqual({ ...first, id: 2 });
  }
  expect(streams.reads.shared).toBe(reads);
  for (const live of [reading, ...others]) live.socket.close();
});

test("the open sockets and streams are in the metrics, and gone with their connection", async () => {
  const value = async (name: string) => {
    const text = await (await server.anonymous.raw("/metrics")).text();
    return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
  };
  await until("no socket", async () => (await value("halcyon_live_sockets")) === 0);
  const live = await openAs(lin);
  for (const id of [1, 2, 3]) live.send({ op: "open", id, ...forever });
  await live.frameOf(3, "item");
  expect(await value("halcyon_live_sockets")).toBe(1);
  expect(await value("halcyon_live_streams")).toBe(3);
  live.socket.terminate();
  await until("no stream", async () => (await value("halcyon_live_streams")) === 0);
  expect(await value("halcyon_live_sockets")).toBe(0);
});
