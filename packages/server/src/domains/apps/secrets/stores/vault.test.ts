/**
 * Vault itself is a long build from source, too long to be made for tests, so they ask a small server that answers as Vault's
 * published API documentation says for KV version 2 (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2, "Read secret version"; errors and status
 * codes as in api-docs#http-status-codes): it holds versions, deletes and destroys them, and checks token and namespace.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { largestValue, type OutsideStore } from "./port.ts";
import { openStores, readStores } from "./stores.ts";
import { tls } from "./testing/tls.ts";

interface Version {
  readonly data: Record<string, unknown> | null;
  readonly deleted?: string;
  readonly destroyed?: boolean;
}

const token = "hvs.a-token-nobody-may-see";
let dir: string;
let server: Server;
let store: OutsideStore;
let kept: Map<string, Version[]>;
/** Instead of the documented answer. */
let otherwise: ((request: IncomingMessage, response: ServerResponse) => void) | null;

/** GET /v1/secret/data/:path?version=N, of a mount `team/kv` in the namespace `halcyon`. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  if (otherwise !== null) return otherwise(request, response);
  const url = new URL(request.url ?? "", "http://vault");
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const headers = request.headers;
  if (headers["x-vault-token"] !== token || headers["x-vault-namespace"] !== "halcyon")
    return send(403, { errors: ["permission denied"] });
  const path = /^\/v1\/team\/kv\/data\/(.+)$/.exec(url.pathname)?.[1];
  const versions = path === undefined ? undefined : kept.get(path);
  const asked = Number(url.searchParams.get("version") ?? 0) || (versions?.length ?? 0);
  const found = versions?.[asked - 1];
  if (found === undefined) return send(404, { errors: [] });
  const { data, deleted = "", destroyed = false } = found;
  const metadata = {
    created_time: "2026-11-27T10:00:00Z",
    deletion_time: deleted,
    destroyed,
    version: asked,
  };
  const gone = deleted !== "" || destroyed;
  send(gone ? 404 : 200, { request_id: "1", data: { data: gone ? null : data, metadata } });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-vault-"));
  await writeFile(join(dir, "token"), `${token}\n`);
  server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  store = opened({});
});
beforeEach(() => {
  otherwise = null;
  kept = new Map([
    ["news/db", [{ data: { password: "first" } }, { data: { password: "second", port: 5432 } }]],
  ]);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true, force: true });
});

function opened(own: Record<string, unknown>): OutsideStore {
  const { port } = server.address() as AddressInfo;
  const settings = {
    kind: "vault",
    address: `http://127.0.0.1:${port}`,
    mount: "team/kv",
    namespace: "halcyon",
    tokenFile: join(dir, "token"),
    ...own,
  };
  const found = openStores({ vault: settings }).get("vault");
  if (found === undefined) throw new Error("there is no store");
  return found;
}

const signal = AbortSignal.timeout(60_000);
const place = { path: "news/db", key: "password" };
/** The error a read ends with; the token is in no part of it. */
async function refusal(read: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await read.then(
    () => new Error("it was answered"),
    (reason: unknown) => reason as Error & { code: string },
  );
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    expect(`${at.stack} ${JSON.stringify(at, Object.getOwnPropertyNames(at))}`).not.toContain(token);
  }
  return { code: (error as { code?: string }).code ?? "", message: error.message };
}

describe("Vault's KV engine as a store", () => {
  it("answers the newest version with its number, and any version by it", async () => {
    expect(await store.newest(place, signal)).toEqual({ value: "second", version: 2 });
    expect(await store.read(place, 1, signal)).toBe("first");
  });

  it("takes the token from its file each time", async () => {
    await writeFile(join(dir, "token"), "another");
    expect(await refusal(store.read(place, 1, signal))).toMatchObject({
      code: "app_secret_store_refused",
      message: "store vault does not let Halcyon read news/db: it answered 403: permission denied",
    });
    await rm(join(dir, "token"));
    expect((await refusal(store.read(place, 1, signal))).code).toBe("app_secret_store_unavailable");
    await writeFile(join(dir, "token"), token);
    expect(await store.read(place, 1, signal)).toBe("first");
  });

  it("says that a version was deleted, destroyed, or never was", async () => {
    kept.set("news/db", [
      { data: null, destroyed: true },
      { data: null, deleted: "2026-11-27T11:00:00Z" },
    ]);
    const code = "app_secret_not_in_store";
    expect(await refusal(store.read(place, 1, signal))).toEqual({
      code,
      message: "version 1 of news/db in store vault: it was destroyed in the store",
    });
    expect(await refusal(store.newest(place, signal))).toEqual({
      code,
      message: "news/db in store vault: it was deleted in the store at 2026-11-27T11:00:00Z",
    });
    expect((await refusal(store.read(place, 3, signal))).message).toContain("there is nothing at this path");
    expect((await refusal(store.newest({ ...place, path: "news/none" }, signal))).code).toBe(code);
  });

  it("never answers an empty value, or one that is not meant", async () => {
    kept.set("news/odd", [
      { data: { empty: "", number: 5, large: "x".repeat(largestValue + 1), nothing: null } },
    ]);
    const at = (key: string) => refusal(store.newest({ path: "news/odd", key }, signal));
    for (const [key, why] of [
      ["password", "there is no key password; it has empty, number, large, nothing"],
      ["empty", "is empty"],
      ["number", "is not text"],
      ["nothing", "is not text"],
      ["large", "is larger than"],
      ["constructor", "there is no key constructor"],
    ] as const) {
      const { code, message } = await at(key);
      expect(code, key).toBe("app_secret_not_in_store");
      expect(message).toContain(why);
    }
    // An engine of version 1 answers the data itself; what answers another version than asked for is no KV engine.
    otherwise = (_request, response) => response.end(JSON.stringify({ data: { password: "x" } }));
    expect((await refusal(store.newest(place, signal))).message).toContain("not of a KV engine of version 2");
    otherwise = (_request, response) =>
      response.end(JSON.stringify({ data: { data: { password: "x" }, metadata: { version: 9 } } }));
    expect((await refusal(store.read(place, 1, signal))).message).toContain("the store answered version 9");
  });

  it("is away when it is sealed, redirects, babbles, hangs, or is gone", async () => {
    const away = async (why: string, from = store) => {
      const { code, message } = await refusal(from.read(place, 1, signal));
      expect(code, message).toBe("app_secret_store_unavailable");
      expect(message).toContain(why);
    };
    otherwise = (_request, response) =>
      response.writeHead(503).end(JSON.stringify({ errors: ["Vault is sealed"] }));
    await away("it answered 503: Vault is sealed");
    otherwise = (_request, response) =>
      response.writeHead(307, { location: "http://127.0.0.1:1/elsewhere" }).end();
    await away("it answered 307");
    otherwise = (_request, response) => response.end("<html>");
    await away("not JSON");
    otherwise = (_request, response) => response.end(JSON.stringify({ data: "x".repeat(5 * largestValue) }));
    await away("");
    otherwise = () => {};
    await away("no answer within 0.2 seconds", opened({ timeoutSeconds: 0.2 }));
    await away("", opened({ address: "http://127.0.0.1:1" }));
    otherwise = null;
    expect(await store.read(place, 1, signal)).toBe("first");
  });
});

describe("a store over TLS", () => {
  it("is believed by the certificates it was said to have, and by no others", async () => {
    const secure = createSecureServer(tls, answer).listen(0, "127.0.0.1");
    await new Promise((resolve) => secure.once("listening", resolve));
    try {
      const address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
      const caFile = join(dir, "ca.pem");
      await writeFile(caFile, tls.cert);
      expect(await opened({ address, caFile }).read(place, 1, signal)).toBe("first");
      const { code, message } = await refusal(opened({ address }).read(place, 1, signal));
      expect(code).toBe("app_secret_store_unavailable");
      expect(message).toContain("SELF_SIGNED_CERT");
    } finally {
      secure.closeAllConnections();
      secure.close();
    }
  });
});

describe("the settings of stores", () => {
  it("are read from a file, and none without one", async () => {
    expect(readStores(null).size).toBe(0);
    const file = join(dir, "stores.yaml");
    await writeFile(file, "files: { kind: file, directory: /etc/halcyon, paths: [shared/] }\n");
    expect(readStores(file).get("files")).toMatchObject({ kind: "file", keyed: false, paths: ["shared/"] });
    for (const text of ["files: { kind: etcd }", "files: [", "- files"]) {
      await writeFile(file, text);
      expect(() => readStores(file), text).toThrow(file);
    }
    expect(() => readStores(join(dir, "nowhere"))).toThrow("ENOENT");
  });

  it("say what is wrong and where", () => {
    const wrong = (settings: unknown) => {
      try {
        openStores(settings);
      } catch (error) {
        return (error as Error).message;
      }
      return null;
    };
    expect(wrong({ a: { kind: "etcd" } })).toContain("a.kind");
    expect(wrong({ a: { kind: "file", directory: "x" } })).toContain("a.directory: an absolute path");
    expect(wrong({ a: { kind: "vault", address: "vault:8200", tokenFile: "/t" } })).toContain("a.address");
    expect(wrong({ a: { kind: "file", directory: "/x", token: "y" } })).toContain("token");
    expect(wrong({ a: { kind: "file", directory: "/x", paths: ["{person}/"] } })).toContain("a.paths.0");
    expect(wrong({ "No Name": { kind: "file", directory: "/x" } })).not.toBeNull();
    expect(wrong({ a: { kind: "file", directory: "/x", paths: ["{team}/{app}/", "shared/"] } })).toBeNull();
  });
});
