import { explainEndpoints, type FieldExplanation } from "@halcyon/contracts";
import { describe, expect, it } from "vitest";
import type { Base } from "../base/merge.ts";
import { parseBase } from "../base/parse.ts";
import { renderSpec } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";
import { parseSpec } from "../spec/parse.ts";
import { places, shapes } from "../testing/shapes.ts";
import { explainTarget } from "./explain.ts";
import { leafName, leavesOf } from "./leaves.ts";
import { ruleFor } from "./rules.ts";

async function explain(text: string, bases: readonly Base[] = []) {
  const result = parseSpec(text, bases);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { parsed } = result;
  const { targets } = resolveTargets(parsed.spec, parsed.spec.name, places);
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  const manifests = renderSpec(parsed.spec, targets, parsed.specIn)[target.cluster] ?? [];
  return { manifests, fields: await explainTarget({ parsed, target, targets, manifests }) };
}
const base = (name: string, version: number, text: string): Base => {
  const result = parseBase(name, text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { base: name, version, document: result.document };
};
const first = (fields: readonly FieldExplanation[], object: string, field: string) =>
  fields.find((one) => one.object === object && one.field === field)?.origins[0];
const container = "spec.template.spec.containers[0]";

describe("explaining", () => {
  it.each(Object.entries(shapes))("%s: every rendered field comes from somewhere", async (_name, text) => {
    const { manifests, fields } = await explain(text);
    expect(fields.length).toBe(manifests.flatMap((manifest) => [...leavesOf(manifest)]).length);
    // The sentence for what nobody thought of does not count: such a field needs a rule in rules.ts.
    const unknown = fields.filter(
      ({ object, field, origins }) =>
        origins.every(({ from }) => from === "rule") && ruleFor(object.split("/")[0] ?? "", field) === null,
    );
    expect(unknown.map(({ object, field }) => `${object}.${field}`)).toEqual([]);
  });

  it("names the line of the spec", async () => {
    const { fields } = await explain(shapes.web);
    expect(first(fields, "Deployment/web", `${container}.image`)).toMatchObject({
      from: "spec",
      path: "image",
      line: 4,
      column: 8,
    });
    expect(first(fields, "Deployment/web", `${container}.readinessProbe.httpGet.path`)).toMatchObject({
      path: "health.readiness.http.path",
      line: 19,
    });
    expect(first(fields, "Deployment/web", "spec.replicas")).toMatchObject({ path: "replicas.north-mobile" });
    expect(first(fields, "PodDisruptionBudget/web", "spec.maxUnavailable")).toMatchObject({
      path: "unavailable",
    });
    expect(first(fields, "Service/web", "spec.ports[0].port")).toMatchObject({ path: "ports[0].service" });
  });

  it("follows what is computed: the hash in a name to the file, the sorted variable to its line", async () => {
    const { fields } = await explain(shapes.files);
    const name = fields.find(
      ({ object, field }) => object.startsWith("ConfigMap/") && field === "metadata.name",
    );
    expect(name?.origins.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['files["/etc/app/app.conf"]', "name"]),
    );
  });

  it("tells a base, which version of it, and a default apart", async () => {
    const bases = [
      base("organisation", 4, "spec: { resources: { limits: { cpu: 1, memory: 1Gi } } }"),
      base("room:north-mobile", 2, "spec: { resources: { limits: { memory: 2Gi } } }"),
    ];
    const { fields } = await explain(shapes.minimal, bases);
    expect(first(fields, "Deployment/minimal", `${container}.resources.limits.cpu`)).toMatchObject({
      from: "base",
      base: "organisation",
      baseVersion: 4,
    });
    expect(first(fields, "Deployment/minimal", `${container}.resources.limits.memory`)).toMatchObject({
      from: "base",
      base: "room:north-mobile",
      baseVersion: 2,
      why: "resources.limits.memory in operations' base for room north-mobile, version 2",
    });
    expect(first(fields, "Deployment/minimal", "spec.strategy.rollingUpdate.maxSurge")).toMatchObject({
      from: "default",
      path: "strategy.maxSurge",
    });
    expect(first(fields, "Deployment/minimal", "spec.revisionHistoryLimit")).toMatchObject({ from: "rule" });
  });

  it("answers what its endpoint promises", async () => {
    const { fields } = await explain(shapes.autoscaled);
    const answer = { version: 1, cluster: "nm-1", fields };
    expect(explainEndpoints.explain.output.safeParse(answer).success).toBe(true);
    expect(leafName(["metadata", "labels", "a/b"])).toBe('metadata.labels["a/b"]');
  });
});
