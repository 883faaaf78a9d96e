/** The Service a StatefulSet's instances have their names from. */
import { type AppSpec, portsOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { selectorLabels } from "./labels.ts";
import { steadyLabels } from "./network.ts";
import { present } from "./stable.ts";

/** Null for other kinds. */
export function renderHeadlessService(spec: AppSpec, namespace: string): Manifest | null {
  if (spec.kind !== "StatefulSet") return null;
  const ports = portsOf(spec).map(({ name, port, protocol }) => ({ name, port, protocol, targetPort: name }));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: headlessName(spec), namespace, labels: steadyLabels(spec) },
    spec: present({
      type: "ClusterIP",
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: selectorLabels(spec),
      ports: ports.length === 0 ? undefined : ports,
    }),
  };
}

export function headlessName(spec: AppSpec): string {
  return `${spec.name}-nodes`;
}
