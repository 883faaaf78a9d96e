/** Claims that no version names any more. They stay, with what is in them, until a person removes them. */
import type { KubeClient } from "#kube/client.ts";
import { labelQuery, ownSelector } from "../render/labels.ts";
import type { Manifest, ObjectRef } from "../types.ts";
import { listObjects } from "./objects.ts";

/**
 * Claims of an app that its manifests do not name, by name. Those a StatefulSet made for its instances are named by its
 * templates: `data-orders-0`, also of instances there no longer are. @throws KubeError
 */
export async function keptClaims(
  client: KubeClient,
  where: {
    readonly app: string;
    readonly namespace: string;
    readonly manifests: readonly Manifest[];
    readonly signal: AbortSignal;
  },
): Promise<ObjectRef[]> {
  const { app, namespace, manifests, signal } = where;
  const labelSelector = labelQuery(ownSelector(app));
  const claims = await listObjects(
    client,
    { kind: "PersistentVolumeClaim", namespace, labelSelector },
    { signal },
  );
  const named = manifests.flatMap(namesOf);
  return claims
    .map(({ metadata }) => metadata.name)
    .filter((name) => !named.some((pattern) => pattern.test(name)))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name }));
}

interface Templates {
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

/** Names are of letters, digits, '-' and '.' only: the dot is the one to be quoted. */
function namesOf(manifest: Manifest): RegExp[] {
  const quoted = manifest.metadata.name.replaceAll(".", "\\.");
  if (manifest.kind === "PersistentVolumeClaim") return [new RegExp(`^${quoted}$`)];
  if (manifest.kind !== "StatefulSet") return [];
  const { volumeClaimTemplates = [] } = manifest["spec"] as Templates;
  return volumeClaimTemplates.map(({ metadata }) => new RegExp(`^${metadata.name}-${quoted}-[0-9]+$`));
}
