import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { cpuMilli, memoryKib, type ResourceValues } from "./quantity.ts";
import { ownerOf, seconds } from "./meta.ts";

/** What is kept of a pod. Times are seconds since 1970, 0 for none; numbers stay small integers to keep it compact. */
export interface PodRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly node: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly readySince: number;
  readonly terminating: boolean;
  /** Why it is not running as it should, in the kubelet's or scheduler's word; else empty. */
  readonly reason: string;
  readonly restarts: number;
  readonly ip: string;
  readonly hostIp: string;
  readonly images: readonly string[];
  readonly ownerKind: string;
  readonly ownerName: string;
  readonly createdAt: number;
  readonly cpuMilli: number;
  readonly memoryKib: number;
}

interface Container {
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: ResourceValues };
}

interface ContainerStatus {
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly overhead?: ResourceValues;
    readonly resources?: { readonly requests?: ResourceValues };
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly hostIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** Makes the projection of pods. */
export function podProjection(interner: Interner): (pod: Pod) => PodRecord {
  return ({ metadata, spec = {}, status = {} }) => {
    const ready = status.conditions?.find((condition) => condition.type === "Ready");
    const isReady = ready?.status === "True";
    const owner = ownerOf(metadata);
    const requests = requestsOf(spec);
    let restarts = 0;
    for (const container of status.containerStatuses ?? []) restarts += container.restartCount ?? 0;
    return {
      uid: metadata.uid,
      namespace: interner.text(metadata.namespace),
      name: metadata.name,
      labels: interner.labels(metadata.labels),
      node: interner.text(spec.nodeName),
      phase: interner.text(status.phase ?? "Pending"),
      ready: isReady,
      readySince: isReady ? seconds(ready.lastTransitionTime) : 0,
      terminating: metadata.deletionTimestamp !== undefined,
      reason: interner.text(reasonOf(status, isReady)),
      restarts,
      ip: status.podIP ?? "",
      hostIp: interner.text(status.hostIP),
      images: interner.list((spec.containers ?? []).map((container) => container.image ?? "")),
      ownerKind: interner.text(owner?.kind),
      ownerName: interner.text(owner?.name),
      createdAt: seconds(metadata.creationTimestamp),
      cpuMilli: requests.cpu,
      memoryKib: requests.memory,
    };
  };
}

/** States every pod passes through on its way up. */
const ordinaryWaits = new Set(["ContainerCreating", "PodInitializing"]);

function reasonOf(status: NonNullable<Pod["status"]>, ready: boolean): string {
  if (status.reason) return status.reason;
  if (ready || status.phase === "Succeeded") return "";
  for (const { state } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const waiting = state?.waiting?.reason;
    if (waiting && !ordinaryWaits.has(waiting)) return waiting;
    if (state?.terminated && state.terminated.exitCode !== 0) return state.terminated.reason ?? "Error";
  }
  const scheduled = status.conditions?.find((condition) => condition.type === "PodScheduled");
  return scheduled?.status === "False" ? (scheduled.reason ?? "Unschedulable") : "";
}

/**
 * What the scheduler counts: the larger of all containers together and the neediest moment of starting up, in which
 * sidecars (init containers that restart always) already run; then the overhead. Requests of the pod itself win.
 */
function requestsOf(spec: NonNullable<Pod["spec"]>): { cpu: number; memory: number } {
  const total = (measure: (values: ResourceValues | undefined) => number): number => {
    let running = 0;
    for (const container of spec.containers ?? []) running += measure(container.resources?.requests);
    let sidecars = 0;
    let peak = 0;
    for (const container of spec.initContainers ?? []) {
      const wanted = measure(container.resources?.requests);
      if (container.restartPolicy === "Always") sidecars += wanted;
      else peak = Math.max(peak, sidecars + wanted);
    }
    const ofPod = measure(spec.resources?.requests);
    return (ofPod > 0 ? ofPod : Math.max(running + sidecars, peak)) + measure(spec.overhead);
  };
  return { cpu: total(cpuMilli), memory: total(memoryKib) };
}
