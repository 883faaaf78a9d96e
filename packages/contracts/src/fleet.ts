import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { overview } from "./fleet-overview.ts";
import { label, timestamp } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";
import {
  clusterState,
  deploymentItem,
  eventItem,
  hpaItem,
  ingressItem,
  nodeItem,
  podItem,
  searchHit,
  serviceItem,
} from "./fleet-items.ts";

/** A data centre. Clusters and physical hosts stand in one; none spans two. */
export const room = z.object({
  name: label,
  displayName: z.string().describe("what people call it, in their language"),
  carrier: z.string().describe("the network operator of the data centre, empty when unknown"),
  clusters: z.array(label).describe("names of the clusters in it"),
  createdAt: timestamp,
});
export type Room = z.infer<typeof room>;

const displayName = z.string().trim().min(1).max(200);
const carrier = z.string().trim().max(200);

/**
 * How Halcyon signs in to a cluster: a kubeconfig with everything inline, or address + token + CA.
 * Kept encrypted; no answer ever contains it.
 */
export const clusterCredentials = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("kubeconfig"),
    kubeconfig: z
      .string()
      .min(1)
      .max(200_000)
      .describe("text of a kubeconfig; certificates and keys inline, no files, no plugins"),
    context: z.string().max(300).optional().describe("context to use; its current-context unless told"),
  }),
  z.object({
    kind: z.literal("token"),
    server: z.url({ protocol: /^https?$/ }).describe("address of the API server: https://10.0.0.1:6443"),
    token: z.string().min(1).max(20_000).describe("bearer token of a ServiceAccount or user"),
    ca: z
      .string()
      .max(100_000)
      .optional()
      .describe("CA certificate, PEM; the system's trust store unless told"),
    tlsServerName: z
      .string()
      .max(300)
      .optional()
      .describe("name to check the certificate against, when it is not the address'"),
  }),
]);
export type ClusterCredentials = z.input<typeof clusterCredentials>;

export const cluster = z.object({
  id: z.string(),
  name: label,
  room: label,
  server: z.string().describe("address of its API server"),
  signsInAs: z.string().describe("user name the API server gives Halcyon, empty when it does not tell"),
  version: z.string().describe("Kubernetes version last seen: v1.37.2"),
  state: clusterState,
  lastSyncAt: timestamp
    .nullable()
    .describe("when the cache last heard from the API server, null before the first time"),
  reason: z.string().describe("why it is not fresh; empty when it is"),
  counts: z
    .object({ nodes: z.int(), pods: z.int(), deployments: z.int() })
    .describe("objects in this server's cache"),
  createdAt: timestamp,
});
export type Cluster = z.infer<typeof cluster>;

/** One line of each fleet answer: how far what is shown can be believed. */
export const clusterFreshness = z.object({
  name: label,
  room: label,
  state: clusterState,
  lastSync: timestamp.nullable(),
  reason: z.string(),
});
export type ClusterFreshness = z.infer<typeof clusterFreshness>;

/** A page of fleet objects and the freshness of every cluster they were looked for in. */
function fleetPage<T extends z.ZodType>(item: T) {
  return pageOf(item).extend({
    total: z.int().describe("how many match in all"),
    clusters: z.array(clusterFreshness),
  });
}

/** The words and filters of a search, the same for lists (`q`) and the fleet search. */
export const searchSyntax = [
  "Words and filters separated by spaces, all of which must hold; letter case does not matter.",
  "A word is looked for inside name, namespace, app, image, node, IP, phase and labels.",
  "name: ns: app: image: node: owner: look inside that field, or match it whole with =: owner:=web;",
  "kind: phase: cluster: room: match it whole; phase:failing finds pods that fail, phase:short deployments that lack some;",
  "ip: podip: hostip: match an address from its beginning; label:key, label:key=value match labels;",
  '-word or -filter excludes; quotes keep spaces: image:"my image".',
].join(" ");

const objectQuery = z.object({
  ...pageQuery,
  room: label.optional(),
  cluster: label.optional(),
  namespace: z.string().max(253).optional(),
  q: z.string().max(500).optional().describe(searchSyntax),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe("the row to begin at, instead of a cursor: for a view that jumps"),
});
/** The same page again whenever something in it may have changed, at most twice a second. */
const watchQuery = objectQuery.omit({ cursor: true });

const roomParams = z.object({ room: label });
const clusterParams = z.object({ cluster: label.describe("name of the cluster") });
const listed = { method: "GET", permission: "fleet.read", scope: "any" } as const;
const watched = { ...listed, kind: "events" } as const;
const changed = { permission: "fleet.write", scope: "global" } as const;

export const fleetEndpoints = {
  overview: endpoint({
    ...listed,
    id: "fleet.overview",
    path: "/api/v1/overview",
    summary: "Rooms and clusters as they are, in numbers",
    output: overview,
  }),
  overviewWatch: endpoint({
    ...watched,
    id: "fleet.overview.watch",
    path: "/api/v1/overview/watch",
    summary: "Rooms and clusters as they are, again whenever they change",
    output: overview,
  }),
  roomList: endpoint({
    ...listed,
    id: "room.list",
    path: "/api/v1/rooms",
    summary: "List the rooms",
    query: z.object(pageQuery),
    output: pageOf(room),
  }),
  roomCreate: endpoint({
    ...changed,
    id: "room.create",
    method: "POST",
    path: "/api/v1/rooms",
    summary: "Add a room",
    body: z.object({ name: label, displayName: displayName.optional(), carrier: carrier.default("") }),
    output: room,
    audit: "room.create",
    status: 201,
  }),
  roomUpdate: endpoint({
    ...changed,
    id: "room.update",
    method: "PATCH",
    path: "/api/v1/rooms/:room",
    summary: "Change a room's display name or carrier",
    params: roomParams,
    body: z.object({ displayName: displayName.optional(), carrier: carrier.optional() }),
    output: room,
    audit: "room.update",
  }),
  roomDelete: endpoint({
    ...changed,
    id: "room.delete",
    method: "DELETE",
    path: "/api/v1/rooms/:room",
    summary: "Remove a room that has no clusters",
    params: roomParams,
    output: z.object({ name: label }),
    audit: "room.delete",
  }),
  clusterList: endpoint({
    ...listed,
    id: "cluster.list",
    path: "/api/v1/clusters",
    summary: "List the clusters and how fresh the view of each is",
    query: z.object({ ...pageQuery, room: label.optional() }),
    output: pageOf(cluster),
  }),
  clusterGet: endpoint({
    ...listed,
    id: "cluster.get",
    path: "/api/v1/clusters/:cluster",
    summary: "Show a cluster",
    params: clusterParams,
    output: cluster,
  }),
  clusterAdd: endpoint({
    ...changed,
    id: "cluster.add",
    method: "POST",
    path: "/api/v1/clusters",
    summary: "Register a cluster",
    description:
      "Checked at once: the API server answers, its version, the sign-in, every permission Halcyon needs, and that it is not " +
      "registered already under another name. What fails is refused with the reason and nothing is stored.",
    body: z.object({ name: label, room: label, credentials: clusterCredentials }),
    output: cluster,
    audit: "cluster.add",
    status: 201,
  }),
  clusterCheck: endpoint({
    ...changed,
    id: "cluster.check",
    method: "POST",
    path: "/api/v1/clusters/check",
    summary: "Look whether a cluster could be registered with these credentials; stores nothing",
    body: z.object({ name: label.optional(), credentials: clusterCredentials }),
    output: z.object({
      server: z.string(),
      version: z.string(),
      signsInAs: z.string().describe("user name the API server gives Halcyon"),
    }),
    audit: "cluster.check",
  }),
  clusterUpdate: endpoint({
    ...changed,
    id: "cluster.update",
    method: "PATCH",
    path: "/api/v1/clusters/:cluster",
    summary: "Replace a cluster's credentials, or accept that it was rebuilt",
    description:
      "New credentials are checked as at registration, and must lead to the same cluster unless `acceptReplaced`.",
    params: clusterParams,
    body: z.object({
      credentials: clusterCredentials.optional(),
      acceptReplaced: z
        .boolean()
        .default(false)
        .describe("true: adopt a cluster that was rebuilt under the same name (another kube-system uid)"),
    }),
    output: cluster,
    audit: "cluster.update",
  }),
  clusterRemove: endpoint({
    ...changed,
    id: "cluster.remove",
    method: "DELETE",
    path: "/api/v1/clusters/:cluster",
    summary: "Forget a cluster; nothing in it is touched",
    params: clusterParams,
    output: z.object({ name: label }),
    audit: "cluster.remove",
  }),
  clusterAccess: endpoint({
    id: "cluster.access",
    method: "GET",
    permission: "signed-in",
    path: "/api/v1/cluster-access",
    summary: "The RBAC manifest to apply to a cluster before registering it",
    query: z.object({
      user: z
        .string()
        .max(253)
        .optional()
        .describe("bind to this user instead of ServiceAccount halcyon-system/halcyon"),
    }),
    output: z.string(),
    kind: "text",
    contentType: "application/yaml",
  }),
  search: endpoint({
    ...listed,
    id: "fleet.search",
    path: "/api/v1/search",
    summary: "Search all clusters at once",
    description: `${searchSyntax} Best matches first: an exact name, then a name's beginning, then inside a name, then other fields.`,
    query: z.object({
      q: z
        .string()
        .trim()
        .min(1)
        .max(500)
        .describe("e.g. `web`, `app:web phase:Pending`, `node:n1 ip:10.0`, `image:nginx label:team=news`"),
      cursor: pageQuery.cursor,
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    output: fleetPage(searchHit),
  }),
  nodeList: endpoint({
    ...listed,
    id: "node.list",
    path: "/api/v1/nodes",
    summary: "List nodes with capacity, allocatable, requested and conditions",
    query: objectQuery.omit({ namespace: true }),
    output: fleetPage(nodeItem),
  }),
  nodeWatch: endpoint({
    ...watched,
    id: "node.watch",
    path: "/api/v1/nodes/watch",
    summary: "A page of nodes, again whenever it may have changed",
    query: watchQuery.omit({ namespace: true }),
    output: fleetPage(nodeItem),
  }),
  podList: endpoint({
    ...listed,
    id: "pod.list",
    path: "/api/v1/pods",
    summary: "List pods",
    query: objectQuery,
    output: fleetPage(podItem),
  }),
  podWatch: endpoint({
    ...watched,
    id: "pod.watch",
    path: "/api/v1/pods/watch",
    summary: "A page of pods, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(podItem),
  }),
  deploymentList: endpoint({
    ...listed,
    id: "deployment.list",
    path: "/api/v1/deployments",
    summary: "List deployments",
    query: objectQuery,
    output: fleetPage(deploymentItem),
  }),
  deploymentWatch: endpoint({
    ...watched,
    id: "deployment.watch",
    path: "/api/v1/deployments/watch",
    summary: "A page of deployments, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(deploymentItem),
  }),
  serviceList: endpoint({
    ...listed,
    id: "service.list",
    path: "/api/v1/services",
    summary: "List services",
    query: objectQuery,
    output: fleetPage(serviceItem),
  }),
  serviceWatch: endpoint({
    ...watched,
    id: "service.watch",
    path: "/api/v1/services/watch",
    summary: "A page of services, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(serviceItem),
  }),
  ingressList: endpoint({
    ...listed,
    id: "ingress.list",
    path: "/api/v1/ingresses",
    summary: "List ingresses",
    query: objectQuery,
    output: fleetPage(ingressItem),
  }),
  ingressWatch: endpoint({
    ...watched,
    id: "ingress.watch",
    path: "/api/v1/ingresses/watch",
    summary: "A page of ingresses, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(ingressItem),
  }),
  hpaList: endpoint({
    ...listed,
    id: "hpa.list",
    path: "/api/v1/hpas",
    summary: "List horizontal pod autoscalers",
    query: objectQuery,
    output: fleetPage(hpaItem),
  }),
  hpaWatch: endpoint({
    ...watched,
    id: "hpa.watch",
    path: "/api/v1/hpas/watch",
    summary: "A page of horizontal pod autoscalers, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(hpaItem),
  }),
  eventList: endpoint({
    ...listed,
    id: "event.list",
    path: "/api/v1/events",
    summary: "List recent Kubernetes events, the latest first",
    query: objectQuery,
    output: fleetPage(eventItem),
  }),
  eventWatch: endpoint({
    ...watched,
    id: "event.watch",
    path: "/api/v1/events/watch",
    summary: "A page of events, again whenever it may have changed",
    query: watchQuery,
    output: fleetPage(eventItem),
  }),
};
