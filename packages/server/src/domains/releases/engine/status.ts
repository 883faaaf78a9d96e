import type { PlanTarget, TargetStatus } from "@halcyon/contracts";
import { allowance } from "../steps.ts";
import type { Goal } from "../targets/port.ts";
import type { Report } from "./worker.ts";

/**
 * A target for people, from the last report on it. A report for an earlier revision satisfies nothing. Of a target that
 * does not answer the counts last seen stay: what was released there is still there. Pure.
 */
export function statusOf(
  target: PlanTarget,
  report: Report | undefined,
  asked: {
    readonly revision: number;
    readonly skipped: boolean;
    readonly goal: Goal;
    /** The goal as it stands, whether or not it is pursued now: held, stopped and skipped targets keep what they have. */
    readonly standing: Goal;
    readonly before: TargetStatus | undefined;
    /** A foreign edit shown before and not decided about. */
    readonly drift: TargetStatus["drift"];
  },
): TargetStatus {
  const outcome = report?.outcome ?? null;
  const current = report?.revision === asked.revision;
  const satisfied = current && outcome?.satisfied === true;
  const seen = outcome?.seen ?? asked.before;
  const replicas = seen?.replicas ?? target.replicas;
  const newInstances = seen?.newInstances ?? 0;
  const allowed = allowance(asked.standing, replicas);
  const drift = (current ? outcome?.drift : null) ?? asked.drift;
  return {
    target: target.target,
    cluster: target.cluster,
    room: target.room,
    phase: phaseOf(report, asked, satisfied, drift !== null),
    replicas,
    // What is not released to a skipped target any more is not released to others either.
    allowed: asked.skipped ? Math.min(allowed, newInstances) : allowed,
    newInstances,
    newReady: seen?.newReady ?? 0,
    oldInstances: seen?.oldInstances ?? 0,
    oldReady: seen?.oldReady ?? 0,
    satisfied: asked.skipped || satisfied,
    reason: satisfied ? null : (report?.failure?.reason ?? outcome?.reason ?? null),
    explain: [...(report?.explain ?? [])],
    drift,
    observedAt: report?.at.toISOString() ?? null,
  };
}

function phaseOf(
  report: Report | undefined,
  asked: { readonly skipped: boolean; readonly goal: Goal },
  satisfied: boolean,
  drifted: boolean,
): TargetStatus["phase"] {
  if (asked.skipped) return "skipped";
  if (report?.failure?.reachable === false) return "unreachable";
  if (drifted) return "stopped";
  if (asked.goal.kind === "rest") return "at-rest";
  if (!satisfied) return "working";
  if (asked.goal.kind === "none") return "untouched";
  return asked.goal.kind === "all" || asked.goal.share >= asked.goal.planned ? "finished" : "at-rest";
}
