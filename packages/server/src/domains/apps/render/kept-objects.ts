/** Objects an app brought along when it was adopted, as they were. */
import type { AppSpec } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { ownLabels } from "./labels.ts";
import { present, sorted } from "./stable.ts";

/** Each with the labels it had, and those Halcyon finds its objects by. */
export function renderKept(spec: AppSpec, namespace: string): Manifest[] {
  return (spec.adopted?.objects ?? []).map(({ apiVersion, kind, metadata, ...content }) => ({
    apiVersion,
    kind,
    metadata: present({
      name: metadata.name,
      namespace,
      labels: sorted({ ...metadata.labels, ...ownLabels(spec) }),
      annotations: metadata.annotations,
    }),
    ...content,
  }));
}

/** The Deployment with its containers in the order they had; patches put theirs at the end. */
export function inOrder({ adopted }: AppSpec, manifest: Manifest): Manifest {
  const order = adopted?.containers;
  if (order === undefined || manifest.kind !== "Deployment") return manifest;
  const spec = manifest["spec"] as Deployed;
  const rank = ({ name }: { name: string }) => (order.includes(name) ? order.indexOf(name) : order.length);
  const containers = [...spec.template.spec.containers].sort((a, b) => rank(a) - rank(b));
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
  return { ...manifest, spec: { ...spec, template } };
}

interface Deployed {
  readonly template: {
    readonly spec: { readonly containers: readonly { readonly name: string }[] };
  };
}
