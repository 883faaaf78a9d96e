import type { SearchHit } from "@halcyon/contracts";

/** Where a search result leads: a pod and a node have pages, the rest its list, narrowed to it. */
export function hrefOfHit(hit: Pick<SearchHit, "kind" | "cluster" | "namespace" | "name">): string {
  const [cluster, namespace, name] = [hit.cluster, hit.namespace, hit.name].map(encodeURIComponent);
  if (hit.kind === "pod") return `/pods/${cluster}/${namespace}/${name}`;
  if (hit.kind === "node") return `/nodes/${cluster}/${name}`;
  const lists = {
    deployment: "deployments",
    service: "services",
    ingress: "ingresses",
    hpa: "hpas",
  } as const;
  const query = new URLSearchParams({ q: `name:=${hit.name}`, cluster: hit.cluster });
  return `/${lists[hit.kind]}?${query}`;
}
