/** The Service. */
import { type AppSpec, portsOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { objectLabels, selectorLabels, versionLabel } from "./labels.ts";
import { filled, present } from "./stable.ts";

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
    metadata: present({
      name: serviceName(spec),
      namespace,
      labels: steadyLabels(spec),
      annotations: filled(spec.service?.annotations),
    }),
    spec: {
      type: spec.service?.type ?? "ClusterIP",
      selector: selectorLabels(spec),
      ports,
      ...detailsOf(spec.service ?? {}),
    },
  };
}

/** The name of the Service with the app's public ports. */
export function serviceName({ adopted, name }: AppSpec): string {
  return adopted?.names.service ?? name;
}

function detailsOf(service: NonNullable<AppSpec["service"]>): object {
  const { headless, sticky, externalTraffic, internalTraffic, sources, publishNotReady } = service;
  return present({
    clusterIP: headless === true ? "None" : undefined,
    sessionAffinity: sticky === undefined ? undefined : "ClientIP",
    sessionAffinityConfig:
      sticky === undefined ? undefined : { clientIP: { timeoutSeconds: sticky.seconds } },
    externalTrafficPolicy: externalTraffic,
    internalTrafficPolicy: internalTraffic,
    loadBalancerSourceRanges: sources,
    publishNotReadyAddresses: publishNotReady,
  });
}

/** Labels without the version: a new image alone changes neither Service nor Ingress. */
export function steadyLabels(spec: AppSpec): Record<string, string> {
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return labels;
}
