/** Reads a StatefulSet, its revisions and its pods from the API server itself, never from the cache. */
import type { Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { ObjectMeta } from "#kube/types.ts";
import { digestOf } from "../../canonical.ts";
import { newestForeign } from "../deployment/managers.ts";
import type { Memory, Side } from "../deployment/memory.ts";
import { type LiveDeployment, type LiveTemplate, templateHash } from "../deployment/observe.ts";
import { releaseAnnotation } from "../deployment/write.ts";
import type { SetSeen } from "../deployment/observed.ts";
import type { View } from "../workload.ts";
import type { PodSeen, StatefulSeen } from "./observed.ts";

export interface LiveRevision {
  readonly metadata: ObjectMeta;
  readonly data?: { readonly spec?: { readonly template?: LiveTemplate & { readonly $patch?: string } } };
}

export interface LivePod {
  readonly metadata: ObjectMeta;
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface SetStatus {
  readonly currentRevision?: string;
  readonly updateRevision?: string;
}

interface SetSpec {
  readonly podManagementPolicy?: string;
  readonly updateStrategy?: { readonly rollingUpdate?: { readonly partition?: number } };
}

export interface StatefulView extends View {
  readonly observed: StatefulSeen;
  readonly pods: readonly LivePod[];
  readonly revisions: readonly LiveRevision[];
}

/**
 * Hash of the spec without replicas and partition: both move while the spec stays the release's. With the mark of a release,
 * which is all that tells one armed with every instance of its side from the version's own rendering.
 */
export function specHash(live: LiveDeployment): string {
  const { replicas: _replicas, updateStrategy, ...rest } = live.spec as LiveDeployment["spec"] & SetSpec;
  const { rollingUpdate, ...strategy } = updateStrategy ?? {};
  const { partition: _partition, ...rolling } = rollingUpdate ?? {};
  const mark = live.metadata.annotations?.[releaseAnnotation];
  return digestOf({ ...rest, updateStrategy: { ...strategy, rollingUpdate: rolling }, mark: mark ?? null });
}

/** @throws KubeError when the cluster does not answer */
export async function look(
  client: KubeClient,
  at: { readonly namespace: string; readonly workload: string; readonly rendered: Manifest },
  memory: Memory | null,
  signal: AbortSignal,
): Promise<StatefulView> {
  const { namespace, workload } = at;
  const labelSelector = labelsOf(at.rendered);
  const [live, revisions, pods] = await Promise.all([
    client
      .get<LiveDeployment>(objectPath("StatefulSet", namespace, workload), { signal })
      .catch((error: unknown) => {
        if (hasReason(error, "NotFound")) return null;
        throw error;
      }),
    client.list<LiveRevision>(collectionPath("ControllerRevision", namespace), { labelSelector }, { signal }),
    client.list<LivePod>(collectionPath("Pod", namespace), { labelSelector }, { signal }),
  ]);
  if (live === null) {
    const observed = { deployment: null, sets: [], set: null };
    return { live, observed, pods: [], revisions: [] };
  }
  const mine = <T extends { readonly metadata: ObjectMeta }>(items: readonly T[]) =>
    items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === live.metadata.uid));
  return seen(live, mine(revisions.items), mine(pods.items), memory);
}

function labelsOf(manifest: Manifest): string {
  const spec = manifest["spec"] as { selector?: { matchLabels?: Readonly<Record<string, string>> } };
  return Object.entries(spec.selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function seen(
  live: LiveDeployment,
  revisions: readonly LiveRevision[],
  pods: readonly LivePod[],
  memory: Memory | null,
): StatefulView {
  const sides = new Map(revisions.map((revision) => [revision.metadata.name, sideOf(revision, memory)]));
  const side = (name: string | undefined) => sides.get(name ?? "") ?? "other";
  const states = pods.map((pod) => podSeen(pod, side(pod.metadata.labels?.["controller-revision-hash"])));
  const spec = live.spec as LiveDeployment["spec"] & SetSpec;
  const status = (live.status ?? {}) as NonNullable<LiveDeployment["status"]> & SetStatus;
  const replicas = spec.replicas ?? 1;
  const current = status.observedGeneration === live.metadata.generation;
  const counts = (which: Side | "other"): SetSeen => {
    const own = states.filter((pod) => pod.alive && pod.side === which);
    return {
      name: which,
      resourceVersion: "",
      side: which,
      // A fresh StatefulSet has one side only, and is as large as it is told to be.
      replicas: which === "to" ? replicas : own.length,
      current,
      counted: own.length,
      ready: own.filter((pod) => pod.ready).length,
      desired: null,
      foreign: null,
      failure: null,
    };
  };
  return {
    live,
    pods,
    revisions,
    observed: {
      deployment: {
        replicas,
        current,
        spec: specHash(live),
        counted: states.filter((pod) => pod.alive).length,
        updated: states.filter((pod) => pod.alive && pod.side === side(status.updateRevision)).length,
        available: status.availableReplicas ?? 0,
        surge: 0,
        deleting: live.metadata.deletionTimestamp !== undefined,
        foreign: newestForeign(live.metadata, "spec"),
        scaledBy: newestForeign(live.metadata, "replicas"),
      },
      sets: [counts("to"), counts("from"), counts("other")],
      set: {
        partition: spec.updateStrategy?.rollingUpdate?.partition ?? 0,
        ordered: spec.podManagementPolicy !== "Parallel",
        current: side(status.currentRevision),
        update: side(status.updateRevision),
        pods: states,
      },
    },
  };
}

/** A revision holds its template as it was stored, marked as a whole (k8s.io/kubernetes, stateful_set_utils.go). */
export function sideOf({ data }: LiveRevision, memory: Memory | null): Side | "other" {
  const { $patch: _patch, ...template } = data?.spec?.template ?? {};
  const hash = templateHash(template);
  if (hash === memory?.templates.to) return "to";
  return hash === memory?.templates.from ? "from" : "other";
}

export function podSeen({ metadata, status }: LivePod, side: PodSeen["side"]): PodSeen {
  const ended = status?.phase === "Failed" || status?.phase === "Succeeded";
  const ready = status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false;
  const alive = metadata.deletionTimestamp === undefined && !ended;
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ordinal: Number(/-([0-9]+)$/.exec(metadata.name)?.[1] ?? -1),
    side,
    ready: ready && alive,
    alive,
  };
}
