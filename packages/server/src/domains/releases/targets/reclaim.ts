/**
 * What others own of an app's objects is made Halcyon's, before a release that was planned to put it back applies them. An
 * apply removes only what its own manager owned, so without this a label or field somebody added would stay. Moves nothing.
 */
import type { Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { isControllersOwn, isForeign, ownersOf, withFieldsTaken } from "#kube/managed-fields.ts";
import { objectPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";
import { managers } from "./deployment/managers.ts";

/** Kinds whose spec a release takes over as it steps them, replicas aside: of these only labels and annotations. */
const workloads: readonly string[] = ["Deployment", "StatefulSet"];

/** @returns whose fields were taken, null when there were none. @throws KubeError */
export async function reclaimObjects(
  client: KubeClient,
  manifests: readonly Manifest[],
  signal: AbortSignal,
): Promise<string | null> {
  const taken = new Set<string>();
  const seen = new Set<string>();
  for (const { kind, metadata } of manifests) {
    const path = objectPath(kind, metadata.namespace, metadata.name);
    if (seen.has(path) || kind === "Secret") continue;
    seen.add(path);
    const live = await client.get<KubeObject>(path, { signal }).catch((error: unknown) => {
      if (hasReason(error, "NotFound")) return null;
      throw error;
    });
    if (live === null) continue;
    const whole = !workloads.includes(kind);
    const foreign = ownersOf(live.metadata).filter(isForeign);
    const managedFields = withFieldsTaken(live.metadata, managers.apply, (owner, [part, under, name]) => {
      if (!foreign.some((one) => one.manager === owner.manager && one.subresource === owner.subresource))
        return false;
      if (part !== "metadata") return whole && part !== "status";
      if (under === "annotations") return typeof name === "string" && !isControllersOwn(name);
      return under === "labels";
    });
    if (managedFields === null) continue;
    for (const { manager } of foreign) taken.add(manager);
    const body = { metadata: { resourceVersion: live.metadata.resourceVersion, managedFields } };
    await client.patch(path, body, { type: "merge", fieldManager: managers.apply, signal });
  }
  return taken.size === 0
    ? null
    : `took over the fields of ${[...taken].sort((a, b) => a.localeCompare(b)).join(", ")}`;
}
