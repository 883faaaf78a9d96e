import type { PodItem } from "@halcyon/contracts";
import { hrefOf } from "#app/feature.ts";
import { deploymentsPage } from "../pages.ts";

/** Where a pod's owner is shown: of a ReplicaSet the Deployment it was made by. Null when it has no page. */
export function ownerHref({
  cluster,
  namespace,
  ownerKind,
  ownerName,
}: Pick<PodItem, "cluster" | "namespace" | "ownerKind" | "ownerName">): string | null {
  if (ownerKind !== "ReplicaSet") return null;
  const deployment = ownerName.replace(/-[a-z0-9]+$/, "");
  return hrefOf(deploymentsPage, {}, { cluster, namespace, q: `name:=${deployment}` });
}
