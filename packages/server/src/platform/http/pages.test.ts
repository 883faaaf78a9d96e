import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { accessEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestServer, testServer } from "#src/testing/server.ts";

const asset = "main-4f2a.js";
const script = "console.log('pages');\n".repeat(200);
let dir: string;
let server: TestServer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-test-pages-"));
  await mkdir(join(dir, "pages/assets"), { recursive: true });
  // The web's own page, so that what its policy forbids is looked for in what is really sent.
  const page = join(import.meta.dirname, "../../../../web/index.html");
  await writeFile(join(dir, "pages/index.html"), await readFile(page));
  await writeFile(join(dir, "pages/not-an-asset.txt"), "kept beside");
  await writeFile(join(dir, "outside.txt"), "kept outside");
  await writeFile(join(dir, "pages/assets", asset), script);
  await writeFile(join(dir, "pages/assets", `${asset}.gz`), gzipSync(script));
  await writeFile(join(dir, "pages/assets", `${asset}.br`), brotliCompressSync(script));
  server = await testServer(undefined, { config: { pagesDir: join(dir, "pages") } });
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** As the bytes say it: fetch would tidy the path and unpack the body. */
async function raw(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
  at: TestServer = server,
): Promise<Answer> {
  const { hostname, port } = new URL(at.url);
  const asking = request({ hostname, port, path, method, headers });
  asking.end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

const asBrowser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const getPage = (path: string, at?: TestServer) => raw(path, asBrowser, "GET", at);

test("every address of the application begins with its page, asked for each time", async () => {
  for (const path of ["/", "/releases/frontpage-2", "/settings/people?q=lin", "/no/such/page"]) {
    const { status, headers, body } = await getPage(path);
    expect([status, headers["content-type"], headers["cache-control"]], path).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
    ]);
    expect(body.toString()).toContain('<div id="root">');
  }
});

test("the policy lets in our own scripts, no inline one, and style elements of this very page", async () => {
  const pages = await Promise.all([getPage("/"), getPage("/"), getPage("/pods")]);
  const nonces = pages.map(({ headers, body }) => {
    const policy = String(headers["content-security-policy"]);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(Buffer.from(nonce, "base64").length).toBeGreaterThanOrEqual(16);
    expect(body.toString()).toContain(`<meta name="csp-nonce" content="${nonce}" />`);
    expect(body.toString()).not.toContain("__CSP_NONCE__");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(part);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(pages.length);

  const html = pages[0]?.body.toString() ?? "";
  expect(html.match(/<script[^>]*>/g)?.length).toBeGreaterThan(0);
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
  expect(html).not.toMatch(/\son[a-z]+\s*=|<style|\sstyle\s*=|javascript:/i);
});

test("an asset is kept for good and comes as small as its reader can take it", async () => {
  const encodings = [
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["identity", undefined, (body: Buffer) => body],
  ] as const;
  for (const [accepted, sent, unpack] of encodings) {
    const { status, headers, body } = await raw(`/assets/${asset}`, { "accept-encoding": accepted });
    expect([status, headers["content-encoding"]], accepted).toEqual([200, sent]);
    expect(unpack(body).toString(), accepted).toBe(script);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(headers["content-type"]).toMatch(/^(text|application)\/javascript; charset=utf-8$/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    // Or a cache between would give the packed one to who cannot unpack it.
    expect(String(headers.vary).toLowerCase()).toContain("accept-encoding");
  }
});

test("what is not there is a problem, not a page", async () => {
  for (const path of [
    "/assets/gone-1234.js",
    "/assets/",
    "/assets",
    "/api/v1/nothing",
    "/problems/none",
    "/api",
  ]) {
    const { status, headers, body } = await getPage(path);
    expect([status, headers["content-type"]], path).toEqual([404, "application/problem+json; charset=utf-8"]);
    expect(headers["cache-control"], path).toBe("no-store");
    expect(JSON.parse(body.toString()), path).toMatchObject({ code: "http_route_unknown" });
  }
  const { status, headers } = await getPage(accessEndpoints.whoami.path);
  expect([status, headers["content-type"]]).toEqual([401, "application/problem+json; charset=utf-8"]);
});

test("who does not ask for a page, or wants to change something there, gets none", async () => {
  const script = await raw("/releases/frontpage-2", { accept: "application/json" });
  expect([script.status, JSON.parse(script.body.toString()).code]).toEqual([404, "http_route_unknown"]);
  const post = await raw("/releases/frontpage-2", asBrowser, "POST");
  expect(post.status).toBe(404);
});

test("HEAD answers as GET would, without the body", async () => {
  const page = await raw("/", asBrowser, "HEAD");
  expect([page.status, page.headers["content-type"], page.body.length]).toEqual([
    200,
    "text/html; charset=utf-8",
    0,
  ]);
  const file = await raw(`/assets/${asset}`, { "accept-encoding": "identity" }, "HEAD");
  expect([file.status, file.headers["content-length"], file.body.length]).toEqual([
    200,
    String(script.length),
    0,
  ]);
});

test.each([
  "/assets/../not-an-asset.txt",
  "/assets/../../outside.txt",
  "/assets/%2e%2e/not-an-asset.txt",
  "/assets/..%2fnot-an-asset.txt",
  "/assets/%2e%2e%2f%2e%2e%2foutside.txt",
  "/assets/..%5c..%5coutside.txt",
  "/assets/%252e%252e/not-an-asset.txt",
  "/assets//etc/passwd",
  "/assets/%00",
])("nothing outside of the assets is sent: %s", async (path) => {
  const { status, body } = await raw(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body.toString()).not.toContain("kept");
  expect(body.toString()).not.toContain("root:");
});

test("without a build the API is there, and the page says how to get it", async () => {
  for (const pagesDir of [null, join(dir, "nowhere")]) {
    const bare = await testServer(undefined, { config: { pagesDir } });
    try {
      const { status, headers, body } = await getPage("/", bare);
      expect([status, headers["content-type"]]).toEqual([503, "text/plain; charset=utf-8"]);
      expect(body.toString()).toContain("npm run build");
      expect((await bare.admin.raw(accessEndpoints.whoami.path)).status).toBe(200);
      const api = await getPage("/api/v1/nothing", bare);
      expect(api.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    } finally {
      await bare.close();
    }
  }
});
