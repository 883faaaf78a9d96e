/** The Service. */
import { type AppSpec, portsOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { objectLabels, selectorLabels, versionLabel } from "./labels.ts";

/** One Service with every public port; null when all ports are private. */
export function renderService(spec: AppSpec, namespace: string): Manifest | null {
  const ports = portsOf(spec).flatMap(({ name, service, protocol }) =>
    // By name, so that old and new pods may listen on different ports while both run.
    service === undefined ? [] : [{ name, port: service, protocol, targetPort: name }],
  );
  if (ports.length === 0) return null;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: serviceName(spec), namespace, labels: steadyLabels(spec) },
    spec: { type: "ClusterIP", selector: selectorLabels(spec), ports },
  };
}

/** The name of the Service with the app's public ports. */
export function serviceName({ adopted, name }: AppSpec): string {
  return adopted?.names.service ?? name;
}

/** Labels without the version: a new image alone changes neither Service nor Ingress. */
export function steadyLabels(spec: AppSpec): Record<string, string> {
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return labels;
}
