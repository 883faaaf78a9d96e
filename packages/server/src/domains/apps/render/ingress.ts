/** Ingress with the annotations of ingress-nginx, never a snippet (kubernetes.github.io/ingress-nginx, annotations). */
import { type AppSpec, portsOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { serviceName, steadyLabels } from "./network.ts";
import { contentHash, present, sorted } from "./stable.ts";

type Entry = AppSpec["ingress"][number];
type IngressPath = Entry["paths"][number];
const prefix = "nginx.ingress.kubernetes.io";

/** One Ingress per host, and one for each rewrite of it: annotations hold for the whole object. */
export function renderIngresses(spec: AppSpec, namespace: string): Manifest[] {
  return spec.ingress.flatMap((entry) => {
    const plain = entry.paths.filter(({ rewrite }) => rewrite === undefined);
    const rewritten = entry.paths.filter(({ rewrite }) => rewrite !== undefined);
    const headers = renderResponseHeaders(spec, namespace, entry);
    const one = (paths: readonly IngressPath[], suffix = "") =>
      renderIngress({ spec, namespace, entry, paths, suffix, headers: headers?.metadata.name });
    return [
      headers,
      plain.length === 0 ? null : one(plain),
      ...rewritten.map((path, index) => one([path], `-rewrite-${index + 1}`)),
    ].filter((manifest) => manifest !== null);
  });
}

/** The name of what is made for a host. */
export function hostObjectName(app: string, host: string): string {
  return `${app}-${host.replace("*", "wildcard").replaceAll(".", "-")}`;
}

/** The Service's port of that name. */
export function servicePort(spec: AppSpec, name: string): number {
  const port = portsOf(spec).find((candidate) => candidate.name === name)?.service;
  // The spec's own checks refuse it before.
  if (port === undefined) throw new Error(`port ${name} of ${spec.name} has no Service port`);
  return port;
}

interface Wanted {
  readonly spec: AppSpec;
  readonly namespace: string;
  readonly entry: Entry;
  readonly paths: readonly IngressPath[];
  readonly suffix: string;
  /** The ConfigMap with headers of answers. */
  readonly headers: string | undefined;
}

function renderIngress({ spec, namespace, entry, paths, suffix, headers }: Wanted): Manifest {
  const hosts = [entry.host, ...(entry.aliases ?? [])];
  const annotations = annotationsOf(
    entry,
    paths,
    headers === undefined ? undefined : `${namespace}/${headers}`,
  );
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: present({
      name: `${hostObjectName(spec.name, entry.host)}${suffix}`,
      namespace,
      labels: steadyLabels(spec),
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    }),
    spec: present({
      ingressClassName: entry.class,
      tls: entry.tls === undefined ? undefined : [{ hosts, secretName: entry.tls }],
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: paths.map((path) => ({
            ...matchOf(path),
            backend: { service: { name: serviceName(spec), port: { number: servicePort(spec, path.port) } } },
          })),
        },
      })),
    }),
  };
}

/** A path that is rewritten is a regular expression that keeps what comes after it. */
function matchOf({ path, type, rewrite }: IngressPath): { path: string; pathType: string } {
  if (rewrite === undefined) return { path, pathType: type };
  const literal = (path === "/" ? "" : path.replace(/\/$/, "")).replaceAll(/[.+]/g, "\\$&");
  const rest = type === "Exact" ? "$" : "(/|$)(.*)";
  return {
    path: `${literal === "" && type === "Exact" ? "/" : literal}${rest}`,
    pathType: "ImplementationSpecific",
  };
}

function rewriteTarget({ type, rewrite = "/" }: IngressPath): string {
  return type === "Exact" ? rewrite : `${rewrite.replace(/\/$/, "")}/$2`;
}

function annotationsOf(
  { bodySize, timeouts, rateLimit, redirect }: Entry,
  paths: readonly IngressPath[],
  headers: string | undefined,
): Record<string, string> {
  const rewrite = paths.find((path) => path.rewrite !== undefined);
  const { to, permanent } = redirect ?? {};
  const values = present({
    "proxy-body-size": bodySize,
    "proxy-connect-timeout": timeouts?.connect,
    "proxy-send-timeout": timeouts?.send,
    "proxy-read-timeout": timeouts?.read,
    "limit-rps": rateLimit?.perSecond,
    "limit-rpm": rateLimit?.perMinute,
    "limit-connections": rateLimit?.connections,
    "limit-burst-multiplier": rateLimit?.burst,
    "custom-headers": headers,
    "force-ssl-redirect": redirect?.https,
    "permanent-redirect": permanent === true ? to : undefined,
    "temporal-redirect": permanent === true ? undefined : to,
    "use-regex": rewrite === undefined ? undefined : true,
    "rewrite-target": rewrite === undefined ? undefined : rewriteTarget(rewrite),
  });
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${prefix}/${key}`, String(value)]),
  );
}

/** ingress-nginx reads headers of answers from a ConfigMap. It is named after its content, as config files are. */
function renderResponseHeaders(spec: AppSpec, namespace: string, { host, headers }: Entry): Manifest | null {
  if (headers?.response === undefined) return null;
  const data = sorted(headers.response);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${hostObjectName(spec.name, host)}-headers-${contentHash(data).slice(0, 10)}`,
      namespace,
      labels: steadyLabels(spec),
    },
    immutable: true,
    data,
  };
}
