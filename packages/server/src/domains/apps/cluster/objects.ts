/** Reading one object or many, and what of an object a person wants to see. */
import { type KubeClient, type RequestOptions } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";
import type { Manifest } from "../types.ts";

/** The manager of everything that is applied. */
export const fieldManager = "halcyon";

/** Halcyon's managers: the one above, and those a release moves a workload with (`halcyon-scale` and so on). */
export function isOwnManager(manager: string | undefined): boolean {
  return manager === fieldManager || manager?.startsWith(`${fieldManager}-`) === true;
}

/** A live object, every field as the API server sent it. */
export type LiveObject = KubeObject & { readonly [field: string]: unknown };

export function pathOf(manifest: Manifest): string {
  return objectPath(manifest.kind, manifest.metadata.namespace, manifest.metadata.name);
}

/** @returns null when there is no such object. @throws KubeError */
export async function readObject(
  client: KubeClient,
  path: string,
  options: RequestOptions,
): Promise<LiveObject | null> {
  try {
    return await client.get<LiveObject>(path, options);
  } catch (error) {
    if (hasReason(error, "NotFound")) return null;
    throw error;
  }
}

/** Every object of a kind in a namespace that matches, in pages of 500. @throws KubeError */
export async function listObjects(
  client: KubeClient,
  where: { kind: string; namespace: string; labelSelector: string },
  options: RequestOptions,
): Promise<LiveObject[]> {
  const found: LiveObject[] = [];
  let next: string | undefined;
  do {
    const page = await client.list<LiveObject>(
      collectionPath(where.kind, where.namespace),
      { limit: 500, labelSelector: where.labelSelector, ...(next === undefined ? {} : { continue: next }) },
      options,
    );
    found.push(...page.items);
    next = page.metadata.continue === "" ? undefined : page.metadata.continue;
  } while (next !== undefined);
  return found;
}

/**
 * The same, and nothing where the cluster does not serve the kind (no Gateways), or Halcyon may not look: a cluster whose
 * access manifest is older than a kind has none of it made by Halcyon. @throws KubeError
 */
export async function listAllowed(
  client: KubeClient,
  where: { kind: string; namespace: string; labelSelector: string },
  options: RequestOptions,
): Promise<LiveObject[]> {
  try {
    return await listObjects(client, where, options);
  } catch (error) {
    if (hasReason(error, "Forbidden", "NotFound")) return [];
    throw error;
  }
}

/** Annotations controllers keep for themselves: no difference a person made. */
const controllersOwn =
  /^(deployment\.kubernetes\.io\/|autoscaling\.alpha\.kubernetes\.io\/|kubectl\.kubernetes\.io\/last-applied)/;

/** The object without what the API server and controllers write: status, versions, owners of fields. */
export function withoutBookkeeping(object: LiveObject): Record<string, unknown> {
  const { status: _status, metadata, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !controllersOwn.test(key));
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
    },
  };
}
