import { appsEndpoints as api, auditEndpoints, secretEndpoints as secrets } from "@halcyon/contracts";
import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import type { Manifest } from "../types.ts";
import { type AppsTestServer, appsServer } from "../testing/server.ts";

let server: AppsTestServer;
let lin: ApiClient;
let viewer: ApiClient;

beforeAll(async () => {
  server = await appsServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  viewer = await server.person({ name: "vera", grants: [{ role: "viewer", team: null }] });
});
afterAll(() => server?.close());

const head = (app: string, env = "") =>
  `name: ${app}\nteam: news\nimage: registry.demo/${app}:1\nreplicas: { north-mobile: 1 }\n${env}`;
const apply = (app: string, spec: string) => lin.call(api.apply, { params: { app }, body: { spec } });
const set = (app: string, secret: string, value: string) =>
  lin.get(secrets.set, { params: { app, secret }, body: { value } });
const manifestsOf = async (app: string, version: number): Promise<Manifest[]> =>
  (await server.apps.version(app, version)).rendering["nm-1"]?.slice() ?? [];
const held = (manifests: readonly Manifest[]) =>
  manifests.flatMap(({ kind, metadata }) =>
    kind === "Secret" ? [metadata.annotations?.["halcyon.dev/secret-refs"]] : [],
  );

describe("an app's secrets", () => {
  it("are pinned by a version, rotated into the next, and refused once revoked", async () => {
    await apply("shop", head("shop"));
    const env = "env: { PASSWORD: { secret: db } }\n";
    const unknown = await apply("shop", head("shop", env));
    expect(unknown.problem?.errors?.[0]).toMatchObject({
      path: "env.PASSWORD",
      message: "shop has no secret db",
    });

    await set("shop", "db", "first");
    expect((await apply("shop", head("shop", env))).status).toBe(200);
    const first = await manifestsOf("shop", 2);
    expect(held(first)).toEqual(["db@1"]);

    const rotated = await lin.get(secrets.rotate, {
      params: { app: "shop", secret: "db" },
      body: { value: "second" },
    });
    expect(rotated.app).toMatchObject({
      outcome: "created",
      version: { number: 3, spec: head("shop", env) },
    });
    const second = await manifestsOf("shop", 3);
    expect(held(second)).toEqual(["db@2"]);
    const names = [first, second].map((list) => list.find(({ kind }) => kind === "Secret")?.metadata.name);
    expect(names[0]).not.toBe(names[1]);
    for (const [index, list] of [first, second].entries())
      expect(JSON.stringify(list.find(({ kind }) => kind === "Deployment"))).toContain(names[index]);

    const params = { app: "shop", secret: "db", version: 2 };
    const after = await lin.get(secrets.revoke, { params, body: { reason: "it leaked" } });
    expect(after).toMatchObject({ latest: 1, versions: [{ usedBy: [3] }, { usedBy: [2] }] });
    const pinned = await apply("shop", head("shop", "env: { PASSWORD: { secret: db, version: 2 } }\n"));
    expect(pinned.problem?.errors?.[0]?.message).toBe("version 2 of secret db is revoked");
    await server.database.transaction(async (tx) => {
      expect(await server.apps.revokedSecret("shop", [2], tx)).toBeNull();
      expect(await server.apps.revokedSecret("shop", [2, 3], tx)).toEqual({
        number: 3,
        secret: "db",
        version: 2,
      });
    });
    // What is explained is what was rendered, not what a reference would get today.
    const explained = await server.apps.version("shop", 3);
    expect(explained.spec.env["PASSWORD"]).toEqual({ secret: "db", version: 2 });
  });

  it("are the latest where an old spec is restored; what it names by a revoked number is refused", async () => {
    await apply("back", head("back"));
    await set("back", "db", "first");
    await apply("back", head("back", "env: { PASSWORD: { secret: db } }\n"));
    await apply("back", head("back", "env: { PASSWORD: { secret: db, version: 1 } }\n"));
    await set("back", "db", "second");
    const restore = (version: number) =>
      lin.call(api.restore, { params: { app: "back", version }, body: { message: "" } });
    expect((await restore(2)).body?.version.number).toBe(4);
    expect(held(await manifestsOf("back", 4))).toEqual(["db@2"]);
    const params = { app: "back", secret: "db", version: 1 };
    await lin.get(secrets.revoke, { params, body: { reason: "it leaked" } });
    const refused = await restore(3);
    expect(refused.problem?.code).toBe("app_spec_invalid");
    expect(refused.problem?.errors?.[0]).toMatchObject({
      message: "version 1 of secret db is revoked",
      hint: "write version: 2, or leave it out",
    });
  });

  it("are set by who may, and never changed or removed once stored", async () => {
    await apply("guarded", head("guarded"));
    const params = { app: "guarded", secret: "db" };
    expect((await viewer.call(secrets.set, { params, body: { value: "x" } })).status).toBe(403);
    await set("guarded", "db", "x");
    expect((await viewer.get(secrets.list, { params: { app: "guarded" } })).items).toHaveLength(1);
    const { db } = server.database;
    for (const change of [sql`update app_secrets set sealed = 'x'`, sql`delete from app_secrets`])
      await expect(change.execute(db)).rejects.toThrow("is immutable");
  });

  it("leave no trace of a value: not in the database, the audit log, or any answer", async () => {
    const canary = `canary-${randomUUID()}`;
    await apply("quiet", head("quiet"));
    const set1 = await set("quiet", "db", canary);
    await apply("quiet", head("quiet", "env: { PASSWORD: { secret: db } }\n"));
    const rotated = await lin.get(secrets.rotate, {
      params: { app: "quiet", secret: "db" },
      body: { value: `${canary}-2` },
    });
    const answers: unknown[] = [set1, rotated];
    answers.push(await lin.get(secrets.list, { params: { app: "quiet" } }));
    answers.push(await lin.get(api.version, { params: { app: "quiet", version: 3 } }));
    answers.push(await lin.get(api.rendering, { params: { app: "quiet", version: 3 } }));
    answers.push(await lin.get(api.compare, { params: { app: "quiet" }, query: { from: 2, to: 3 } }));
    answers.push(await server.admin.get(auditEndpoints.list, { query: {} }));
    const refused = await lin.call(secrets.set, {
      params: { app: "quiet", secret: "db" },
      body: { value: canary.repeat(5000) },
    });
    expect(refused.status).toBe(400);
    answers.push(refused);
    // What is looked for can be found where it stands.
    expect(JSON.stringify({ canary })).toContain(canary);
    for (const text of [canary, Buffer.from(canary).toString("base64").slice(0, -4)]) {
      expect(JSON.stringify(answers)).not.toContain(text);
      const { rows: tables } = await sql<{ name: string }>`
        select quote_ident(table_name) as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(server.database.db);
      expect(tables.length).toBeGreaterThan(10);
      for (const { name } of tables) {
        const { rows } = await sql`
          select 1 from ${sql.raw(name)} t where t::text like ${`%${text}%`} limit 1`.execute(
          server.database.db,
        );
        expect(rows, name).toEqual([]);
      }
    }
  });
});
