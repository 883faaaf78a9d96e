/** The parts of a pod the observer counts by. */
export interface ObservedPod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
    ownerReferences?: { kind: string; name: string }[];
  };
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status?: {
    phase?: string;
    podIP?: string;
    conditions?: { type: string; status: string }[];
  };
}

export interface VersionCount {
  /** Pods without deletionTimestamp that are neither Failed nor Succeeded. */
  instances: number;
  /** Instances whose condition Ready is True. */
  ready: number;
  /** Pods with deletionTimestamp that still exist. */
  terminating: number;
}

/** The pods at one resourceVersion. */
export interface Snapshot {
  /** etcd's revision: a total order over all writes of the cluster. */
  rv: number;
  /** When the observer learnt of it, in milliseconds; not when it happened. */
  at: number;
  /** What happened at this revision. */
  event: "LIST" | "ADDED" | "MODIFIED" | "DELETED" | "GAP";
  pod?: string;
  pods: {
    byVersion: Record<string, VersionCount>;
    instances: number;
    ready: number;
    terminating: number;
  };
}

export type VersionOf = (pod: ObservedPod) => string;

/** The default version of a pod: its first container's image. */
export const byImage: VersionOf = (pod) => pod.spec.containers[0]?.image ?? "";

/** The ReplicaSet's hash: tells apart templates that differ in more than the image. */
export const byTemplateHash: VersionOf = (pod) => pod.metadata.labels?.["pod-template-hash"] ?? "";

export function isInstance(pod: ObservedPod): boolean {
  const phase = pod.status?.phase;
  return pod.metadata.deletionTimestamp === undefined && phase !== "Failed" && phase !== "Succeeded";
}

export function isReadyInstance(pod: ObservedPod): boolean {
  return (
    isInstance(pod) &&
    (pod.status?.conditions ?? []).some(
      (condition) => condition.type === "Ready" && condition.status === "True",
    )
  );
}

/** Counts pods by version. Deliberately counts from scratch each time: slow, and impossible to get out of step. */
export function countPods(pods: Iterable<ObservedPod>, versionOf: VersionOf): Snapshot["pods"] {
  const byVersion: Record<string, VersionCount> = {};
  const total = { instances: 0, ready: 0, terminating: 0 };
  for (const pod of pods) {
    const version = versionOf(pod);
    byVersion[version] ??= { instances: 0, ready: 0, terminating: 0 };
    for (const count of [byVersion[version], total]) {
      if (isInstance(pod)) count.instances += 1;
      if (isReadyInstance(pod)) count.ready += 1;
      if (pod.metadata.deletionTimestamp !== undefined) count.terminating += 1;
    }
  }
  return { byVersion, ...total };
}
