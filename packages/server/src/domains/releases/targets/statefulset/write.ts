/** The writes of a release to one StatefulSet and its pods. Each carries the resourceVersion it was computed from. */
import type { Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { managers, ownsReplicas } from "../deployment/managers.ts";
import type { Shape } from "../deployment/memory.ts";
import type { LiveDeployment } from "../deployment/observe.ts";
import { fenceAnnotation, releaseAnnotation, type Renderings } from "../deployment/write.ts";
import type { StatefulView } from "./observe.ts";
import type { PodSeen } from "./observed.ts";

/** The StatefulSet to apply for a shape; replicas only where leaving them out would set them to 1. */
export function shaped(
  shape: Shape,
  renderings: Renderings,
  release: string,
  live: LiveDeployment | null,
  partition = 0,
): Record<string, unknown> {
  const manifest: Manifest | null = shape === "to" || shape === "armed-to" ? renderings.to : renderings.from;
  if (manifest === null) throw new Error(`a release without a predecessor has no shape ${shape}`);
  const { replicas: _replicas, ...spec } = manifest["spec"] as Record<string, unknown>;
  const armed = shape === "armed-to" || shape === "armed-from";
  const keep =
    live !== null && ownsReplicas(live.metadata, managers.apply) ? { replicas: live.spec.replicas } : {};
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
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition } },
    },
  };
}

/** Deletes exactly the pod that was looked at; its successor is made by the controller. */
export async function deletePod(
  client: KubeClient,
  namespace: string,
  pod: PodSeen,
  signal: AbortSignal,
): Promise<void> {
  const { name, uid, resourceVersion } = pod;
  await client.delete(objectPath("Pod", namespace, name), {
    preconditions: { uid, resourceVersion },
    signal,
  });
}

/** Writes a mark to the StatefulSet and its pods: no earlier write to any of them can arrive after this. */
export async function fence(
  client: KubeClient,
  { live, pods }: StatefulView,
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  if (live === null) return;
  const { namespace, name } = live.metadata;
  const body = { metadata: { annotations: { [fenceAnnotation]: mark } } };
  const options = { type: "merge", fieldManager: managers.fence, signal } as const;
  const paths = [
    objectPath("StatefulSet", namespace, name),
    ...pods.map((pod) => objectPath("Pod", namespace, pod.metadata.name)),
  ];
  await Promise.all(
    paths.map((path) =>
      client.patch(path, body, options).catch((error: unknown) => {
        // A pod that went meanwhile cannot be deleted by anybody any more.
        if (!hasReason(error, "NotFound")) throw error;
      }),
    ),
  );
}
