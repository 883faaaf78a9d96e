/** The addresses of the fleet's pages. */
import { z } from "zod";
import { definePage } from "#app/feature.ts";

const word = z.string().optional().catch(undefined);
const listSearch = z.object({ q: word, room: word, cluster: word, namespace: word });
const permission = "fleet.read" as const;

export const clustersPage = definePage({
  path: "/clusters",
  title: { en: "Clusters", zh: "集群" },
  permission,
  search: z.object({ room: word }),
  load: () => import("./clusters-page.tsx"),
});
export const clusterPage = definePage({
  path: "/clusters/$cluster",
  title: { en: "Cluster", zh: "集群" },
  permission,
  load: () => import("./cluster-page.tsx"),
});
export const nodesPage = definePage({
  path: "/nodes",
  title: { en: "Nodes", zh: "节点" },
  permission,
  search: listSearch,
  load: () => import("./nodes-page.tsx"),
});
export const nodePage = definePage({
  path: "/nodes/$cluster/$node",
  title: { en: "Node", zh: "节点" },
  permission,
  load: () => import("./node-page.tsx"),
});
export const podsPage = definePage({
  path: "/pods",
  title: { en: "Pods", zh: "Pod" },
  permission,
  search: listSearch,
  load: () => import("./pods-page.tsx"),
});
export const podPage = definePage({
  path: "/pods/$cluster/$namespace/$pod",
  title: { en: "Pod", zh: "Pod" },
  permission,
  search: z.object({ view: word, container: word, previous: word, tail: word, find: word }),
  load: () => import("./pod-page.tsx"),
});
export const deploymentsPage = definePage({
  path: "/deployments",
  title: { en: "Deployments", zh: "Deployment" },
  permission,
  search: listSearch,
  load: () => import("./deployments-page.tsx"),
});
export const servicesPage = definePage({
  path: "/services",
  title: { en: "Services", zh: "Service" },
  permission,
  search: listSearch,
  load: () => import("./services-page.tsx"),
});
export const ingressesPage = definePage({
  path: "/ingresses",
  title: { en: "Ingresses", zh: "Ingress" },
  permission,
  search: listSearch,
  load: () => import("./ingresses-page.tsx"),
});
export const hpasPage = definePage({
  path: "/hpas",
  title: { en: "Autoscalers", zh: "自动伸缩" },
  permission,
  search: listSearch,
  load: () => import("./hpas-page.tsx"),
});
export const eventsPage = definePage({
  path: "/events",
  title: { en: "Events", zh: "事件" },
  permission,
  search: listSearch,
  load: () => import("./events-page.tsx"),
});
export const logsPage = definePage({
  path: "/logs",
  title: { en: "Logs", zh: "日志" },
  permission: "fleet.logs",
  search: z.object({ pods: word, container: word, tail: word, find: word }),
  load: () => import("./logs-page.tsx"),
});

/** The lists, as the strip above each of them shows them. */
export const listPages = [
  clustersPage,
  nodesPage,
  podsPage,
  deploymentsPage,
  servicesPage,
  ingressesPage,
  hpasPage,
  eventsPage,
] as const;
export type ListPage = Exclude<(typeof listPages)[number], typeof clustersPage>;
