/** One pod in depth, and its logs. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { clusterState, eventItem, podItem } from "./fleet-items.ts";
import { label, timestamp } from "./names.ts";

const objectName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "a Kubernetes object's name");
const params = z.object({ cluster: label, namespace: objectName, pod: objectName });

export const containerView = z.object({
  name: z.string(),
  kind: z.enum(["init", "sidecar", "container", "ephemeral"]),
  image: z.string(),
  imageId: z.string().describe("with the digest that really runs; empty until pulled"),
  state: z.enum(["waiting", "running", "terminated", "unknown"]),
  reason: z.string(),
  message: z.string(),
  exitCode: z.int().nullable(),
  since: timestamp.nullable().describe("when it came into this state"),
  ready: z.boolean(),
  restarts: z.int(),
  last: z
    .object({
      reason: z.string(),
      message: z.string().describe("what it left as its last words"),
      exitCode: z.int(),
      at: timestamp.nullable(),
    })
    .nullable()
    .describe("how its previous run ended"),
  ports: z.array(z.string()).describe("http 8080/TCP"),
  requests: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.string()),
  env: z.array(z.string()).describe("names only: values may be secrets"),
  mounts: z.array(z.string()).describe("/etc/app from config (read only)"),
});
export type ContainerView = z.infer<typeof containerView>;

export const podDetail = z.object({
  pod: podItem,
  source: z
    .enum(["cluster", "cache"])
    .describe("cache: the cluster did not answer; containers and conditions are missing"),
  cluster: z.object({ state: clusterState, reason: z.string() }),
  message: z.string().describe("why the pod as a whole is as it is, such as what an eviction says"),
  containers: z.array(containerView),
  conditions: z.array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string(),
      message: z.string(),
      since: timestamp.nullable(),
    }),
  ),
  serviceAccount: z.string(),
  qos: z.string(),
  volumes: z.array(z.string()).describe("config: ConfigMap frontpage-files-1a2b"),
  annotations: z.record(z.string(), z.string()),
  events: z.array(eventItem).describe("about this pod, newest first"),
});
export type PodDetail = z.infer<typeof podDetail>;

const container = z.string().min(1).max(253).optional().describe("its first container unless told");

export const logLine = z.object({
  at: timestamp.nullable().describe("as the container runtime wrote it"),
  text: z.string().max(20_000),
});
export type LogLine = z.infer<typeof logLine>;

export const podEndpoints = {
  get: endpoint({
    id: "pod.get",
    method: "GET",
    path: "/api/v1/clusters/:cluster/pods/:namespace/:pod",
    summary: "One pod: containers, conditions, events; read from its cluster",
    params,
    output: podDetail,
    permission: "fleet.read",
    scope: "any",
  }),
  logs: endpoint({
    id: "pod.logs",
    method: "GET",
    path: "/api/v1/clusters/:cluster/pods/:namespace/:pod/logs",
    summary: "The last lines of a container's log",
    params,
    query: z.object({
      container,
      previous: z.enum(["true", "false"]).default("false").describe("of the run before the last restart"),
      tail: z.coerce.number().int().min(1).max(50_000).default(1_000),
      timestamps: z.enum(["true", "false"]).default("false"),
    }),
    output: z.string(),
    kind: "text",
    permission: "fleet.logs",
    scope: "any",
  }),
  followLogs: endpoint({
    id: "pod.logs.follow",
    method: "GET",
    path: "/api/v1/clusters/:cluster/pods/:namespace/:pod/logs/follow",
    summary: "A container's log as it is written",
    params,
    query: z.object({
      container,
      tail: z.coerce.number().int().min(0).max(10_000).default(200).describe("lines to begin with"),
      since: timestamp.optional().describe("go on after this moment instead: where a lost connection ended"),
    }),
    output: z.object({
      lines: z.array(logLine),
      dropped: z.int().describe("lines left out because they came faster than they could be sent"),
    }),
    permission: "fleet.logs",
    scope: "any",
    kind: "events",
  }),
};
