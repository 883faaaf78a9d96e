/** The block `adopted` of a spec: what it renders to, and who may write it. */
import { appsEndpoints as api } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { renderTarget } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";
import { parseSpec } from "../spec/parse.ts";
import { type AppsTestServer, appsServer } from "../testing/server.ts";
import { places, shapes } from "../testing/shapes.ts";
import type { Manifest } from "../types.ts";

function manifestsOf(text: string, cluster = 0): readonly Manifest[] {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { spec } = result.parsed;
  const target = resolveTargets(spec, "adopted", places).targets[cluster];
  if (target === undefined) throw new Error("no target");
  return renderTarget(spec, target);
}
const templateOf = (manifests: readonly Manifest[]) => {
  const deployment = manifests.find(({ kind }) => kind === "Deployment");
  if (deployment === undefined) throw new Error("no Deployment");
  return (deployment["spec"] as { template: { metadata: { labels: object }; spec: object } }).template;
};

describe("what was adopted", () => {
  it("keeps every name and selector it had, a name for each cluster", () => {
    const names = (cluster: number) =>
      manifestsOf(shapes.adopted, cluster).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names(0)).toEqual([
      "ConfigMap/shop-conf",
      "Service/shop-headless",
      "Service/shop-svc",
      "Deployment/shop-nginx",
      "PodDisruptionBudget/shop-pdb",
      "HorizontalPodAutoscaler/shop-hpa",
      "Ingress/adopted-shop-news-example",
    ]);
    expect(names(1)).toContain("Deployment/shop");
    const selectors = manifestsOf(shapes.adopted)
      .map(({ spec }) => (spec as { selector?: object } | undefined)?.selector)
      .filter((selector) => selector !== undefined);
    const selector = { app: "nginx", release: "r1" };
    expect(selectors).toEqual([
      { app: "nginx" },
      selector,
      { matchLabels: selector },
      { matchLabels: selector },
    ]);
  });

  it("gets no label, account or order of its environment that its pods did not have", () => {
    const { metadata, spec } = templateOf(manifestsOf(shapes.adopted));
    expect(metadata.labels).toEqual({ app: "nginx", chart: "nginx-1", release: "r1" });
    expect(spec).toMatchObject({
      serviceAccountName: "shop-robot",
      containers: [{ name: "nginx", env: [{ name: "ZONE" }, { name: "MODE" }] }],
    });
    expect(templateOf(manifestsOf(shapes.recreated)).spec).not.toHaveProperty("serviceAccountName");
  });

  it("does not become other pods when the app's team or its Halcyon labels change", () => {
    const before = templateOf(manifestsOf(shapes.adopted));
    expect(templateOf(manifestsOf(shapes.adopted.replace("team: news", "team: sport")))).toEqual(before);
  });

  it("marks every object as the app's, so that Halcyon finds it", () => {
    for (const { kind, metadata } of manifestsOf(shapes.adopted)) {
      expect(metadata.labels, kind).toMatchObject({
        "halcyon.dev/app": "adopted",
        "app.kubernetes.io/managed-by": "halcyon",
        "halcyon.dev/team": "news",
      });
    }
  });

  it("names no object twice", () => {
    const result = parseSpec(shapes.adopted.replace("name: shop-headless", "name: shop-svc"));
    expect(result).toMatchObject({
      ok: false,
      problems: [{ path: "adopted.objects[1].metadata.name", message: "Service/shop-svc is there already" }],
    });
  });

  it("may stay in a namespace of the cluster's own, where nothing else may begin", () => {
    const inSystem = shapes.adopted.replace("namespace: adopted", "namespace: kube-system");
    expect(parseSpec(inSystem).ok).toBe(true);
    expect(parseSpec(`${shapes.minimal}namespace: kube-system\n`).ok).toBe(false);
    expect(parseSpec(inSystem.replace("kube-system", "halcyon-system")).ok).toBe(false);
  });
});

describe("who writes it", () => {
  let server: AppsTestServer;
  let lin: ApiClient;
  let operations: ApiClient;
  beforeAll(async () => {
    server = await appsServer();
    lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
    operations = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
  });
  afterAll(() => server?.close());
  const apply = (who: ApiClient, spec: string) =>
    who.call(api.apply, { params: { app: "adopted" }, body: { spec } });

  it("is operations; developers change everything else and leave it as it is", async () => {
    expect((await apply(lin, shapes.adopted)).problem?.code).toBe("app_adopted_fixed");
    expect((await apply(operations, shapes.adopted)).problem).toBeNull();
    const image = { image: "registry.demo/adopted:2" };
    const changed = await lin.call(api.setImage, { params: { app: "adopted" }, body: image });
    expect(changed.problem).toBeNull();
    const wider = shapes.adopted.replace("strategy: Recreate", "").replace("shop-robot", "admin-robot");
    expect((await apply(lin, wider)).problem?.code).toBe("app_adopted_fixed");
    const without = shapes.adopted.slice(0, shapes.adopted.indexOf("adopted:\n"));
    expect((await apply(lin, without)).problem?.code).toBe("app_adopted_fixed");
  });
});
