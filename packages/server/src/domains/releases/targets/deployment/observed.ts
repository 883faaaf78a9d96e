/** What `decide` sees of a target, and what it may answer. Plain data. */
import type { Drift } from "../port.ts";
import type { Memory, Shape, Side } from "./memory.ts";

export interface SetSeen {
  readonly name: string;
  readonly resourceVersion: string;
  /** Whose template it carries. */
  readonly side: Side | "other";
  readonly replicas: number;
  /** status.replicas, of the generation in force. */
  readonly current: boolean;
  readonly counted: number;
  readonly ready: number;
  /** deployment.kubernetes.io/desired-replicas. */
  readonly desired: number | null;
  /** A manager of spec.replicas that is neither Halcyon nor the controller. */
  readonly foreign: Drift | null;
  /** The ReplicaSet controller's own complaint: a quota, an admission webhook. */
  readonly failure: string | null;
}

export interface DeploymentSeen {
  readonly replicas: number;
  /** status.observedGeneration is the generation in force. */
  readonly current: boolean;
  /** Hash of spec without replicas. */
  readonly spec: string;
  readonly counted: number;
  readonly updated: number;
  readonly available: number;
  readonly surge: number;
  readonly deleting: boolean;
  /** The newest edit by someone else, for the case that the spec is not as expected. */
  readonly foreign: Drift | null;
  /** Somebody else set spec.replicas. */
  readonly scaledBy: Drift | null;
}

export interface Observed {
  readonly deployment: DeploymentSeen | null;
  readonly sets: readonly SetSeen[];
}

/** What stays the same for a target during a release. */
export interface Terms {
  /** No predecessor runs here: the workload is made by this release. */
  readonly fresh: boolean;
  readonly planned: number;
  readonly unavailable: number;
  /** The pod template changes; otherwise the target goes as a whole. */
  readonly stepped: boolean;
  /** R the two versions' specs ask for, null when autoscaled. */
  readonly replicas: { readonly from: number | null; readonly to: number | null };
  /** The predecessor's own strategy already lets nothing be unavailable: an express way back needs no other. */
  readonly plainExpress: boolean;
}

export type Act =
  | { readonly do: "wait"; readonly reason: string }
  | { readonly do: "satisfied" }
  | { readonly do: "drift"; readonly drift: Drift }
  | { readonly do: "prepare" }
  | { readonly do: "objects"; readonly to: Memory["objects"] }
  | { readonly do: "shape"; readonly shape: Shape; readonly partition?: number }
  | { readonly do: "scale-set"; readonly set: SetSeen; readonly replicas: number }
  | { readonly do: "create" }
  | { readonly do: "scale"; readonly replicas: number }
  | { readonly do: "delete" }
  | { readonly do: "settle-reset" };

/** Stands for a ReplicaSet that does not exist yet. */
export const none: SetSeen = {
  name: "",
  resourceVersion: "",
  side: "other",
  replicas: 0,
  current: true,
  counted: 0,
  ready: 0,
  desired: null,
  foreign: null,
  failure: null,
};

/** Nothing can be done now, and why. */
export const wait = (reason: string): Act => ({ do: "wait", reason });
export const notReady = (count: number, of: number, side: Side) =>
  `${count} of ${of} ${side === "to" ? "new" : "old"} instances ${count === 1 ? "is" : "are"} not Ready`;
