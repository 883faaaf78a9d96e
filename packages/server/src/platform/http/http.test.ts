import { accessEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#platform/database/open.ts";
import { readiness } from "#platform/http/health.ts";
import { silentLog } from "#platform/testing/database.ts";
import {
  createNotesDomain,
  noteEndpoints,
  type NotesDomain,
  secretText,
} from "#platform/testing/notes-domain.ts";
import { until } from "#platform/testing/until.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { adminPassword, type TestServer, testServer } from "#src/testing/server.ts";

let server: TestServer;
let notes: NotesDomain;
let lin: ApiClient;

beforeAll(async () => {
  server = await testServer((platform) => {
    notes = createNotesDomain(platform);
    return [notes];
  });
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "retail" }] });
});
afterAll(() => server.close());

async function problemOf(response: Promise<Response>) {
  const answer = await response;
  expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  return (await answer.json()) as { status: number; code: string; hint: string; detail: string };
}

const json = { "content-type": "application/json" };

test("paths and methods that are not there say what is", async () => {
  expect(await problemOf(lin.raw("/api/v1/nothing"))).toMatchObject({
    status: 404,
    code: "http_route_unknown",
  });
  const wrong = lin.raw("/api/v1/apps/shop/notes", { method: "DELETE" });
  expect(await problemOf(wrong)).toMatchObject({ status: 405, code: "http_method_not_allowed" });
  expect((await wrong).headers.get("allow")).toBe("GET, POST");
});

test.each([
  ["not JSON", json, "{", 400, "http_body_malformed"],
  ["a polluting key", json, '{"__proto__": {"x": 1}, "text": "x"}', 400, "http_body_malformed"],
  ["another type", { "content-type": "text/plain" }, "x", 415, "http_media_type_unsupported"],
  ["too large", json, JSON.stringify({ text: "x".repeat(2_100_000) }), 413, "http_body_too_large"],
  ["nothing", {}, undefined, 400, "http_input_invalid"],
  ["an empty JSON body", json, "", 400, "http_input_invalid"],
  ["a list", json, "[]", 400, "http_input_invalid"],
])("a body that is %s is refused with its own code", async (_, headers, body, status, code) => {
  const problem = await problemOf(
    lin.raw("/api/v1/apps/shop/notes", { method: "POST", headers, ...(body === undefined ? {} : { body }) }),
  );
  expect(problem).toMatchObject({ status, code });
  expect(problem.hint).not.toBe("");
});

test("wrong input names every place at once, and what is known there", async () => {
  const { problem } = await lin.call(noteEndpoints.create, {
    params: { app: "shop" },
    body: { txt: "misspelt", fail: "never" } as never,
  });
  expect(problem?.errors).toEqual([
    { path: "body.text", message: "is required" },
    { path: "body.fail", message: "must be before or work or refuse or audit or commit or output or after" },
    { path: "body.txt", message: "is not known here", hint: "Known are: text, fail" },
  ]);
  expect(problem?.detail).toBe("body.text is required, and 2 more.");
});

test("a query list may come once or often; unknown and wrong query fields are refused", async () => {
  const read = async (search: string) => (await lin.raw(`/api/v1/apps/shop/notes${search}`)).json();
  expect(await read("?word=a")).toMatchObject({ words: ["a"], limit: 3 });
  expect(await read("?word=a&word=b&limit=2")).toMatchObject({ words: ["a", "b"], limit: 2 });
  expect(await read("?limit=many&wrod=a")).toMatchObject({
    code: "http_input_invalid",
    errors: [{ path: "query.limit" }, { path: "query.wrod", hint: "Known are: word, limit" }],
  });
});

test("a parameter of the wrong form is refused before anything looks for it", async () => {
  const { problem } = await lin.call(noteEndpoints.list, { params: { app: "Not A Label" } });
  expect(problem).toMatchObject({ code: "http_input_invalid", errors: [{ path: "params.app" }] });
});

test("who is not signed in learns nothing about input", async () => {
  const answer = server.anonymous.raw("/api/v1/apps/shop/notes", {
    method: "POST",
    headers: json,
    body: '{"x":1}',
  });
  expect(await problemOf(answer)).toMatchObject({ status: 401, code: "http_not_signed_in" });
  expect((await answer).headers.get("www-authenticate")).toBe('Bearer realm="halcyon"');
});

test("a permission held for a team reaches its apps and no other, existing or not", async () => {
  expect((await lin.call(noteEndpoints.list, { params: { app: "shop" } })).status).toBe(200);
  const refusals = await Promise.all(
    ["front", "common", "missing"].map((app) => lin.call(noteEndpoints.list, { params: { app } })),
  );
  expect(refusals.map((refusal) => refusal.status)).toEqual([403, 403, 403]);
  // The same words for what exists and what does not.
  expect(refusals[0]?.problem?.detail.replace("front", "APP")).toBe(
    refusals[2]?.problem?.detail.replace("missing", "APP"),
  );
  expect((await server.admin.call(noteEndpoints.list, { params: { app: "missing" } })).status).toBe(200);
});

test("scope `any` lets in who holds it for some team, and tells the handler which", async () => {
  expect(await lin.get(noteEndpoints.mine)).toEqual({ teams: ["retail"] });
  expect(await server.admin.get(noteEndpoints.mine)).toEqual({ teams: null });
  const nobody = await server.person({ name: "nobody" });
  expect((await nobody.call(noteEndpoints.mine)).problem).toMatchObject({
    code: "http_forbidden",
    hint: "Ask an administrator for one of these roles: viewer, developer, lead, operator, admin.",
  });
});

test("text goes out as text", async () => {
  const answer = await lin.call(noteEndpoints.text);
  expect(answer.body).toBe("notes of lin");
  expect(answer.headers.get("content-type")).toBe("text/x-notes; charset=utf-8");
});

async function take(
  mode: "count" | "forever" | "endless" | "refuse" | "break",
  most: number,
): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { n } of lin.stream(noteEndpoints.watch, { query: { mode } }, stop.signal)) {
    seen.push(n);
    if (seen.length === most) stop.abort();
  }
  return seen;
}

test("an event stream sends its items and ends with its source, or with its client", async () => {
  expect(await take("count", 9)).toEqual([1, 2, 3]);
  expect(await take("forever", 3)).toEqual([1, 2, 3]);
  expect((await take("endless", 5)).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  await until(
    "the watchers' end",
    () => notes.watchers.begun > 0 && notes.watchers.begun === notes.watchers.ended,
  );
});

test("an event stream that is refused answers like any request; one that breaks says so without its text", async () => {
  expect(await problemOf(lin.raw("/api/v1/notes/watch?mode=refuse"))).toMatchObject({
    status: 409,
    code: "note_refused",
  });
  const broken = await lin.raw("/api/v1/notes/watch?mode=break");
  const text = await broken.text();
  expect(broken.headers.get("content-type")).toContain("text/event-stream");
  expect(text).toContain('event: problem\ndata: {"type":"/problems/internal_error"');
  expect(text).not.toContain(secretText);
});

test("a stopping server ends event streams instead of waiting for them", async () => {
  const other = await testServer((platform) => [createNotesDomain(platform)]);
  const response = await other.admin.raw("/api/v1/notes/watch?mode=forever");
  const reader = response.body?.getReader();
  await reader?.read();
  await other.close();
  await expect(other.admin.raw("/healthz")).rejects.toThrow();
});

test("every answer carries the headers that keep browsers careful", async () => {
  const { headers } = await server.anonymous.raw("/healthz");
  expect(headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("a request id of the caller's making is not taken over", async () => {
  const { headers } = await server.anonymous.raw("/healthz", {
    headers: { "request-id": "forged", "x-request-id": "forged" },
  });
  expect(headers.get("x-request-id")).not.toBe("forged");
});

test("health, readiness, metrics and the meaning of a problem are there for everybody", async () => {
  expect(await (await server.anonymous.raw("/healthz")).json()).toEqual({ ok: true });
  expect(await (await server.anonymous.raw("/readyz")).json()).toMatchObject({ ready: true });
  const metrics = await (await server.anonymous.raw("/metrics")).text();
  expect(metrics).toContain('halcyon_http_request_duration_seconds_count{endpoint="note.mine",status="200"}');
  expect(metrics).toContain("process_resident_memory_bytes");
  expect(await (await server.anonymous.raw("/problems/note_refused")).json()).toEqual({
    code: "note_refused",
    status: 409,
    title: "Not this one",
    hint: "Write another.",
  });
  expect(await problemOf(server.anonymous.raw("/problems/none"))).toMatchObject({ status: 404 });
});

test("not ready: the part that is not, by name", async () => {
  const database = openDatabase({
    url: "postgresql://halcyon@localhost/x?host=/tmp/there-is-nothing",
    log: silentLog,
  });
  const stopping = AbortSignal.abort();
  expect(await readiness({ database, started: true, stopping })).toEqual({
    ready: false,
    checks: [
      { name: "server", ok: false, detail: "stopping" },
      { name: "database", ok: false, detail: "cannot be reached" },
    ],
  });
  await database.close();
});

test("a sign-in is a session of its own", async () => {
  const body = { name: "admin", password: adminPassword, deliver: "token" } as const;
  const [one, two] = [
    await server.anonymous.get(accessEndpoints.signIn, { body }),
    await server.anonymous.get(accessEndpoints.signIn, { body }),
  ];
  expect(one.token).not.toBe(two.token);
});
