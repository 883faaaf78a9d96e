/**
 * Removes what Halcyon made and nothing needs any more. Made by Halcyon: labelled so, and its field
 * manager is among the owners. Needed: in a version that is kept, or referred to by a ReplicaSet or a pod
 * (a rollback starts old ReplicaSets again, and they need their config files and account).
 */
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { labelQuery, objectsOf, ownSelector, taskLabel, tasksOf } from "../render/labels.ts";
import type { Manifest, ObjectRef } from "../types.ts";
import { referencesOf } from "./references.ts";
import { isOwnManager, listAllowed, type LiveObject, listObjects, readObject } from "./objects.ts";

export const workloadKinds = [
  ["Deployment", "apps/v1"],
  ["StatefulSet", "apps/v1"],
  ["DaemonSet", "apps/v1"],
  ["Job", "batch/v1"],
] as const;

/**
 * In the order of removal, after the workload: what leads to pods first, what pods need last. Claims are not among them:
 * what is in a volume is nobody's to remove but a person's.
 */
export const prunedKinds = [
  ["CronJob", "batch/v1"],
  ["Ingress", "networking.k8s.io/v1"],
  ["HTTPRoute", "gateway.networking.k8s.io/v1"],
  ["HorizontalPodAutoscaler", "autoscaling/v2"],
  ["PodDisruptionBudget", "policy/v1"],
  ["Service", "v1"],
  ["ConfigMap", "v1"],
  ["ServiceAccount", "v1"],
] as const;

/** Looks at one busy workload before it is left for the next time. */
const attempts = 5;

export interface PruneRequest {
  readonly app: string;
  readonly namespace: string;
  /** Manifests of every version still wanted in this cluster. */
  readonly keep: readonly Manifest[];
  /** Names of the Secrets the app may have there: Halcyon may not list them. */
  readonly secrets?: readonly string[];
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Prunes one namespace of one cluster. A workload that has, or should have, instances is never removed.
 * @returns what was removed, or would be
 * @throws KubeError
 */
export async function pruneObjects(client: KubeClient, request: PruneRequest): Promise<ObjectRef[]> {
  const { namespace } = request;
  const options = request.signal === undefined ? {} : { signal: request.signal };
  const inApp = { namespace, labelSelector: objectsOf(request.app) };
  const pruned: ObjectRef[] = [];

  const staying: LiveObject[] = [];
  const left: LiveObject[] = [];
  for (const [kind, apiVersion] of workloadKinds) {
    for (const workload of await listAllowed(client, { kind, ...inApp }, options)) {
      const ref = { apiVersion, kind, namespace, name: workload.metadata.name };
      // Runs of jobs are looked at afterwards; only with the app they go.
      if (request.keep.length > 0 && workload.metadata.labels?.[taskLabel] !== undefined) continue;
      if (!isKept(workload, kind, request) && (await removeIdle(client, ref, workload, request))) {
        left.push(workload);
        pruned.push(ref);
      } else staying.push(workload);
    }
  }

  const leaving = new Set(left.map(({ metadata }) => metadata.uid));
  const candidates: (ObjectRef & { readonly uid?: string })[] = [];
  for (const [kind, apiVersion] of prunedKinds) {
    for (const object of await listAllowed(client, { kind, ...inApp }, options)) {
      if (isKept(object, kind, request)) continue;
      candidates.push({ apiVersion, kind, namespace, name: object.metadata.name, uid: object.metadata.uid });
    }
  }
  for (const name of request.secrets ?? []) {
    const wanted = request.keep.some((one) => one.kind === "Secret" && one.metadata.name === name);
    if (!wanted) candidates.push({ apiVersion: "v1", kind: "Secret", namespace, name });
  }
  const used =
    candidates.length === 0 ? new Set() : await usedByPods(client, request, { staying, left, leaving });
  for (const { uid, ...ref } of candidates) {
    if (used.has(`${ref.kind}/${ref.name}`)) continue;
    if (await remove(client, ref, uid === undefined ? {} : { uid }, request)) pruned.push(ref);
  }
  return pruned;
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

/** Removes a workload as long as it has no instances: exactly the one that was looked at, each time. */
async function removeIdle(
  client: KubeClient,
  ref: ObjectRef,
  workload: LiveObject,
  request: PruneRequest,
): Promise<boolean> {
  let seen: LiveObject | null = workload;
  for (let left = attempts; left > 0 && seen !== null && !hasInstances(ref.kind, seen); left -= 1) {
    const { uid, resourceVersion } = seen.metadata;
    if (await remove(client, ref, { uid, resourceVersion }, request)) return true;
    const options = request.signal === undefined ? {} : { signal: request.signal };
    seen = await readObject(client, objectPath(ref.kind, ref.namespace, ref.name), options);
  }
  return seen === null;
}

/** @returns false when it is no longer the object that was looked at */
async function remove(
  client: KubeClient,
  { kind, namespace, name }: ObjectRef,
  preconditions: { uid?: string; resourceVersion?: string },
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

/** Whether a workload has, or should have, instances. @throws nothing: what cannot be told counts as having some */
export function hasInstances(kind: string, workload: LiveObject): boolean {
  const spec = workload["spec"] as { replicas?: number };
  const status = (workload["status"] ?? {}) as {
    replicas?: number;
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    currentNumberScheduled?: number;
    conditions?: readonly { type: string; status: string }[];
  };
  if (kind === "Job") {
    const ends = ["Complete", "Failed"];
    return !(status.conditions ?? []).some((one) => ends.includes(one.type) && one.status === "True");
  }
  if (kind === "DaemonSet") {
    if (status.observedGeneration !== workload.metadata.generation) return true;
    return (status.desiredNumberScheduled ?? 0) > 0 || (status.currentNumberScheduled ?? 0) > 0;
  }
  return (spec.replicas ?? 1) > 0 || (status.replicas ?? 0) > 0;
}

/** How an app's pods are found: by Halcyon's own labels, and by whatever its workloads select by. */
export function selectorsOf(app: string, workloads: readonly LiveObject[]): string[] {
  const live = workloads.map(({ spec }) => {
    const { selector } = spec as { selector?: { matchLabels?: Readonly<Record<string, string>> } };
    return selector?.matchLabels ?? {};
  });
  const named = [ownSelector(app), ...live].filter((labels) => Object.keys(labels).length > 0);
  return [...new Set(named.map(labelQuery))];
}

/** What all pods refer to, tasks' among them, and all workloads and ReplicaSets that stay. */
async function usedByPods(
  client: KubeClient,
  request: PruneRequest,
  workloads: {
    readonly staying: readonly LiveObject[];
    /** Removed, and their uids. */
    readonly left: readonly LiveObject[];
    readonly leaving: ReadonlySet<string>;
  },
): Promise<Set<string>> {
  const options = request.signal === undefined ? {} : { signal: request.signal };
  const [replicaSets, pods] = [new Map<string, LiveObject>(), new Map<string, LiveObject>()];
  const own = selectorsOf(request.app, [...workloads.staying, ...workloads.left]);
  for (const labelSelector of own) {
    const where = { namespace: request.namespace, labelSelector };
    for (const set of await listObjects(client, { kind: "ReplicaSet", ...where }, options))
      replicaSets.set(set.metadata.uid, set);
  }
  const tasks = tasksOf(request.app);
  for (const labelSelector of [...own, tasks]) {
    const where = { kind: "Pod", namespace: request.namespace, labelSelector };
    for (const pod of await listObjects(client, where, options)) pods.set(pod.metadata.uid, pod);
  }
  const where = { kind: "Job", namespace: request.namespace, labelSelector: tasks };
  const runs = (await listAllowed(client, where, options)).filter((run) => hasInstances("Job", run));
  const kept = [...replicaSets.values()].filter(
    ({ metadata }) => !(metadata.ownerReferences ?? []).some(({ uid }) => workloads.leaving.has(uid)),
  );
  const specs = [
    ...[...workloads.staying, ...runs, ...kept].map(
      (owner) => (owner["spec"] as { template?: { spec?: unknown } }).template?.spec,
    ),
    ...[...pods.values()].map((pod) => pod["spec"]),
  ];
  return new Set(specs.flatMap((spec) => [...referencesOf(spec)]));
}
