/** What the picture of a release is drawn from: a release under way, or a plan that nothing has been done about yet. */
import type { GateStatus, Plan, PlanTarget, Release, TargetStatus } from "@halcyon/contracts";

export interface Scene {
  readonly plan: Plan;
  readonly state: Release["state"];
  readonly direction: Release["direction"];
  readonly position: number;
  readonly finishing: boolean;
  readonly stepReady: boolean;
  readonly targets: readonly TargetStatus[];
  /** What stands at the boundary after the step in force. */
  readonly gates: readonly GateStatus[];
}

/** A plan as it is before anything happens. */
export function sceneOfPlan(plan: Plan): Scene {
  return {
    plan,
    state: "planned",
    direction: "forward",
    position: 0,
    finishing: false,
    stepReady: false,
    targets: plan.targets.map(untouched),
    gates: [],
  };
}

function untouched(target: PlanTarget): TargetStatus {
  return {
    target: target.target,
    cluster: target.cluster,
    room: target.room,
    phase: "untouched",
    replicas: target.replicas,
    allowed: 0,
    newInstances: 0,
    newReady: 0,
    oldInstances: target.from === null ? 0 : target.replicas,
    oldReady: 0,
    satisfied: false,
    reason: null,
    explain: [],
    drift: null,
    observedAt: null,
  };
}

/**
 * A target's share when its replicas are `now` instead of `planned`: its part of the new number, rounded up, as the server
 * counts it (design.md, "If others change R").
 */
export function shareOfCurrent(share: number, planned: number, now: number): number {
  if (share <= 0) return 0;
  if (planned <= 0 || share >= planned) return now;
  return Math.min(now, Math.ceil((share * now) / planned - 1e-9));
}

/**
 * How many instances of a target run the new version once `step` is done; 0 before the first. A target whose pod template
 * does not change goes as a whole, with the step that reaches its last instance.
 */
export function shareAfter(plan: Plan, target: PlanTarget, step: number, replicas: number): number {
  const share = plan.steps[step - 1]?.shares[target.target] ?? 0;
  if (step >= plan.steps.length) return step === 0 ? 0 : replicas;
  if (!target.stepped && share < target.replicas) return 0;
  return shareOfCurrent(share, target.replicas, replicas);
}
