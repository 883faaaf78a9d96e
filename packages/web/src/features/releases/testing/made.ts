/** Plans and releases for tests, made the way the server makes them. */
import type { Plan, PlanTarget, Release, TargetStatus } from "@halcyon/contracts";

export interface MadeTarget {
  readonly name: string;
  readonly replicas: number;
  readonly room?: string;
  readonly stepped?: boolean;
}

/** @param shares by step, each target's instances of the new version in all */
export function madePlan(
  targets: readonly MadeTarget[],
  shares: readonly Readonly<Record<string, number>>[],
): Plan {
  const cumulative = shares.map((share) => Object.values(share).reduce((sum, one) => sum + one, 0));
  return {
    images: { from: ["registry/app:1"], to: ["registry/app:2"] },
    order: "across",
    finishOrder: "at-once",
    total: targets.reduce((sum, one) => sum + one.replicas, 0),
    targets: targets.map(
      ({ name, replicas, room = name, stepped = true }): PlanTarget => ({
        target: name,
        kind: "deployment",
        cluster: name,
        room,
        namespace: "app",
        workload: "app",
        from: 1,
        replicas,
        unavailable: 0,
        digests: { from: "sha256:a", to: "sha256:b" },
        stepped,
      }),
    ),
    steps: shares.map((share, at) => ({
      size: (cumulative[at] ?? 0) - (cumulative[at - 1] ?? 0),
      cumulative: cumulative[at] ?? 0,
      shares: { ...share },
      gates: at === shares.length - 1 ? [] : [{ kind: "manual" as const }],
    })),
    stepTimeLimitSeconds: 600,
    leastDurationSeconds: 0,
    expiresInHours: 72,
    plannedAt: "2026-11-25T08:00:00.000Z",
    warnings: [],
  };
}

export function madeStatus(target: PlanTarget, change: Partial<TargetStatus> = {}): TargetStatus {
  return {
    target: target.target,
    cluster: target.cluster,
    room: target.room,
    phase: "at-rest",
    replicas: target.replicas,
    allowed: 0,
    newInstances: 0,
    newReady: 0,
    oldInstances: target.replicas,
    oldReady: target.replicas,
    satisfied: true,
    reason: null,
    explain: [],
    drift: null,
    observedAt: "2026-11-25T08:00:01.000Z",
    ...change,
  };
}

/** A release that runs, forward, with each target exactly where its position puts it, unless told otherwise. */
export function madeRelease(plan: Plan, position: number, change: Partial<Release> = {}): Release {
  const shares = plan.steps[position - 1]?.shares ?? {};
  const targets = plan.targets.map((target) => {
    const share = shares[target.target] ?? 0;
    return madeStatus(target, {
      allowed: share,
      newInstances: share,
      newReady: share,
      oldInstances: target.replicas - share,
      oldReady: target.replicas - share,
    });
  });
  const sum = (value: (one: TargetStatus) => number) => targets.reduce((all, one) => all + value(one), 0);
  return {
    id: "app-2",
    app: "app",
    team: "news",
    number: 2,
    author: "developer",
    message: "",
    createdAt: "2026-11-25T08:00:00.000Z",
    updatedAt: "2026-11-25T08:00:00.000Z",
    closedAt: null,
    state: "running",
    direction: "forward",
    fromVersion: 1,
    toVersion: 2,
    plan,
    hash: "sha256:c",
    approval: null,
    position,
    steps: plan.steps.length,
    allowed: sum((one) => one.allowed),
    instances: {
      new: sum((one) => one.newInstances),
      newReady: sum((one) => one.newReady),
      old: sum((one) => one.oldInstances),
      oldReady: sum((one) => one.oldReady),
      total: plan.total,
    },
    stepReady: true,
    stepLate: false,
    finishing: false,
    gates: [],
    targets,
    waiting: { for: "next", reason: "waiting for you" },
    sentence: "",
    skipped: [],
    reason: null,
    acknowledged: true,
    may: [],
    ...change,
  };
}
