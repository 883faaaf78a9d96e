/** Finds what a person probably meant: the nearest key, the key that has another name here, an example. */
import { z } from "zod";

/** Words of Kubernetes, Compose and Helm for what has another place in the spec. */
const elsewhere: Readonly<Record<string, string>> = {
  annotations: "pod.annotations",
  config: "files",
  configFiles: "files",
  configMap: "files",
  containerPort: "port",
  deployment: "strategy",
  environment: "env",
  gates: "the release: halcyon release create --gate",
  hosts: "ingress (a list, each with host and paths)",
  hpa: "autoscaling",
  instances: "replicas",
  labels: "pod.labels",
  lifecycle: "stop.drain",
  livenessProbe: "health.liveness",
  maxSurge: "strategy.maxSurge",
  maxUnavailable: "strategy.maxUnavailable, or unavailable for the serving floor",
  nodeSelector: "placement.nodeSelector",
  imagePullSecrets: "pullSecrets",
  preStop: "stop.drain",
  readinessProbe: "health.readiness",
  routes: "ingress",
  servicePort: "service",
  sleep: "sleepSeconds",
  startupProbe: "health.startup",
  steps: "the release: halcyon release create --steps",
  targetPort: "port",
  terminationGracePeriodSeconds: "stop.gracePeriodSeconds",
  tolerations: "placement.tolerations",
  volumes: "files",
  tcpSocket: "tcp",
  httpGet: "http",
};

/** Levenshtein's distance, or more than `limit` once it cannot be less. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

/** The candidate nearest to `word`, when it is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.min(3, Math.floor(word.length / 2)));
  const lower = word.toLowerCase().slice(0, 100);
  const ranked = candidates
    .map((candidate) => ({ candidate, away: distance(lower, candidate.toLowerCase(), limit) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.candidate ?? null;
}

/** What to write instead of an unknown key. */
export function suggestKey(word: string, possible: readonly string[]): string {
  const place = Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined;
  if (place !== undefined && !possible.includes(word)) {
    return place.startsWith("the release") ? `this belongs to ${place}` : `write ${place}`;
  }
  const near = nearest(word, possible);
  if (near !== null) return `did you mean ${near}?`;
  return possible.length === 0 ? "remove it" : `possible here: ${possible.join(", ")}`;
}

/** What stands at a path of the schema: wrappers (optional, default) removed, their description kept. */
export interface SchemaPlace {
  readonly schema: z.ZodType;
  readonly description: string | null;
  readonly example: string | null;
}

/** @returns null when the path leads out of the schema */
export function schemaAt(root: z.ZodType, path: readonly PropertyKey[]): SchemaPlace | null {
  let place = unwrap(root);
  for (const part of path) {
    const child = childOf(place.schema, part);
    if (child === null) return null;
    place = unwrap(child);
  }
  return place;
}

/** The keys an object of the schema may have; none for maps with free keys. */
export function keysOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: z.ZodType): SchemaPlace {
  let current = schema;
  let meta = current.meta();
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault
  ) {
    current = current.unwrap() as z.ZodType;
    meta = { ...current.meta(), ...meta };
  }
  const example = (meta?.examples as readonly string[] | undefined)?.[0];
  return { schema: current, description: meta?.description ?? null, example: example ?? null };
}

function childOf(schema: z.ZodType, part: PropertyKey): z.ZodType | null {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    const key = String(part);
    return Object.hasOwn(shape, key) ? (shape[key] ?? null) : null;
  }
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return null;
}
