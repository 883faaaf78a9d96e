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
