import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { seconds } from "./meta.ts";
import { cpuMilli, memoryKib, quantity, type ResourceValues } from "./quantity.ts";

export interface NodeAmounts {
  readonly cpuMilli: number;
  readonly memoryKib: number;
  readonly pods: number;
}

/** What is kept of a node. */
export interface NodeRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly capacity: NodeAmounts;
  readonly allocatable: NodeAmounts;
  readonly conditions: readonly NodeCondition[];
  readonly taints: readonly string[];
  readonly kubelet: string;
  readonly createdAt: number;
}

export interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  /** Seconds since 1970. */
  readonly since: number;
}

interface Node {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly capacity?: ResourceValues;
    readonly allocatable?: ResourceValues;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly nodeInfo?: { readonly kubeletVersion?: string };
  };
}

/** Makes the projection of nodes. */
export function nodeProjection(interner: Interner): (node: Node) => NodeRecord {
  return ({ metadata, spec = {}, status = {} }) => ({
    uid: metadata.uid,
    namespace: "",
    name: interner.text(metadata.name),
    labels: interner.labels(metadata.labels),
    ip: interner.text(status.addresses?.find((address) => address.type === "InternalIP")?.address),
    ready:
      status.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ??
      false,
    unschedulable: spec.unschedulable ?? false,
    capacity: amountsOf(status.capacity),
    allocatable: amountsOf(status.allocatable),
    conditions: (status.conditions ?? []).map((condition) => ({
      type: interner.text(condition.type),
      status: interner.text(condition.status),
      reason: interner.text(condition.reason),
      since: seconds(condition.lastTransitionTime),
    })),
    taints: interner.list(
      (spec.taints ?? []).map((taint) => `${taint.key}=${taint.value ?? ""}:${taint.effect}`),
    ),
    kubelet: interner.text(status.nodeInfo?.kubeletVersion),
    createdAt: seconds(metadata.creationTimestamp),
  });
}

function amountsOf(values: ResourceValues | undefined): NodeAmounts {
  return { cpuMilli: cpuMilli(values), memoryKib: memoryKib(values), pods: quantity(values?.pods) };
}
