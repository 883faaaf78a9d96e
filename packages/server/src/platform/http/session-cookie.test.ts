import { accessEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personPassword, type TestServer, testServer } from "#src/testing/server.ts";

let server: TestServer;
let cookie: string;
const evil = "https://evil.example";

beforeAll(async () => {
  server = await testServer();
  await server.person({ name: "lin", grants: [{ role: "admin", team: null }] });
  cookie = (await signIn({ origin: server.url })).split(";")[0] ?? "";
});
afterAll(() => server.close());

async function signIn(headers: Record<string, string>, at: TestServer = server): Promise<string> {
  const response = await at.anonymous.raw("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ name: "lin", password: personPassword }),
  });
  if (!response.ok) throw new Error(((await response.json()) as { code: string }).code);
  expect(await response.json()).toMatchObject({ token: null, user: { name: "lin" } });
  return response.headers.get("set-cookie") ?? "";
}

async function createTeam(name: string, headers: Record<string, string>): Promise<number | string> {
  const response = await server.anonymous.raw("/api/v1/teams", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ name }),
  });
  const { code } = (await response.json()) as { code?: string };
  return code ?? response.status;
}

test("the cookie is for HTTP and this site only, and ends with the session", async () => {
  const set = await signIn({ origin: server.url });
  expect(set).toMatch(/^halcyon_session=hcs_[\w-]{43}; Path=\/; Expires=.+ GMT; HttpOnly; SameSite=Lax$/);
});

test("behind https it is Secure and bound to the host", async () => {
  const publicUrl = "https://halcyon.example";
  const https = await testServer(undefined, { config: { publicUrl } });
  try {
    await https.person({ name: "lin" });
    const set = await signIn({ origin: publicUrl }, https);
    expect(set).toMatch(/^__Host-halcyon_session=.*; Secure/);
    const { headers } = await https.anonymous.raw("/healthz");
    expect(headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
  } finally {
    await https.close();
  }
});

test("with the cookie, reading needs nothing more; a change needs our own origin", async () => {
  const read = await server.anonymous.raw("/api/v1/whoami", { headers: { cookie } });
  expect(await read.json()).toMatchObject({ user: { name: "lin" }, via: "session" });
  expect(await createTeam("one", { cookie })).toBe("http_origin_refused");
  for (const origin of [evil, "null", `${server.url}.evil.example`, server.url.replace("http:", "https:")]) {
    expect(await createTeam("one", { cookie, origin }), origin).toBe("http_origin_refused");
  }
  expect(await createTeam("one", { cookie, origin: server.url })).toBe(201);
});

test("a page elsewhere cannot sign anybody in", async () => {
  await expect(signIn({ origin: evil })).rejects.toThrow("http_origin_refused");
});

test("a bearer token is no cookie: where it comes from does not matter", async () => {
  const authorization = `Bearer ${server.admin.token}`;
  expect(await createTeam("two", { authorization, origin: evil })).toBe(201);
  expect(await createTeam("three", { authorization, origin: evil, cookie })).toBe(201);
});

test("an API token does not work as a cookie", async () => {
  const { secret } = await server.admin.get(accessEndpoints.createToken, { body: { name: "as a cookie" } });
  const response = await server.anonymous.raw("/api/v1/whoami", {
    headers: { cookie: `halcyon_session=${secret}` },
  });
  expect(response.status).toBe(401);
});

test("signing out ends the session everywhere and takes the cookie away", async () => {
  const own = (await signIn({ origin: server.url })).split(";")[0] ?? "";
  const out = await server.anonymous.raw("/api/v1/session", {
    method: "DELETE",
    headers: { cookie: own, origin: server.url },
  });
  expect(out.status).toBe(200);
  expect(out.headers.get("set-cookie")).toMatch(/^halcyon_session=;.*Expires=Thu, 01 Jan 1970/);
  const after = await server.anonymous.raw("/api/v1/whoami", { headers: { cookie: own } });
  expect(after.status).toBe(401);
});
