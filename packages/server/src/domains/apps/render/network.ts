/** Service and Ingress. */
import { type AppSpec, portsOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { objectLabels, selectorLabels, versionLabel } from "./labels.ts";
import { present } from "./stable.ts";

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
    metadata: { name: spec.name, namespace, labels: steadyLabels(spec) },
    spec: { type: "ClusterIP", selector: selectorLabels(spec.name), ports },
  };
}

/** One Ingress per host. Its annotations hold for that host alone. */
export function renderIngresses(spec: AppSpec, namespace: string): Manifest[] {
  return spec.ingress.map((entry) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: present({
      name: `${spec.name}-${entry.host.replace("*", "wildcard").replaceAll(".", "-")}`,
      namespace,
      labels: steadyLabels(spec),
      annotations:
        entry.bodySize === undefined
          ? undefined
          : { "nginx.ingress.kubernetes.io/proxy-body-size": entry.bodySize },
    }),
    spec: present({
      ingressClassName: entry.class,
      tls: entry.tls === undefined ? undefined : [{ hosts: [entry.host], secretName: entry.tls }],
      rules: [
        {
          host: entry.host,
          http: {
            paths: entry.paths.map(({ path, type, port }) => ({
              path,
              pathType: type,
              backend: { service: { name: spec.name, port: { number: servicePort(spec, port) } } },
            })),
          },
        },
      ],
    }),
  }));
}

function servicePort(spec: AppSpec, name: string): number {
  const port = portsOf(spec).find((candidate) => candidate.name === name)?.service;
  // The spec's own checks refuse it before.
  if (port === undefined) throw new Error(`port ${name} of ${spec.name} has no Service port`);
  return port;
}

/** Labels without the version: a new image alone changes neither Service nor Ingress. */
export function steadyLabels(spec: AppSpec): Record<string, string> {
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return labels;
}
