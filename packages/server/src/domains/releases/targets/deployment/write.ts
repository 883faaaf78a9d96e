/** The writes of a release to one Deployment. Each carries the resourceVersion it was computed from. */
import type { Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { managers, ownsReplicas, takenOver } from "./managers.ts";
import type { Shape } from "./memory.ts";
import type { LiveDeployment, LiveSet } from "./observe.ts";

/** More than any pod lives; the deadline must be larger still (mechanism: the controller counts no pod as available). */
const never = { minReadySeconds: 2_147_483_646, progressDeadlineSeconds: 2_147_483_647 };

/** Annotation that says which release holds a Deployment; alert rules inhibit on it. */
export const releaseAnnotation = "halcyon.dev/release";
export const fenceAnnotation = "halcyon.dev/fence";

export interface Renderings {
  readonly from: Manifest | null;
  readonly to: Manifest;
}

interface DeploymentSpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly strategy?: {
    readonly rollingUpdate?: {
      readonly maxSurge?: number | string;
      readonly maxUnavailable?: number | string;
    };
  };
  readonly [field: string]: unknown;
}

/** A manifest's own maxSurge for R instances: percentages round up, as the Deployment controller does. */
export function surgeOf(manifest: Manifest, replicas: number): number {
  return resolve(rolling(manifest).maxSurge ?? "25%", replicas);
}

/** Whether a manifest's own strategy keeps all R instances while it rolls. */
export function keepsAll(manifest: Manifest): boolean {
  const { maxSurge, maxUnavailable } = rolling(manifest);
  return (
    Number.parseInt(String(maxUnavailable ?? "25%"), 10) === 0 &&
    Number.parseInt(String(maxSurge ?? "25%"), 10) > 0
  );
}

/** What a manifest's Deployment finds its pods by, as a query. */
export function selectorOf(manifest: Manifest): string {
  const labels = (manifest["spec"] as DeploymentSpec).selector?.matchLabels ?? {};
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function rolling(manifest: Manifest) {
  return (manifest["spec"] as DeploymentSpec).strategy?.rollingUpdate ?? {};
}

function resolve(value: number | string, replicas: number): number {
  return typeof value === "number" ? value : Math.ceil((replicas * Number.parseFloat(value)) / 100);
}

/** The Deployment to apply for a shape; replicas only where leaving them out would set them to 1. */
export function shaped(
  shape: Shape,
  renderings: Renderings,
  release: string,
  live: LiveDeployment | null,
): Record<string, unknown> {
  const manifest = shape === "to" || shape === "armed-to" ? renderings.to : renderings.from;
  if (manifest === null) throw new Error(`a release without a predecessor has no shape ${shape}`);
  const { replicas: _replicas, ...spec } = manifest["spec"] as DeploymentSpec;
  const armed = shape === "armed-to" || shape === "armed-from";
  const keep =
    live !== null && ownsReplicas(live.metadata, managers.apply) ? { replicas: live.spec.replicas } : {};
  const strategy = (maxSurge: number | string) => ({
    type: "RollingUpdate",
    rollingUpdate: { maxSurge, maxUnavailable: 0 },
  });
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      ...(armed ? { annotations: { ...manifest.metadata.annotations, [releaseAnnotation]: release } } : {}),
      ...(live === null ? {} : { resourceVersion: live.metadata.resourceVersion }),
    },
    spec: {
      ...spec,
      ...keep,
      ...(armed ? { ...never, strategy: strategy(1) } : {}),
      ...(shape === "express-from"
        ? { strategy: strategy(Math.max(1, surgeOf(manifest, live?.spec.replicas ?? 1))) }
        : {}),
    },
  };
}

/** Applies a workload; the answer is the object as stored, or as it would be. @param force overwrites others' fields */
export function applyWorkload(
  client: KubeClient,
  body: Record<string, unknown>,
  options: { readonly dryRun?: boolean; readonly force?: boolean; readonly signal: AbortSignal },
): Promise<LiveDeployment> {
  const { namespace, name } = body["metadata"] as { namespace: string; name: string };
  return client.patch<LiveDeployment>(objectPath(String(body["kind"]), namespace, name), body, {
    type: "apply",
    fieldManager: managers.apply,
    force: options.force ?? false,
    dryRun: options.dryRun ?? false,
    signal: options.signal,
  });
}

/**
 * Nobody else owns any of the object's spec after this, a workload's replicas aside. Moves nothing: the next apply of
 * a workload overwrites what was theirs.
 */
export async function takeOver(
  client: KubeClient,
  kind: "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet",
  live: LiveDeployment | LiveSet,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace, resourceVersion } = live.metadata;
  const keep = kind === "ReplicaSet" ? null : "f:replicas";
  const body = { metadata: { resourceVersion, managedFields: takenOver(live.metadata, keep) } };
  const path = objectPath(kind, namespace, name);
  await client.patch(path, body, { type: "merge", fieldManager: managers.apply, signal });
}

/** Sets the size of one ReplicaSet, with the annotation the Deployment controller reads when it splits a change of R. */
export async function scaleSet(
  client: KubeClient,
  set: { readonly namespace: string; readonly name: string; readonly resourceVersion: string },
  replicas: number,
  total: number,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    metadata: {
      resourceVersion: set.resourceVersion,
      annotations: { "deployment.kubernetes.io/max-replicas": String(total + 1) },
    },
    spec: { replicas },
  };
  const path = objectPath("ReplicaSet", set.namespace, set.name);
  await client.patch(path, body, { type: "merge", fieldManager: managers.step, signal });
}

/** Sets spec.replicas under a manager of its own, so that an apply without replicas leaves it alone. */
export async function scaleWorkload(
  client: KubeClient,
  kind: string,
  live: LiveDeployment,
  replicas: number,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace = "", resourceVersion } = live.metadata;
  const body = {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, namespace, resourceVersion },
    spec: { replicas },
  };
  await client.patch(objectPath(kind, namespace, name, "scale"), body, {
    type: "apply",
    fieldManager: managers.replicas,
    force: true,
    signal,
  });
}

export async function deleteWorkload(
  client: KubeClient,
  kind: string,
  live: LiveDeployment,
  signal: AbortSignal,
): Promise<void> {
  await client.delete(objectPath(kind, live.metadata.namespace, live.metadata.name), {
    propagation: "Background",
    preconditions: { uid: live.metadata.uid, resourceVersion: live.metadata.resourceVersion },
    signal,
  });
}

/**
 * Writes a mark to a Deployment and all its ReplicaSets. Every earlier write carried an older resourceVersion, so none of
 * them can arrive after this.
 * @param mark never written before: a patch that changes nothing gives no new resourceVersion
 */
export async function fenceObjects(
  client: KubeClient,
  objects: { readonly live: LiveDeployment | null; readonly sets: readonly LiveSet[] },
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  if (objects.live === null) return;
  const paths = [
    objectPath("Deployment", objects.live.metadata.namespace, objects.live.metadata.name),
    ...objects.sets.map(
      (set) => `${collectionPath("ReplicaSet", set.metadata.namespace)}/${set.metadata.name}`,
    ),
  ];
  const body = { metadata: { annotations: { [fenceAnnotation]: mark } } };
  await Promise.all(
    paths.map((path) => client.patch(path, body, { type: "merge", fieldManager: managers.fence, signal })),
  );
}
