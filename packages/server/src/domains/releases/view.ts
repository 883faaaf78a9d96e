/** What the API shows of a release: the row, what the engine saw, and what the caller may do. Pure. */
import {
  type GateStatus,
  type Release,
  releaseSentence,
  type TargetStatus,
  type Waiting,
} from "@halcyon/contracts";
import type { Actor } from "#platform/http/types.ts";
import { gatesAt } from "./machine.ts";
import { recordOf, type ReleaseRow } from "./repo.ts";

/** @param now ms, for what is late */
export function viewOf(row: ReleaseRow, actor: Actor, now: number): Release {
  const { plan, status } = row;
  const current = status.revision === row.revision;
  const targets = targetsOf(row);
  const sum = (value: (target: TargetStatus) => number) =>
    targets.reduce((all, target) => all + value(target), 0);
  const known = current && status.targets.length > 0 && row.state !== "planned" && row.state !== "approved";
  const allowed = known ? sum((one) => one.allowed) : (plan.steps[row.position - 1]?.cumulative ?? 0);
  const total = known ? sum((one) => one.replicas) : plan.total;
  const stepReady = current && status.stepReady;
  const waiting = waitingOf(row, stepReady, targets);
  const ready = sum((one) => one.newReady);
  return {
    id: row.id,
    app: row.app,
    team: row.team,
    number: row.number,
    author: row.author,
    message: row.message,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    state: row.state,
    direction: row.direction,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    plan,
    hash: row.hash,
    approval: row.approval,
    position: row.position,
    steps: plan.steps.length,
    allowed,
    instances: {
      new: sum((one) => one.newInstances),
      newReady: ready,
      old: sum((one) => one.oldInstances),
      oldReady: sum((one) => one.oldReady),
      total,
    },
    stepReady,
    stepLate:
      row.state === "running" &&
      !stepReady &&
      now - row.step_since.getTime() > plan.stepTimeLimitSeconds * 1000,
    finishing: row.finishing,
    gates: gatesOf(row),
    targets,
    waiting,
    sentence: releaseSentence({
      position: row.position,
      steps: plan.steps.length,
      allowed,
      total,
      ready,
      waiting,
    }),
    skipped: [...row.skipped],
    reason: row.reason,
    acknowledged: row.acknowledged >= row.revision,
    may: mayOf(row, actor, stepReady),
  };
}

/** What stands before the next step, with the engine's last answers for it. */
export function gatesOf(row: ReleaseRow): GateStatus[] {
  const answers = row.status.revision === row.revision && row.status.stepReady ? row.status.gates : [];
  return gatesAt(recordOf(row), row.plan).map((gate, index) => ({
    gate,
    ...(answers[index] ?? {
      passed: gate.kind === "manual",
      reason: `asking the ${gate.kind} gate`,
      since: null,
    }),
  }));
}

/** Targets as last seen, in the plan's order; those the engine has not looked at are untouched. */
function targetsOf(row: ReleaseRow): TargetStatus[] {
  const seen = new Map(row.status.targets.map((one) => [one.target, one]));
  return row.plan.targets.map(
    (one) =>
      seen.get(one.target) ?? {
        target: one.target,
        cluster: one.cluster,
        room: one.room,
        phase: "untouched",
        replicas: one.replicas,
        allowed: 0,
        newInstances: 0,
        newReady: 0,
        oldInstances: one.from === null ? 0 : one.replicas,
        oldReady: 0,
        satisfied: false,
        reason: null,
        explain: [],
        drift: null,
        observedAt: null,
      },
  );
}

function waitingOf(row: ReleaseRow, stepReady: boolean, targets: readonly TargetStatus[]): Waiting {
  switch (row.state) {
    case "planned":
      return { for: "approval", reason: "waiting for a lead's approval" };
    case "approved":
      return { for: "start", reason: "approved, waiting for you" };
    case "held":
      return { for: "person", reason: `held by ${row.actor}: ${row.reason ?? ""}` };
    case "stopped":
      return { for: "person", reason: `stopped: ${row.reason ?? "somebody changed what it depends on"}` };
    case "aborted":
      return { for: "person", reason: `aborted, the mix is at rest: ${row.reason ?? ""}` };
    case "running":
      return running(row, stepReady, targets);
    default:
      return { for: "nobody", reason: row.state === "rolled-back" ? "rolled back" : row.state };
  }
}

function running(row: ReleaseRow, stepReady: boolean, targets: readonly TargetStatus[]): Waiting {
  if (stepReady) {
    const gate = gatesOf(row).find((one) => !one.passed);
    return gate === undefined
      ? { for: "next", reason: "waiting for you" }
      : { for: "gate", reason: gate.reason };
  }
  if (row.status.revision !== row.revision) return { for: "ready", reason: "under way" };
  const open = targets.filter((one) => !one.satisfied && one.phase !== "skipped");
  const away = open.filter((one) => one.phase === "unreachable");
  if (away.length > 0 && away.length === open.length) {
    return {
      for: "target",
      reason: `${away.map((one) => one.target).join(", ")} cannot be reached; wait, or skip`,
    };
  }
  const [first] = open.filter((one) => one.phase !== "unreachable");
  if (first === undefined) return { for: "ready", reason: "under way" };
  return { for: "ready", reason: `${first.target}: ${first.reason ?? "under way"}` };
}

type May = Release["may"][number];

function mayOf(row: ReleaseRow, actor: Actor, stepReady: boolean): May[] {
  const may: May[] = [];
  const { state, team } = row;
  const run = actor.may("release.run", team);
  const own = row.contributors.includes(actor.name);
  const last = row.plan.steps.length;
  const begun = state === "running" || state === "held" || state === "stopped" || state === "aborted";
  if (state === "planned" && actor.may("release.approve", team))
    may.push(...(own ? [] : (["approve"] as const)), "reject");
  if ((state === "planned" || state === "approved") && actor.may("release.write", team))
    may.push("edit", "abort");
  if (!run) return may;
  const onward =
    state === "running" &&
    stepReady &&
    !row.finishing &&
    row.position !== (row.direction === "forward" ? last : 0);
  if (state === "approved" || onward) may.push("next", "finish");
  if (state === "running") may.push("hold");
  if (state === "held" || state === "aborted") may.push("resume");
  if (state === "stopped") may.push("put-back");
  if (begun) may.push("abort", "skip");
  if (begun || state === "done" || state === "rolled-back") may.push("rollback");
  return may;
}
