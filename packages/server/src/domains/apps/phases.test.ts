import { describe, expect, it } from "vitest";
import { phases } from "./phases.ts";
import { renderSpec } from "./render/render.ts";
import { resolveTargets } from "./render/targets.ts";
import { parseSpec } from "./spec/parse.ts";
import { places, shapes } from "./testing/shapes.ts";
import type { Manifest } from "./types.ts";

function manifests(text: string): readonly Manifest[] {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { targets } = resolveTargets(result.parsed.spec, "news", places);
  return Object.values(renderSpec(result.parsed.spec, targets))[0] ?? [];
}
const kinds = (list: readonly Manifest[]) => list.map(({ kind }) => kind);
const ports = (service: Manifest | undefined) => {
  const spec = service?.["spec"] as { ports: { name: string; port: number }[] } | undefined;
  return spec?.ports.map(({ name, port }) => `${name}:${port}`);
};

describe("phases", () => {
  const old = manifests(shapes.web);
  const young = manifests(
    shapes.web.replace("service: 80", "service: 8000").replace("MODE: live", "MODE: test"),
  );

  it("puts what pods need before them and what leads to them after", () => {
    const { before, workload, after } = phases(old);
    expect(kinds(before)).toEqual(["ServiceAccount", "Service"]);
    expect(workload.kind).toBe("Deployment");
    expect(kinds(after)).toEqual(["PodDisruptionBudget", "Ingress", "Ingress"]);
  });

  it("adds Service ports before the steps and takes them away after", () => {
    const { before, after } = phases(young, old);
    expect(ports(before.find(({ kind }) => kind === "Service"))).toEqual(["http:8000", "http-old-80:80"]);
    expect(kinds(after)).toEqual(["Service", "PodDisruptionBudget", "Ingress", "Ingress"]);
    expect(ports(after[0])).toEqual(["http:8000"]);
  });

  it("rolls back by the same means", () => {
    const { before, after } = phases(old, young);
    expect(ports(before.find(({ kind }) => kind === "Service"))).toEqual(["http:80", "http-old-8000:8000"]);
    expect(ports(after[0])).toEqual(["http:80"]);
  });

  it("applies a Service once when no port goes", () => {
    expect(kinds(phases(old, old).after)).not.toContain("Service");
    const more = manifests(shapes.web.replace("port: 9090", "port: 9090, service: 9090"));
    expect(kinds(phases(more, old).after)).not.toContain("Service");
  });

  it("refuses a rendering without exactly one workload", () => {
    expect(() => phases(old.filter(({ kind }) => kind !== "Deployment"))).toThrow("one workload, this one 0");
    expect(() => phases([...old, ...old])).toThrow("one workload, this one 2");
  });
});
