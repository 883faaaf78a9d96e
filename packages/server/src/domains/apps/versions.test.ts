import { appsEndpoints as api, auditEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { sql } from "kysely";
import { type AppsTestServer, appsServer } from "./testing/server.ts";
import { shapes } from "./testing/shapes.ts";

let server: AppsTestServer;
/** Developer of news. */
let lin: ApiClient;

beforeAll(async () => {
  server = await appsServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
});
afterAll(() => server?.close());

const yaml = (name: string, more = "") =>
  `# ${name}\nname: ${name}\nteam: news\nimage: registry.demo/${name}:1 # the image\nreplicas: { north-mobile: 2 }\n${more}`;
const apply = (who: ApiClient, app: string, spec: string, message = "") =>
  who.call(api.apply, { params: { app }, body: { spec, message } });
const stored = async (who: ApiClient, app: string, spec: string) =>
  who.get(api.apply, { params: { app }, body: { spec } });

describe("versions", () => {
  it("makes an app by its first apply, and numbers versions from 1", async () => {
    const first = await stored(lin, "first", yaml("first"));
    expect(first).toMatchObject({
      outcome: "created",
      sentence: "version 1 is stored, the first; nothing runs until it is released",
      version: {
        number: 1,
        images: ["registry.demo/first:1"],
        replicas: 2,
        author: { name: "lin" },
        origin: "apply",
      },
    });
    const second = await stored(lin, "first", yaml("first", "env: { A: b }\n"));
    expect(second.version.number).toBe(2);
    expect(await lin.get(api.get, { params: { app: "first" } })).toMatchObject({
      team: "news",
      namespace: "first",
      latest: { number: 2 },
      targets: [
        { cluster: "nm-1", room: "north-mobile", replicas: 2, floorUnavailable: 0, autoscaled: null },
      ],
    });
    expect(await lin.get(api.version, { params: { app: "first", version: 1 } })).toMatchObject({
      spec: yaml("first"),
    });
  });

  it("makes none for the same content, and says so", async () => {
    await stored(lin, "same", yaml("same"));
    const again = await stored(lin, "same", yaml("same"));
    expect(again.outcome).toBe("unchanged");
    expect(again.sentence).toBe("version 1 has this content already; no version was made");
    const { items } = await lin.get(api.versions, { params: { app: "same" } });
    expect(items.map(({ number }) => number)).toEqual([1]);
  });

  it("numbers without gaps under 20 applies at once, the first of them making the app", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        apply(lin, "crowd", yaml("crowd", `env: { N: "${index}" }\n`)),
      ),
    );
    expect(answers.map(({ problem }) => problem)).toEqual(Array(20).fill(null));
    const numbers = answers.map(({ body }) => body?.version.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const { items } = await lin.get(api.versions, { params: { app: "crowd" } });
    expect(items.map(({ number }) => number)).toEqual(numbers.reverse());
    const audit = await server.admin.get(auditEndpoints.list, { query: { app: "crowd" } });
    expect(audit.items.map(({ verb }) => verb)).toEqual(Array(20).fill("app.apply"));
  });

  it("leaves no gap behind a refused apply", async () => {
    await stored(lin, "gap", yaml("gap"));
    expect((await apply(lin, "gap", yaml("gap", "colour: 1\n"))).status).toBe(422);
    expect((await stored(lin, "gap", yaml("gap", "args: [a]\n"))).version.number).toBe(2);
  });

  it("stores over no version that its author has not seen", async () => {
    await stored(lin, "seen", yaml("seen"));
    const basedOn = (number: number, more: string) =>
      lin.call(api.apply, {
        params: { app: "seen" },
        body: { spec: yaml("seen", more), message: "", basedOn: number },
      });
    const [one, other] = await Promise.all([basedOn(1, "args: [a]\n"), basedOn(1, "args: [b]\n")]);
    expect([one.status, other.status].sort((a, b) => a - b)).toEqual([200, 409]);
    const refused = one.status === 409 ? one : other;
    expect(refused.problem).toMatchObject({
      code: "app_version_moved",
      detail: "seen is at version 2, and this was written from version 1; nothing was stored",
    });
    expect((await basedOn(0, "args: [c]\n")).status).toBe(409);
    expect((await basedOn(2, "args: [c]\n")).body?.version.number).toBe(3);
  });

  it("makes one of 20 equal applies at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => stored(lin, "once", yaml("once"))));
    expect(answers.filter(({ outcome }) => outcome === "created").length).toBe(1);
    expect(answers.every(({ version }) => version.number === 1)).toBe(true);
  });

  it("never changes a stored version, not even by SQL", async () => {
    await stored(lin, "stone", yaml("stone"));
    const { db } = server.platform.database;
    await expect(sql`update app_versions set message = 'x' where app = 'stone'`.execute(db)).rejects.toThrow(
      "version 1 of app stone is immutable",
    );
    await expect(sql`delete from app_versions where app = 'stone'`.execute(db)).rejects.toThrow("immutable");
  });

  it("changes the image alone, comments kept", async () => {
    await stored(lin, "pic", yaml("pic"));
    const changed = await lin.get(api.setImage, {
      params: { app: "pic" },
      body: { image: "registry.demo/pic:2" },
    });
    expect(changed.version).toMatchObject({
      number: 2,
      origin: "image",
      basedOn: 1,
      spec: yaml("pic").replace("pic:1", "pic:2"),
    });
    expect((await lin.call(api.setImage, { params: { app: "pic" }, body: { image: "no tag" } })).status).toBe(
      400,
    );
  });

  it("restores an old version as a new one", async () => {
    await stored(lin, "back", yaml("back"));
    await stored(lin, "back", yaml("back", "env: { A: b }\n"));
    const restored = await lin.get(api.restore, { params: { app: "back", version: 1 }, body: {} });
    expect(restored.version).toMatchObject({
      number: 3,
      origin: "restore",
      basedOn: 1,
      spec: yaml("back"),
      message: "restore version 1",
    });
    const one = await lin.get(api.version, { params: { app: "back", version: 1 } });
    expect(restored.version.digest).toBe(one.digest);
    expect(
      (await lin.call(api.restore, { params: { app: "back", version: 9 }, body: {} })).problem?.code,
    ).toBe("app_version_not_found");
  });

  it("compares two versions: the spec and what is rendered in each cluster", async () => {
    await stored(lin, "pair", yaml("pair"));
    await stored(lin, "pair", yaml("pair").replace("pair:1", "pair:2").replace("2 }", "2, nt-1: 1 }"));
    const { spec, clusters } = await lin.get(api.compare, {
      params: { app: "pair" },
      query: { from: 1, to: 2 },
    });
    expect(spec).toContain("-image: registry.demo/pair:1 # the image\n");
    expect(clusters.map(({ cluster }) => cluster)).toEqual(["nm-1", "nt-1"]);
    expect(clusters[0]?.diff).toContain("+          image: registry.demo/pair:2\n");
    expect(clusters[1]?.diff).not.toContain("\n-");
    const same = await lin.get(api.compare, { params: { app: "pair" }, query: { from: 1, to: 1 } });
    expect([same.spec, same.clusters]).toEqual(["", [{ cluster: "nm-1", diff: "" }]]);
  });

  it("shows a stored rendering as it was made, whole or for one cluster", async () => {
    await stored(lin, "web", shapes.web);
    const all = await lin.get(api.rendering, { params: { app: "web", version: 1 } });
    expect(all.clusters.map(({ cluster }) => cluster)).toEqual(["nm-1", "nt-1", "nu-1", "st-1", "st-2"]);
    const preview = await lin.get(api.render, { body: { spec: shapes.web } });
    expect(all).toEqual(preview);
    const one = await lin.get(api.rendering, {
      params: { app: "web", version: 1 },
      query: { cluster: "st-2" },
    });
    expect(one.clusters[0]?.yaml.startsWith("apiVersion: v1\nkind: ServiceAccount\n")).toBe(true);
    const none = await lin.call(api.rendering, {
      params: { app: "web", version: 1 },
      query: { cluster: "mars" },
    });
    expect(none.problem?.code).toBe("app_cluster_unknown");
  });

  it("pages lists", async () => {
    const params = { app: "crowd" };
    const one = await lin.get(api.versions, { params, query: { limit: 15 } });
    const two = await lin.get(api.versions, { params, query: { limit: 15, cursor: one.next ?? "" } });
    expect([...one.items, ...two.items].map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, at) => 20 - at),
    );
    expect(two.next).toBeNull();
    const apps = await lin.get(api.list, { query: { limit: 2, search: "cr" } });
    expect(apps.items.map(({ name }) => name)).toEqual(["crowd"]);
    expect((await lin.call(api.list, { query: { cursor: "x" } })).status).toBe(400);
  });
});
