/** What rules look at in a rendered workload: its containers, and the labels of its pods. */
import type { Manifest } from "../types.ts";

interface Container {
  readonly image?: string;
  readonly resources?: unknown;
}

export interface PodTemplate {
  readonly pod: { readonly labels: Readonly<Record<string, unknown>> };
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
}

/** @returns null for an object that makes no pods */
export function podTemplateOf(manifest: Manifest | undefined): PodTemplate | null {
  const template =
    at(manifest, ["spec", "template"]) ?? at(manifest, ["spec", "jobTemplate", "spec", "template"]);
  const containers = at(template, ["spec", "containers"]);
  if (!Array.isArray(containers)) return null;
  const init = at(template, ["spec", "initContainers"]);
  const labels = at(template, ["metadata", "labels"]) as PodTemplate["pod"]["labels"] | undefined;
  return { pod: { labels: labels ?? {} }, containers, initContainers: Array.isArray(init) ? init : [] };
}

/** Every image a rendering runs, the first container's first, each once. */
export function imagesOf(manifests: readonly Manifest[]): string[] {
  const images = manifests.flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    return template === null ? [] : [...template.containers, ...template.initContainers];
  });
  return [...new Set(images.flatMap(({ image }) => (typeof image === "string" ? [image] : [])))];
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, part) =>
      typeof node === "object" && node !== null ? (node as Record<string, unknown>)[part] : undefined,
    value,
  );
}
