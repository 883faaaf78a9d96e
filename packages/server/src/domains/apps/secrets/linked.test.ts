/** Secrets whose values stay in an outside store: linked, pinned, rotated, refused. */
import { appsEndpoints as api, auditEndpoints, secretEndpoints as secrets } from "@halcyon/contracts";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { type AppsTestServer, appsServer, listedFleet } from "../testing/server.ts";
import { openStores } from "./stores/stores.ts";

let dir: string;
let server: AppsTestServer;
let lin: ApiClient;
let viewer: ApiClient;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-linked-"));
  await mkdir(join(dir, "store", "news"), { recursive: true });
  const secretStores = openStores({ files: { kind: "file", directory: join(dir, "store") } });
  server = await appsServer(listedFleet(), { secretStores });
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  viewer = await server.person({ name: "vera", grants: [{ role: "viewer", team: null }] });
});
afterAll(async () => {
  await server?.close();
  await rm(dir, { recursive: true, force: true });
});

const head = (app: string, env = "") =>
  `name: ${app}\nteam: news\nimage: registry.demo/${app}:1\nreplicas: { north-mobile: 1 }\n${env}`;
const apply = (app: string, spec: string) => lin.get(api.apply, { params: { app }, body: { spec } });
const put = (path: string, value: string) => writeFile(join(dir, "store", path), value);
const at = (app: string) => ({ params: { app, secret: "db" } });
const link = (app: string, path: string, more: { store?: string; key?: string } = {}) =>
  lin.call(secrets.link, { ...at(app), body: { store: "files", path, ...more } });

describe("a secret in a store", () => {
  it("is linked where its team may read, and each version says where it is, never what", async () => {
    await apply("shop", head("shop"));
    await put("news/db", "a value of the store");
    const { items } = await viewer.get(secrets.stores, {});
    expect(items).toEqual([{ name: "files", kind: "file", keyed: false, paths: ["{team}/"] }]);

    const linked = await link("shop", "news/db");
    expect(linked.status).toBe(201);
    const source = { store: "files", path: "news/db", key: null, version: null };
    expect(linked.body).toMatchObject({ latest: 1, versions: [{ version: 1, source }] });
    const set = await lin.get(secrets.set, { ...at("shop"), body: { value: "of Halcyon" } });
    expect(set.versions.map((one) => one.source)).toEqual([null, source]);

    const audit = await server.admin.get(auditEndpoints.list, { query: {} });
    expect(JSON.stringify(audit)).toContain("news/db");
    expect(JSON.stringify([linked, set, audit])).not.toContain("a value of the store");
    const change = sql`update app_secrets set path = 'other' where app = 'shop'`;
    await expect(change.execute(server.database.db)).rejects.toThrow("is immutable");
  });

  it("is refused where it is not the team's, not there, or not clear", async () => {
    await apply("refused", head("refused"));
    await put("secret-of-another-team", "x");
    for (const [given, code] of [
      [link("refused", "sports/db"), "app_secret_path_forbidden"],
      [link("refused", "news"), "app_secret_path_forbidden"],
      [link("refused", "news/../secret-of-another-team"), "http_input_invalid"],
      [link("refused", "/news/db"), "http_input_invalid"],
      [link("refused", "news/none"), "app_secret_not_in_store"],
      [link("refused", "news/db", { key: "k" }), "app_secret_key_unclear"],
      [link("refused", "news/db", { store: "vault" }), "app_secret_store_unknown"],
      [
        viewer.call(secrets.link, { ...at("refused"), body: { store: "files", path: "news/db" } }),
        "http_forbidden",
      ],
    ] as const) {
      expect((await given).problem?.code).toBe(code);
    }
    expect((await lin.get(secrets.list, { params: { app: "refused" } })).items).toEqual([]);
  });

  it("is rotated to what the store has by then, and opened only while it is what was pinned", async () => {
    await apply("pinned", head("pinned"));
    await put("news/pinned", "one");
    await link("pinned", "news/pinned");
    await apply("pinned", head("pinned", "env: { PASSWORD: { secret: db } }\n"));
    const open = (version: number) => openValue("pinned", version);
    expect(await open(1)).toBe("one");

    const rotate = (body: { value?: string }) => lin.call(secrets.rotate, { ...at("pinned"), body });
    expect((await rotate({})).problem?.code).toBe("app_secret_not_newer");
    expect((await rotate({ value: "typed" })).problem?.code).toBe("app_secret_value_unclear");
    await put("news/pinned", "two");
    await expect(open(1)).rejects.toMatchObject({ code: "app_secret_changed_in_store" });
    const rotated = await rotate({});
    expect(rotated.body).toMatchObject({
      secret: { latest: 2 },
      app: { outcome: "created", version: { number: 3 } },
    });
    expect(await open(2)).toBe("two");

    await rename(join(dir, "store"), join(dir, "away"));
    await expect(open(2)).rejects.toMatchObject({ code: "app_secret_store_unavailable" });
    await rename(join(dir, "away"), join(dir, "store"));
    expect(await open(2)).toBe("two");

    await apply("held", head("held"));
    await lin.get(secrets.set, { ...at("held"), body: { value: "x" } });
    const without = await lin.call(secrets.rotate, { ...at("held"), body: {} });
    expect(without.problem?.code).toBe("app_secret_value_unclear");
  });
});

/** What would be written into a cluster: the value in the Secret an apply sends. */
async function openValue(app: string, version: number): Promise<string> {
  const { rendering } = await server.apps.version(app, version + 1);
  const secret = rendering["nm-1"]?.find(({ kind }) => kind === "Secret");
  if (secret === undefined) throw new Error(`version ${version + 1} of ${app} has no Secret`);
  let sent: { data?: Record<string, string> } = {};
  const client = {
    patch: async (_path: string, body: typeof sent) => ((sent = body), { metadata: {} }),
    post: async () => ({}),
  };
  await server.apps.applyObjects(client as never, [secret]);
  return Buffer.from(sent.data?.["value"] ?? "", "base64").toString("utf8");
}
