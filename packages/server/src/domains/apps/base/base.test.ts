import { appsEndpoints as api, auditEndpoints, baseEndpoints as bases } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { parseSpec } from "../spec/parse.ts";
import { type AppsTestServer, appsServer } from "../testing/server.ts";
import { shapes } from "../testing/shapes.ts";
import { mergeBases } from "./merge.ts";
import { parseBase } from "./parse.ts";

let server: AppsTestServer;
let lin: ApiClient;
let operations: ApiClient;

beforeAll(async () => {
  server = await appsServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  operations = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
});
afterAll(() => server?.close());

const yaml = (name: string, more = "") =>
  `name: ${name}\nteam: news\nimage: registry.demo/${name}:1\nreplicas: { north-mobile: 2, south-telecom: 2 }\n${more}`;
const apply = (app: string, spec: string) => lin.call(api.apply, { params: { app }, body: { spec } });
const set = (base: string, text: string) => operations.get(bases.set, { params: { base }, body: { text } });
interface Deployment {
  spec: {
    template: { spec: { containers: Record<string, unknown>[]; terminationGracePeriodSeconds: number } };
  };
}
async function podsOf(
  app: string,
  version: number,
): Promise<Record<string, Deployment["spec"]["template"]["spec"]>> {
  const { clusters } = await lin.get(api.rendering, { params: { app, version } });
  return Object.fromEntries(
    clusters.map(({ cluster, manifests }) => [
      cluster,
      (manifests.find(({ kind }) => kind === "Deployment") as unknown as Deployment).spec.template.spec,
    ]),
  );
}

describe("a base", () => {
  it("is stored in versions by operations only, audited, and never over an unseen one", async () => {
    const text = "# why\npolicy: { images: noLatest }\n";
    const denied = await lin.call(bases.set, { params: { base: "room:north-unicom" }, body: { text } });
    expect(denied.status).toBe(403);
    expect((await set("room:north-unicom", text)).version).toBe(1);
    expect((await set("room:north-unicom", "{}")).version).toBe(2);
    const params = { base: "room:north-unicom" };
    const late = await operations.call(bases.set, { params, body: { text, basedOn: 1 } });
    expect(late.problem?.code).toBe("app_base_moved");
    expect((await lin.get(bases.get, { params, query: { version: 1 } })).text).toBe(text);
    const { items } = await lin.get(bases.versions, { params });
    expect(items.map(({ version, author }) => [version, author.name])).toEqual([
      [2, "ops"],
      [1, "ops"],
    ]);
    // One that asks nothing is listed, so that it can be written on; no version says it was rendered with it.
    const listed = (await lin.get(bases.list)).items.find(({ base }) => base === "room:north-unicom");
    expect(listed?.version).toBe(2);
    const spec = "name: quiet\nteam: news\nimage: a/quiet:1\nreplicas: { north-unicom: 1 }\n";
    const quiet = await lin.get(api.apply, { params: { app: "quiet" }, body: { spec } });
    expect(quiet.version.bases).toEqual([]);
    const audit = await server.admin.get(auditEndpoints.list, { query: { verb: "base.set" } });
    expect(audit.items.filter(({ detail }) => detail !== null).length).toBeGreaterThanOrEqual(2);
    const nowhere = await operations.call(bases.set, {
      params: { base: "room:nowhere" },
      body: { text: "{}" },
    });
    expect(nowhere.problem?.code).toBe("app_base_place_unknown");
  });

  it("has its own errors with places, and may not say what is the app's", () => {
    const result = parseBase("team:news", "spec:\n  image: a:1\n  health: { readines: {} }\n");
    expect(result.ok ? [] : result.problems).toMatchObject([
      { line: 2, column: 3, path: "spec.image", message: 'there is no key "image" here' },
      { line: 3, column: 13, hint: "did you mean readiness?" },
    ]);
    expect(parseBase("room:a", "spec: { unavailable: 1 }").ok).toBe(false);
    expect(parseBase("organisation", "spec: { unavailable: 1 }").ok).toBe(true);
  });

  it("changes no rendering that was stored, and none where there is none", () => {
    for (const text of Object.values(shapes)) {
      const alone = parseSpec(text);
      const empty = parseBase("organisation", "{}");
      if (!alone.ok || !empty.ok) throw new Error("a shape does not parse");
      const under = parseSpec(text, [{ base: "organisation", version: 1, document: empty.document }]);
      expect(under.ok ? under.parsed.spec : null).toEqual(alone.parsed.spec);
    }
  });
});

describe("defaults", () => {
  it("stand under the spec: organisation, team, room, spec; each version says which it took", async () => {
    await apply("stacked", yaml("stacked"));
    await set(
      "organisation",
      "spec:\n  resources: { requests: { cpu: 100m, memory: 64Mi } }\n  stop: { gracePeriodSeconds: 40 }\n",
    );
    await set("team:news", "spec: { resources: { requests: { cpu: 200m } } }");
    await set("room:south-telecom", "spec: { stop: { gracePeriodSeconds: 90 } }");
    const params = { app: "stacked" };
    // Nothing that was stored changed.
    expect((await podsOf("stacked", 1))["nm-1"]?.containers[0]?.["resources"]).toBeUndefined();
    expect((await lin.get(api.version, { params: { ...params, version: 1 } })).bases).toEqual([]);

    await lin.get(api.setImage, { params, body: { image: "registry.demo/stacked:2" } });
    const pods = await podsOf("stacked", 2);
    expect(pods["nm-1"]?.containers[0]?.["resources"]).toEqual({ requests: { cpu: "200m", memory: "64Mi" } });
    expect(pods["nm-1"]?.terminationGracePeriodSeconds).toBe(40);
    expect(pods["st-1"]?.terminationGracePeriodSeconds).toBe(90);
    const second = await lin.get(api.version, { params: { ...params, version: 2 } });
    expect(second.bases.map(({ base }) => base)).toEqual(["organisation", "team:news", "room:south-telecom"]);
    expect(second.spec).not.toContain("gracePeriodSeconds");

    await apply("stacked", yaml("stacked", "stop: { gracePeriodSeconds: 11 }\n"));
    const own = await podsOf("stacked", 3);
    expect([own["nm-1"], own["st-1"]].map((pod) => pod?.terminationGracePeriodSeconds)).toEqual([11, 11]);
  });

  it("give way as a whole where one way excludes another", () => {
    const document = {
      spec: {
        health: { readiness: { http: { path: "/", port: 80 }, periodSeconds: 5 } },
        env: { A: "base" },
      },
      policy: { requiredLabels: [], required: [], forbidden: [], images: "any" as const },
    };
    const written = { health: { readiness: { tcp: { port: 1 } } }, env: { B: "own" } };
    expect(mergeBases(written, [{ base: "organisation", version: 1, document }])).toEqual({
      health: { readiness: { tcp: { port: 1 }, periodSeconds: 5 } },
      env: { A: "base", B: "own" },
    });
  });
});

describe("rules", () => {
  it("are problems of the spec, with place, what to write, and who asks", async () => {
    await set(
      "team:news",
      "policy:\n  maxReplicas: 3\n  maxMemory: 1Gi\n  requiredLabels: [tier]\n  required: [health.readiness, owners]\n  forbidden: [pod.annotations]\n  images: noLatest\n",
    );
    const text = yaml(
      "ruled",
      "resources: { limits: { memory: 2Gi } }\npod:\n  annotations: { a: b }\nhealth: {}\n",
    ).replace(":1", ":latest");
    const { valid, problems } = await lin.get(api.validate, { body: { spec: text } });
    expect(valid).toBe(false);
    const by = "required by operations' base for team news, version 2";
    expect(problems.map(({ path, line, message }) => [path, line, message])).toEqual([
      ["health.readiness", 8, `health.readiness is missing; ${by}`],
      ["owners", 1, `owners is missing; ${by}`],
      ["pod.annotations", 7, `pod.annotations may not be written; ${by}`],
      ["pod.labels.tier", 6, `instances have no label tier; ${by}`],
      ["resources.limits.memory", 5, `2Gi of memory is more than 1Gi for an instance; ${by}`],
      ["replicas", 4, `4 instances are more than 3; ${by}`],
      ["image", 3, `registry.demo/ruled:latest says :latest; ${by}`],
    ]);
    const { problem } = await apply("ruled", text);
    expect(problem?.code).toBe("app_spec_invalid");
    await set("team:news", "{}");
    expect((await apply("ruled", text)).status).toBe(200);
  });

  it("tell whom they would concern before they are stored", async () => {
    const check = (base: string, text: string) =>
      operations.get(bases.check, { params: { base }, body: { text } });
    await apply("calm", yaml("calm", "owners: [lin]\nstop: { gracePeriodSeconds: 7 }\n"));
    const fails = await check("team:news", "policy: { required: [owners] }");
    expect(fails.apps.find(({ app }) => app === "calm")).toBeUndefined();
    expect(fails.apps.find(({ app }) => app === "ruled")).toMatchObject({ outcome: "fails", version: 1 });
    const differs = await check("room:south-telecom", "spec: { stop: { gracePeriodSeconds: 91 } }");
    expect(differs.apps.map(({ app, outcome, clusters }) => [app, outcome, clusters])).toEqual([
      ["ruled", "differs", ["st-1", "st-2"]],
    ]);
    expect((await check("team:news", "policy: [")).valid).toBe(false);
    expect((await lin.get(bases.get, { params: { base: "team:news" } })).text).toBe("{}");
  });
});
