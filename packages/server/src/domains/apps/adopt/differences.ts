/** What of an object a rendering does not say as it stands: found by comparing, so nothing is left out in silence. Pure. */
import { amount } from "@halcyon/contracts";

/** One value of an object that the rendering does not have. */
export interface Difference {
  /** spec.template.spec.containers[0].imagePullPolicy */
  readonly path: string;
  readonly value: unknown;
  /** What the rendering has there; undefined for nothing. */
  readonly rendered: unknown;
}

/** Written by the API server, controllers or kubectl; nobody's wish. */
const bookkeeping =
  /^status\b|^metadata\.(uid|resourceVersion|generation|creationTimestamp|managedFields|selfLink)\b|creationTimestamp$|\["(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/[^"]*)"\]$/;

/** What the API server fills in where nothing is said (Kubernetes API reference, Deployment v1 and Service v1). */
const defaults: readonly (readonly [path: RegExp, value: unknown])[] = [
  [/terminationMessagePath$/, "/dev/termination-log"],
  [/terminationMessagePolicy$/, "File"],
  [/template\.spec\.dnsPolicy$/, "ClusterFirst"],
  [/template\.spec\.restartPolicy$/, "Always"],
  [/template\.spec\.schedulerName$/, "default-scheduler"],
  [/Probe\.periodSeconds$/, 10],
  [/Probe\.(timeoutSeconds|successThreshold)$/, 1],
  [/Probe\.failureThreshold$/, 3],
  [/^spec\.sessionAffinity$/, "None"],
  [/^spec\.internalTrafficPolicy$/, "Cluster"],
];

/** Every value of `given` that `rendered` has not, in the order of `given`. Empty values and defaults say nothing. */
export function differences(given: unknown, rendered: unknown, path = ""): Difference[] {
  if (bookkeeping.test(path) || given === null || given === undefined) return [];
  if (typeof given === "object") {
    return Object.entries(given).flatMap(([key, value]) =>
      differences(value, (rendered as Record<string, unknown> | undefined)?.[key], under(path, key, given)),
    );
  }
  if (same(given, rendered, path)) return [];
  const isDefault =
    rendered === undefined && defaults.some(([at, value]) => at.test(path) && value === given);
  return isDefault ? [] : [{ path, value: given, rendered }];
}

function under(path: string, key: string, parent: object): string {
  if (Array.isArray(parent)) return `${path}[${key}]`;
  if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

function same(given: unknown, rendered: unknown, path: string): boolean {
  if (given === rendered) return true;
  if (!path.endsWith(".cpu") || typeof rendered !== "string") return false;
  return amount(String(given)) === amount(rendered);
}
