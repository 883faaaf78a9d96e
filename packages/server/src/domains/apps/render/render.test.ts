import { describe, expect, it } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { places, shapes } from "../testing/shapes.ts";
import type { Manifest } from "../types.ts";
import { printManifests, renderSpec, versionDigest } from "./render.ts";
import { resolveTargets } from "./targets.ts";

function render(text: string) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { spec, specIn } = result.parsed;
  const { targets, issues } = resolveTargets(spec, spec.namespace ?? spec.name, places);
  expect(issues).toEqual([]);
  const rendering = renderSpec(spec, targets, specIn);
  return { spec, targets, rendering, digest: versionDigest(spec, targets, rendering) };
}

const first = (text: string): readonly Manifest[] => Object.values(render(text).rendering)[0] ?? [];
/** The part of a manifest a test looks at. */
const specOf = <T>(manifest: Manifest | undefined): T => {
  if (manifest === undefined) throw new Error("there is no such manifest");
  return manifest["spec"] as T;
};
const kind = (manifests: readonly Manifest[], name: string) =>
  manifests.find((manifest) => manifest.kind === name);

describe("rendering", () => {
  it.each(Object.entries(shapes))("%s is what the golden file says", async (name, text) => {
    const { rendering, targets } = render(text);
    const lines = targets.map((target) => `# ${JSON.stringify(target)}\n`).join("");
    const documents = Object.entries(rendering).map(
      ([cluster, all]) => `# cluster ${cluster}\n${printManifests(all)}`,
    );
    await expect(lines + documents.join("---\n")).toMatchFileSnapshot(`./golden/${name}.yaml`);
  });

  it("does not depend on the order of keys", () => {
    const a = render(`${shapes.minimal}env: { A: "1", B: "2" }\nfiles: { /a: x, /b: y }\n`);
    const b = render(
      `replicas: { north-mobile: 1 }\nfiles: { /b: y, /a: x }\nenv: { B: "2", A: "1" }\nimage: registry.demo/minimal:1\nteam: news\nname: minimal\n`,
    );
    expect(printManifests(Object.values(b.rendering).flat())).toBe(
      printManifests(Object.values(a.rendering).flat()),
    );
    expect(b.digest).toBe(a.digest);
  });

  it("changes no pod when only the number of instances, the team or an owner changes", () => {
    const template = (text: string) =>
      specOf<{ template: unknown }>(kind(first(text), "Deployment")).template;
    const before = template(shapes.minimal);
    expect(template(shapes.minimal.replace("north-mobile: 1", "north-mobile: 7"))).toEqual(before);
    expect(template(shapes.minimal.replace("team: news", "team: sport"))).toEqual(before);
    expect(template(`${shapes.minimal}owners: [a]\n`)).toEqual(before);
    expect(template(shapes.minimal.replace("minimal:1", "minimal:2"))).not.toEqual(before);
  });

  it("names config files by their content, and pods by the name", () => {
    const name = (text: string) => kind(first(text), "ConfigMap")?.metadata.name ?? "";
    const before = name(shapes.files);
    const after = name(shapes.files.replace("listen = 8080", "listen = 8081"));
    expect(before).toMatch(/^files-files-[0-9a-f]{10}$/);
    expect(after).not.toBe(before);
    expect(name(shapes.files.replace("files:1", "files:2"))).toBe(before);
    expect(JSON.stringify(kind(first(shapes.files), "Deployment"))).toContain(before);
  });

  it("gives every config file its own key even where paths look alike", () => {
    const data = kind(first(shapes.files), "ConfigMap")?.["data"] as Record<string, string>;
    expect(Object.values(data).sort()).toEqual(["listen = 8080\n\ttabbed = yes\n", "one", "three", "two"]);
  });

  it("never lets a spec replace the labels its pods are selected by", () => {
    const { spec, targets } = render(shapes.minimal);
    const stolen = { ...spec, pod: { labels: { "halcyon.dev/app": "other", mine: "x" } } };
    const deployment = kind(Object.values(renderSpec(stolen, targets))[0] ?? [], "Deployment");
    const { template } = specOf<{ template: { metadata: { labels: object } } }>(deployment);
    expect(template.metadata.labels).toMatchObject({ "halcyon.dev/app": "minimal", mine: "x" });
  });
});
