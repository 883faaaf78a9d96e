/** Reads a DaemonSet, its revisions and its pods from the API server itself, never from the cache. */
import type { Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { ObjectMeta } from "#kube/types.ts";
import { digestOf } from "../../canonical.ts";
import { newestForeign } from "../deployment/managers.ts";
import type { Memory } from "../deployment/memory.ts";
import type { LiveDeployment } from "../deployment/observe.ts";
import type { SetSeen } from "../deployment/observed.ts";
import { type LivePod, type LiveRevision, podSeen, sideOf } from "../statefulset/observe.ts";
import type { View } from "../workload.ts";

/** The label of a revision and of its pods. */
export const hashLabel = "controller-revision-hash";

interface DaemonStatus {
  readonly observedGeneration?: number;
  readonly desiredNumberScheduled?: number;
  readonly currentNumberScheduled?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
}

export interface DaemonView extends View {
  /** Values of `hashLabel` on pods of the new version. */
  readonly hashes: readonly string[];
}

/** R: as many nodes as it fits. */
export const desired = (live: LiveDeployment): number =>
  ((live.status ?? {}) as DaemonStatus).desiredNumberScheduled ?? 0;

export const specHash = (live: LiveDeployment): string => digestOf(live.spec);

/** @throws KubeError when the cluster does not answer */
export async function look(
  client: KubeClient,
  at: { readonly namespace: string; readonly workload: string; readonly rendered: Manifest },
  memory: Memory | null,
  signal: AbortSignal,
): Promise<DaemonView> {
  const { namespace, workload } = at;
  const { selector } = at.rendered["spec"] as { selector: { matchLabels: Readonly<Record<string, string>> } };
  const labelSelector = Object.entries(selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const [live, revisions, pods] = await Promise.all([
    client
      .get<LiveDeployment>(objectPath("DaemonSet", namespace, workload), { signal })
      .catch((error: unknown) => {
        if (hasReason(error, "NotFound")) return null;
        throw error;
      }),
    client.list<LiveRevision>(collectionPath("ControllerRevision", namespace), { labelSelector }, { signal }),
    client.list<LivePod>(collectionPath("Pod", namespace), { labelSelector }, { signal }),
  ]);
  if (live === null) return { live, observed: { deployment: null, sets: [] }, hashes: [] };
  const owned = ({ metadata }: { readonly metadata: ObjectMeta }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === live.metadata.uid) ?? false;
  const mine = revisions.items.filter(owned);
  const sides = new Map(mine.map((one) => [one.metadata.labels?.[hashLabel], sideOf(one, memory)]));
  const seen = pods.items
    .filter(owned)
    .map((pod) => podSeen(pod, sides.get(pod.metadata.labels?.[hashLabel]) ?? "other"))
    .filter(({ alive }) => alive);
  const status = (live.status ?? {}) as DaemonStatus;
  const current = status.observedGeneration === live.metadata.generation;
  const counts = (side: SetSeen["side"]): SetSeen => {
    const own = seen.filter((pod) => pod.side === side);
    return {
      ...{ name: side, resourceVersion: "", side, replicas: own.length, current, counted: own.length },
      ...{ ready: own.filter(({ ready }) => ready).length, desired: null, foreign: null, failure: null },
    };
  };
  return {
    live,
    hashes: [...sides].flatMap(([hash, side]) => (side === "to" && hash !== undefined ? [hash] : [])),
    observed: {
      deployment: {
        replicas: desired(live),
        current,
        spec: specHash(live),
        counted: status.currentNumberScheduled ?? 0,
        updated: status.updatedNumberScheduled ?? 0,
        available: status.numberAvailable ?? 0,
        surge: 0,
        deleting: live.metadata.deletionTimestamp !== undefined,
        foreign: newestForeign(live.metadata, "spec"),
        scaledBy: null,
      },
      sets: [counts("to"), counts("from"), counts("other")],
    },
  };
}
