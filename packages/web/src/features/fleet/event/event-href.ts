import type { EventItem } from "@halcyon/contracts";
import { hrefOf } from "#app/feature.ts";
import {
  deploymentsPage,
  hpasPage,
  ingressesPage,
  type ListPage,
  nodePage,
  podPage,
  podsPage,
  servicesPage,
} from "../pages.ts";

const listOf: ReadonlyMap<string, ListPage> = new Map<string, ListPage>([
  ["Deployment", deploymentsPage],
  ["Service", servicesPage],
  ["Ingress", ingressesPage],
  ["HorizontalPodAutoscaler", hpasPage],
]);

/** Where what an event is about is shown: its page, its list, or the pods that carry its name. */
export function hrefOfEvent({ kind, name, cluster, namespace }: EventItem): string {
  if (kind === "Pod") return hrefOf(podPage, { cluster, namespace, pod: name });
  if (kind === "Node") return hrefOf(nodePage, { cluster, node: name });
  const list = listOf.get(kind);
  if (list !== undefined) return hrefOf(list, {}, { cluster, namespace, q: `name:=${name}` });
  // Pods know the Deployment they were made for, not its ReplicaSet.
  const owner = kind === "ReplicaSet" ? name.replace(/-[a-z0-9]+$/, "") : name;
  return hrefOf(podsPage, {}, { cluster, namespace, q: `owner:=${owner}` });
}
