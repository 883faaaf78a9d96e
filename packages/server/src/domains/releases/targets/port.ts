/**
 * The port between a release and what it moves. A release knows steps, shares and gates; a provider knows how one
 * kind of workload takes a share safely. Deployments are one provider; docs/decisions records how host groups fit.
 *
 * A provider is level-triggered: `reconcile` looks at what is, does at most one write, and says what it saw. It may be
 * called at any time, any number of times, by a process that remembers nothing but `memory`.
 */
import type { Plan, PlanTarget } from "@halcyon/contracts";

/** What a release asks of one target. */
export type Goal =
  /** Write nothing: not yet its turn, held, skipped, or a mix at rest. */
  | { readonly kind: "rest" }
  /**
   * Exactly this share of `planned` runs the new version; of a changed R, its part rounded up. It is reached when the
   * instances of the version it moves `toward` are Ready: a way back does not wait for what it leaves.
   */
  | {
      readonly kind: "share";
      readonly share: number;
      readonly planned: number;
      readonly toward: "new" | "old";
    }
  /** All of it runs the new version, in the spec's own way, nothing of the release left in it. */
  | { readonly kind: "all" }
  /** All of it runs the predecessor again, nothing of the release left in it. */
  | { readonly kind: "none" };

/** A foreign edit of what the release depends on. */
export interface Drift {
  readonly what: string;
  readonly who: string;
  readonly at: string | null;
}

/** What a provider saw, in instances. */
export interface Seen {
  readonly replicas: number;
  readonly newInstances: number;
  readonly newReady: number;
  readonly oldInstances: number;
  readonly oldReady: number;
}

/** The result of one look and at most one write. */
export interface Outcome {
  readonly seen: Seen;
  /** The goal is reached and Ready. */
  readonly satisfied: boolean;
  /** Why not, one clause; null when satisfied. */
  readonly reason: string | null;
  /** Set when somebody else changed what the release depends on: nothing is written until a person decides. */
  readonly drift: Drift | null;
  /** What was written, for the timeline; null when nothing was. */
  readonly wrote: string | null;
  /** Look again at once: a write was made, or the next act needs no event to begin. */
  readonly again: boolean;
}

/** What a provider is given with each call. */
export interface TargetCall {
  readonly release: string;
  readonly app: string;
  readonly target: PlanTarget;
  readonly versions: { readonly from: number | null; readonly to: number };
  readonly order: Plan["order"];
  /** Whose decision is carried out: the user the cluster's audit log shows. */
  readonly actor: string;
  /** The provider's own durable notes on this target, as `remember` last stored them; null at first. */
  readonly memory: unknown;
  /** Stores the notes before it returns. Throws when this process no longer holds the release. */
  readonly remember: (memory: unknown) => Promise<void>;
  /**
   * Throws when this process no longer holds the release. Asked after each look, before the write that rests on it: a
   * look made while it was held is older than any successor's fence, so the fence refuses what was computed from it.
   */
  readonly assertHeld: () => void;
  /** Number of the last decision to overwrite a foreign edit here, 0 for none; each is carried out once. */
  readonly putBack: number;
  readonly signal: AbortSignal;
}

/** A pod or a host of the new version. */
export interface TargetInstance {
  readonly name: string;
  readonly ip: string | null;
  readonly node: string | null;
  readonly ready: boolean;
  readonly phase: string;
  readonly reason: string | null;
  readonly restarts: number;
  readonly createdAt: string;
}

/** What runs at a target before a release is planned. */
export interface Inspection {
  /** Current R, null when nothing is there. */
  readonly replicas: number | null;
  /** Why a release cannot be planned over it, null when it can. */
  readonly problem: string | null;
}

export interface TargetProvider {
  /** Looks at a target before there is a plan. */
  inspect(
    target: Pick<PlanTarget, "kind" | "cluster" | "namespace" | "workload"> & { readonly app: string },
    signal: AbortSignal,
  ): Promise<Inspection>;
  /**
   * Makes every write of an earlier process, or of this one whose outcome is unknown, impossible to arrive later.
   * @param mark unlike that of any fence before it: the holder's epoch and a number within it
   * @throws KubeError while the target cannot be reached: nothing may be written there until this has succeeded.
   */
  fence(call: TargetCall, mark: string): Promise<void>;
  reconcile(call: TargetCall, goal: Goal): Promise<Outcome>;
  /** The instances of the new version, oldest first. */
  instances(
    call: Pick<TargetCall, "app" | "target" | "versions" | "memory">,
    signal: AbortSignal,
  ): Promise<TargetInstance[]>;
  /** Events, container states and last log lines of what does not become Ready: a few lines for a person. */
  explain(
    call: Pick<TargetCall, "app" | "target" | "versions" | "memory">,
    signal: AbortSignal,
  ): Promise<string[]>;
}
