/**
 * Removes what Halcyon made and nothing needs any more. Made by Halcyon: labelled so, and its field
 * manager is among the owners. Needed: in a version that is kept, or referred to by a ReplicaSet or a pod
 * (a rollback starts old ReplicaSets again, and they need their config files and account).
 */
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { labelQuery, objectsOf, ownSelector } from "../render/labels.ts";
import type { Manifest, ObjectRef } from "../types.ts";
import { referencesOf } from "./references.ts";
import { isOwnManager, type LiveObject, listObjects, readObject } from "./objects.ts";

/** In the order of removal, after the Deployment: what leads to pods first, what pods need last. */
const prunedKinds = [
  ["Ingress", "networking.k8s.io/v1"],
  ["HTTPRoute", "gateway.networking.k8s.io/v1"],
  ["HorizontalPodAutoscaler", "autoscaling/v2"],
  ["PodDisruptionBudget", "policy/v1"],
  ["Service", "v1"],
  ["ConfigMap", "v1"],
  ["ServiceAccount", "v1"],
] as const;

/** Looks at one busy Deployment before it is left for the next time. */
const attempts = 5;

export interface PruneRequest {
  readonly app: string;
  readonly namespace: string;
  /** Manifests of every version still wanted in this cluster. */
  readonly keep: readonly Manifest[];
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Prunes one namespace of one cluster. A Deployment that has, or should have, instances is never removed.
 * @returns what was removed, or would be
 * @throws KubeError
 */
export async function pruneObjects(client: KubeClient, request: PruneRequest): Promise<ObjectRef[]> {
  const { namespace } = request;
  const options = request.signal === undefined ? {} : { signal: request.signal };
  const inApp = { namespace, labelSelector: objectsOf(request.app) };
  const pruned: ObjectRef[] = [];

  const deployments = await listObjects(client, { kind: "Deployment", ...inApp }, options);
  const leaving = new Set<string>();
  for (const deployment of deployments) {
    if (isKept(deployment, "Deployment", request) || !(await removeIdle(client, deployment, request)))
      continue;
    leaving.add(deployment.metadata.uid);
    pruned.push({ apiVersion: "apps/v1", kind: "Deployment", namespace, name: deployment.metadata.name });
  }

  const candidates: (ObjectRef & { readonly uid: string })[] = [];
  for (const [kind, apiVersion] of prunedKinds) {
    for (const object of await listIfServed(client, { kind, ...inApp }, options)) {
      if (isKept(object, kind, request)) continue;
      candidates.push({ apiVersion, kind, namespace, name: object.metadata.name, uid: object.metadata.uid });
    }
  }
  const staying = deployments.filter(({ metadata }) => !leaving.has(metadata.uid));
  const left = deployments.filter(({ metadata }) => leaving.has(metadata.uid));
  const used =
    candidates.length === 0 ? new Set() : await usedByPods(client, request, { staying, left, leaving });
  for (const { uid, ...ref } of candidates) {
    if (used.has(`${ref.kind}/${ref.name}`)) continue;
    if (await remove(client, ref, { uid }, request)) pruned.push(ref);
  }
  return pruned;
}

/** Not every cluster has Gateways, or lets Halcyon see their routes: then Halcyon has made none there. */
async function listIfServed(
  client: KubeClient,
  where: Parameters<typeof listObjects>[1],
  options: Parameters<typeof listObjects>[2],
): Promise<LiveObject[]> {
  try {
    return await listObjects(client, where, options);
  } catch (error) {
    const none = hasReason(error, "NotFound") || hasReason(error, "Forbidden");
    if (where.kind === "HTTPRoute" && none) return [];
    throw error;
  }
}

/** In a version still wanted, not Halcyon's to remove, or leaving already. */
function isKept(object: LiveObject, kind: string, { keep, namespace }: PruneRequest): boolean {
  const { name, deletionTimestamp } = object.metadata;
  const wanted = keep.some(
    ({ kind: keptKind, metadata }) =>
      keptKind === kind && metadata.name === name && metadata.namespace === namespace,
  );
  return wanted || deletionTimestamp !== undefined || !madeByHalcyon(object);
}

/** Removes a Deployment as long as it has no instances: exactly the one that was looked at, each time. */
async function removeIdle(
  client: KubeClient,
  deployment: LiveObject,
  request: PruneRequest,
): Promise<boolean> {
  const { name, namespace = request.namespace } = deployment.metadata;
  const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
  let seen: LiveObject | null = deployment;
  for (let left = attempts; left > 0 && seen !== null && !hasInstances(seen); left -= 1) {
    const { uid, resourceVersion } = seen.metadata;
    if (await remove(client, ref, { uid, resourceVersion }, request)) return true;
    const options = request.signal === undefined ? {} : { signal: request.signal };
    seen = await readObject(client, objectPath("Deployment", namespace, name), options);
  }
  return seen === null;
}

/** @returns false when it is no longer the object that was looked at */
async function remove(
  client: KubeClient,
  { kind, namespace, name }: ObjectRef,
  preconditions: { uid: string; resourceVersion?: string },
  { dryRun, signal }: PruneRequest,
): Promise<boolean> {
  try {
    await client.delete(objectPath(kind, namespace, name), {
      ...(signal === undefined ? {} : { signal }),
      ...(dryRun === true ? { dryRun } : {}),
      propagation: "Background",
      preconditions,
    });
    return true;
  } catch (error) {
    if (hasReason(error, "NotFound", "Conflict")) return false;
    throw error;
  }
}

function madeByHalcyon(object: LiveObject): boolean {
  return (object.metadata.managedFields ?? []).some(({ manager }) => isOwnManager(manager));
}

function hasInstances(deployment: LiveObject): boolean {
  const spec = deployment["spec"] as { replicas?: number };
  const status = deployment["status"] as { replicas?: number } | undefined;
  return (spec.replicas ?? 1) > 0 || (status?.replicas ?? 0) > 0;
}

/** How an app's pods are found: by Halcyon's own labels, and by whatever its Deployments select by. */
export function selectorsOf(app: string, deployments: readonly LiveObject[]): string[] {
  const live = deployments.map(({ spec }) => {
    const { selector } = spec as { selector?: { matchLabels?: Readonly<Record<string, string>> } };
    return selector?.matchLabels ?? {};
  });
  const named = [ownSelector(app), ...live].filter((labels) => Object.keys(labels).length > 0);
  return [...new Set(named.map(labelQuery))];
}

/** What all pods refer to, and all Deployments and ReplicaSets that stay. */
async function usedByPods(
  client: KubeClient,
  request: PruneRequest,
  deployments: {
    readonly staying: readonly LiveObject[];
    /** Removed, and their uids. */
    readonly left: readonly LiveObject[];
    readonly leaving: ReadonlySet<string>;
  },
): Promise<Set<string>> {
  const options = request.signal === undefined ? {} : { signal: request.signal };
  const [replicaSets, pods] = [new Map<string, LiveObject>(), new Map<string, LiveObject>()];
  for (const labelSelector of selectorsOf(request.app, [...deployments.staying, ...deployments.left])) {
    const where = { namespace: request.namespace, labelSelector };
    for (const set of await listObjects(client, { kind: "ReplicaSet", ...where }, options))
      replicaSets.set(set.metadata.uid, set);
    for (const pod of await listObjects(client, { kind: "Pod", ...where }, options))
      pods.set(pod.metadata.uid, pod);
  }
  const kept = [...replicaSets.values()].filter(
    ({ metadata }) => !(metadata.ownerReferences ?? []).some(({ uid }) => deployments.leaving.has(uid)),
  );
  const specs = [
    ...[...deployments.staying, ...kept].map(
      (owner) => (owner["spec"] as { template?: { spec?: unknown } }).template?.spec,
    ),
    ...[...pods.values()].map((pod) => pod["spec"]),
  ];
  return new Set(specs.flatMap((spec) => [...referencesOf(spec)]));
}
