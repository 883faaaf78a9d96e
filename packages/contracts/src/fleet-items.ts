import { z } from "zod";
import { label, timestamp } from "./names.ts";

/**
 * How far the view of a cluster can be believed.
 * `fresh`: heard from within the last seconds. `stale`: not heard from for longer, or not loaded yet; what is
 * shown is old. `unreachable`: connecting fails. `replaced`: another cluster answers under its address; nothing
 * of it is shown and nothing is written to it until a person accepts it.
 */
export const clusterState = z.enum(["fresh", "stale", "unreachable", "replaced"]);
export type ClusterState = z.infer<typeof clusterState>;

/** Amounts of a node or of what its pods ask for: cpu in thousandths of a core, memory in bytes. */
export const amounts = z.object({
  cpuMilli: z.number().describe("thousandths of a core"),
  memoryBytes: z.number(),
  pods: z.int(),
});
export type Amounts = z.infer<typeof amounts>;

const where = { cluster: label, room: label };
const named = { ...where, namespace: z.string(), name: z.string() };
const labels = z.record(z.string(), z.string());

export const nodeItem = z.object({
  ...where,
  name: z.string(),
  ip: z.string().describe("InternalIP, empty when it has none"),
  ready: z.boolean(),
  unschedulable: z.boolean().describe("cordoned"),
  capacity: amounts,
  allocatable: amounts,
  requested: amounts.describe("what the pods on it ask for"),
  conditions: z.array(
    z.object({ type: z.string(), status: z.string(), reason: z.string(), since: timestamp.nullable() }),
  ),
  taints: z.array(z.string()).describe("key=value:effect"),
  kubelet: z.string().describe("kubelet's version"),
  labels,
  createdAt: timestamp,
});
export type NodeItem = z.infer<typeof nodeItem>;

export const podItem = z.object({
  ...named,
  uid: z.string(),
  app: z.string().describe("label halcyon.dev/app, else app.kubernetes.io/name, else app, else empty"),
  node: z.string().describe("empty until scheduled"),
  phase: z.string().describe("Pending, Running, Succeeded, Failed or Unknown"),
  ready: z.boolean(),
  readySince: timestamp.nullable(),
  terminating: z.boolean().describe("has a deletionTimestamp"),
  reason: z
    .string()
    .describe(
      "why it is not running as it should: ImagePullBackOff, CrashLoopBackOff, Unschedulable, ...; else empty",
    ),
  restarts: z.int(),
  ip: z.string(),
  hostIp: z.string(),
  images: z.array(z.string()),
  ownerKind: z.string(),
  ownerName: z.string(),
  labels,
  createdAt: timestamp,
});
export type PodItem = z.infer<typeof podItem>;

export const deploymentItem = z.object({
  ...named,
  app: z.string(),
  replicas: z.int().describe("spec.replicas"),
  ready: z.int(),
  updated: z.int(),
  available: z.int(),
  paused: z.boolean(),
  images: z.array(z.string()),
  labels,
  createdAt: timestamp,
});
export type DeploymentItem = z.infer<typeof deploymentItem>;

export const serviceItem = z.object({
  ...named,
  app: z.string(),
  type: z.string(),
  clusterIp: z.string(),
  ports: z.array(z.string()).describe("80:8080/TCP: port, target port, protocol"),
  selector: labels,
  labels,
  createdAt: timestamp,
});
export type ServiceItem = z.infer<typeof serviceItem>;

export const ingressItem = z.object({
  ...named,
  app: z.string(),
  className: z.string(),
  hosts: z.array(z.string()),
  rules: z.array(z.string()).describe("host/path -> service:port"),
  labels,
  createdAt: timestamp,
});
export type IngressItem = z.infer<typeof ingressItem>;

export const hpaItem = z.object({
  ...named,
  app: z.string(),
  target: z.string().describe("Deployment/web"),
  min: z.int(),
  max: z.int(),
  current: z.int(),
  desired: z.int(),
  metrics: z.array(z.string()).describe("cpu 80%: what it scales on"),
  labels,
  createdAt: timestamp,
});
export type HpaItem = z.infer<typeof hpaItem>;

export const eventItem = z.object({
  ...where,
  namespace: z.string(),
  kind: z.string().describe("kind of the object it is about"),
  name: z.string(),
  type: z.string().describe("Normal or Warning"),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  at: timestamp.describe("when it last happened"),
});
export type EventItem = z.infer<typeof eventItem>;

/** One search result, small: what tells it from its neighbours; the lists have the rest. */
export const searchHit = z.object({
  kind: z.enum(["pod", "node", "deployment", "service", "ingress", "hpa"]),
  ...where,
  namespace: z.string().describe("empty for a node"),
  name: z.string(),
  app: z.string(),
  status: z.string().describe("a pod's phase or reason, a node's readiness, 3/3 ready for a deployment, ..."),
  node: z.string(),
  ip: z.string(),
  image: z.string().describe("the first image, empty for kinds without one"),
});
export type SearchHit = z.infer<typeof searchHit>;
