/**
 * A release as a state machine. Pure: commands of people and observations of the engine go in, the next record and what
 * to write into the timeline come out. Nothing here knows Kubernetes, time or the database.
 *
 * The record says what is *asked* (direction, position, revision); what *is* comes in with each observation and is never
 * trusted beyond the revision it was made for.
 */
import type { Gate, Plan, ReleaseState } from "@halcyon/contracts";
import type { Goal } from "./targets/port.ts";

/** What the database holds of a running release, and nothing else does. */
export interface ReleaseRecord {
  readonly state: ReleaseState;
  readonly direction: "forward" | "back";
  /** The step in force: 0 before the first, steps.length when all is released. */
  readonly position: number;
  /** Releasing all, or going back express: no gates in between. */
  readonly finishing: boolean;
  /** Position when finishing began, for targets that wait their turn. */
  readonly finishFrom: number;
  /** Grows with each change of what is asked; observations carry the one they were made for. */
  readonly revision: number;
  /** By target, the revision of the last decision to put a foreign edit back there: only what was shown is decided about. */
  readonly putBack: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly target: string; readonly reason: string; readonly by: string }[];
  /** When the step in force was asked for, ms. */
  readonly stepSince: number;
  /** Since when it has been Ready, null while it is not. */
  readonly stepReadyAt: number | null;
  /** Whose decision is being carried out. */
  readonly actor: string;
  readonly reason: string | null;
}

export type Command =
  | { readonly kind: "next"; readonly expect?: number | undefined }
  | { readonly kind: "finish"; readonly expect?: number | undefined }
  | { readonly kind: "hold"; readonly reason: string }
  | { readonly kind: "resume"; readonly putBack: boolean; readonly reason: string }
  | { readonly kind: "abort"; readonly mode: "keep" | "back"; readonly reason: string }
  | {
      readonly kind: "rollback";
      readonly mode: "stepwise" | "express";
      readonly reason: string;
      /** Of a rollback: forward again. Never meant by default, so that a hurried second rollback cannot release. */
      readonly forward?: boolean | undefined;
    }
  | { readonly kind: "skip"; readonly target: string; readonly reason: string };

/** What a command is judged by besides the record. */
export interface Facts {
  readonly now: number;
  readonly actor: string;
  /** Every target that counts is satisfied, observed for this revision. */
  readonly stepReady: boolean;
  /** Why the step is not Ready, one clause. */
  readonly notReady: string;
  /** The first gate other than a person that has not passed, one clause; null when all have. */
  readonly gate: string | null;
  /** A freeze in force, one clause. */
  readonly frozen: string | null;
  /** Why the approval does not allow a start, one clause; null when it does. */
  readonly approval: string | null;
  /** A foreign edit that is still there, one clause. */
  readonly drift: string | null;
  /** The targets with one. */
  readonly drifted: readonly string[];
}

export type RefusalCode =
  | "wrong_state"
  | "not_approved"
  | "step_not_ready"
  | "gate_not_passed"
  | "unexpected_step"
  | "frozen"
  | "nothing_left"
  | "drifted"
  | "unknown_target"
  | "already_skipped";

export type Verdict =
  | { readonly ok: true; readonly record: ReleaseRecord; readonly text: string }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail: string };

const refuse = (code: RefusalCode, detail: string): Verdict => ({ ok: false, code, detail });
const underWay: readonly ReleaseState[] = ["running", "held", "stopped", "aborted"];

/** Judges a command. A refusal changes nothing. */
export function command(record: ReleaseRecord, plan: Plan, given: Command, facts: Facts): Verdict {
  switch (given.kind) {
    case "next":
    case "finish":
      return onward(record, plan, given, facts);
    case "hold":
      if (record.state !== "running") return refuse("wrong_state", `it is ${record.state}, not running`);
      return accept(record, facts, { state: "held", reason: given.reason }, `held: ${given.reason}`);
    case "resume":
      return resume(record, given, facts);
    case "abort":
      return abort(record, given, facts);
    case "rollback":
      return rollback(record, plan, given, facts);
    case "skip":
      return skip(record, plan, given, facts);
  }
}

/**
 * A change of what is asked always carries a new revision, so that no earlier observation can satisfy it.
 * @param overwritten targets whose foreign edits are put back with it
 */
function accept(
  record: ReleaseRecord,
  facts: Facts,
  change: Partial<ReleaseRecord>,
  text: string,
  overwritten: readonly string[] = [],
): Verdict {
  const revision = record.revision + 1;
  const putBack = {
    ...record.putBack,
    ...Object.fromEntries(overwritten.map((target) => [target, revision])),
  };
  return { ok: true, record: { ...record, ...change, revision, putBack, actor: facts.actor }, text };
}

function moved(facts: Facts, position: number): Partial<ReleaseRecord> {
  return { position, stepSince: facts.now, stepReadyAt: null, state: "running" };
}

function onward(
  record: ReleaseRecord,
  plan: Plan,
  given: Extract<Command, { kind: "next" | "finish" }>,
  facts: Facts,
): Verdict {
  const last = plan.steps.length;
  const starting = record.state === "approved";
  if (record.state === "planned") return refuse("not_approved", "nobody has approved it");
  if (!starting && record.state !== "running") return refuse("wrong_state", `it is ${record.state}`);
  const forward = record.direction === "forward";
  const end = forward ? last : 0;
  const target = record.position + (forward ? 1 : -1);
  if (given.expect !== undefined && given.expect !== (record.position === end ? end : target)) {
    return refuse(
      "unexpected_step",
      `step ${record.position} is in force, so ${target} comes next, not ${given.expect}`,
    );
  }
  if (record.finishing || record.position === end)
    return refuse("nothing_left", "everything is already asked for");
  if (starting && facts.approval !== null) return refuse("not_approved", facts.approval);
  if (forward && facts.frozen !== null) return refuse("frozen", facts.frozen);
  if (!starting && !facts.stepReady) return refuse("step_not_ready", facts.notReady);
  if (given.kind === "finish") {
    const change = { ...moved(facts, end), finishing: true, finishFrom: record.position };
    return accept(record, facts, change, forward ? "released all" : "went back the rest at once");
  }
  if (!starting && facts.gate !== null) return refuse("gate_not_passed", facts.gate);
  return accept(
    record,
    facts,
    moved(facts, target),
    forward ? `started step ${target}` : `went back to step ${target}`,
  );
}

function resume(record: ReleaseRecord, given: Extract<Command, { kind: "resume" }>, facts: Facts): Verdict {
  if (!["held", "stopped", "aborted"].includes(record.state))
    return refuse("wrong_state", `it is ${record.state}`);
  if (record.state === "stopped" && facts.drift !== null && !given.putBack)
    return refuse("drifted", facts.drift);
  if (record.direction === "forward" && facts.frozen !== null) return refuse("frozen", facts.frozen);
  const change = { state: "running", stepSince: facts.now, stepReadyAt: null, reason: null } as const;
  const did = given.putBack ? "resumed, putting the foreign edit back" : "resumed";
  const text = given.reason === "" ? did : `${did}: ${given.reason}`;
  return accept(record, facts, change, text, given.putBack ? facts.drifted : []);
}

function abort(record: ReleaseRecord, given: Extract<Command, { kind: "abort" }>, facts: Facts): Verdict {
  if (record.state === "planned" || record.state === "approved") {
    return accept(
      record,
      facts,
      { state: "cancelled", reason: given.reason },
      `cancelled before it began: ${given.reason}`,
    );
  }
  if (!underWay.includes(record.state)) return refuse("wrong_state", `it is ${record.state}`);
  if (given.mode === "keep") {
    if (record.state === "aborted") return refuse("wrong_state", "it is aborted already");
    return accept(
      record,
      facts,
      { state: "aborted", reason: given.reason },
      `aborted, the mix kept at rest: ${given.reason}`,
    );
  }
  return turnBack(record, facts, given.reason, 0, "aborted, going back at once");
}

/** Back to the predecessor. A foreign edit that stopped the release is put back on the way: the person was shown it. */
function turnBack(
  record: ReleaseRecord,
  facts: Facts,
  reason: string,
  position: number,
  text: string,
): Verdict {
  const change = {
    ...moved(facts, position),
    direction: "back" as const,
    finishing: position === 0,
    finishFrom: record.position,
    reason,
  };
  return accept(record, facts, change, `${text}: ${reason}`, shown(record, facts));
}

/** Whoever goes on from a stop has been shown the foreign edits that led to it. */
const shown = (record: ReleaseRecord, facts: Facts) => (record.state === "stopped" ? facts.drifted : []);

function rollback(
  record: ReleaseRecord,
  plan: Plan,
  given: Extract<Command, { kind: "rollback" }>,
  facts: Facts,
): Verdict {
  const { state, direction, position } = record;
  if (!underWay.includes(state) && state !== "done" && state !== "rolled-back") {
    return refuse(
      "wrong_state",
      state === "planned" || state === "approved" ? "it has not begun" : `it is ${state}`,
    );
  }
  if (given.forward !== true) {
    if (state === "rolled-back" || position === 0)
      return refuse("nothing_left", "it is rolled back, or on its way");
    if (direction === "back" && given.mode === "stepwise") {
      return refuse(
        "wrong_state",
        "it is rolling back already: next goes a step further back, express all the way",
      );
    }
    const to = given.mode === "express" ? 0 : position - 1;
    return turnBack(
      record,
      facts,
      given.reason,
      to,
      to === 0 ? "rolling back at once" : `rolling back to step ${to}`,
    );
  }
  const last = plan.steps.length;
  if (direction === "forward") return refuse("nothing_left", "nothing has been rolled back");
  if (facts.frozen !== null) return refuse("frozen", facts.frozen);
  const to = given.mode === "express" ? last : position + 1;
  const change = {
    ...moved(facts, to),
    direction: "forward" as const,
    finishing: given.mode === "express",
    finishFrom: position,
    reason: given.reason,
  };
  const text = `rolling the rollback back, to step ${to}: ${given.reason}`;
  return accept(record, facts, change, text, shown(record, facts));
}

function skip(
  record: ReleaseRecord,
  plan: Plan,
  given: Extract<Command, { kind: "skip" }>,
  facts: Facts,
): Verdict {
  if (!underWay.includes(record.state)) return refuse("wrong_state", `it is ${record.state}`);
  if (!plan.targets.some((one) => one.target === given.target)) {
    return refuse(
      "unknown_target",
      `it has ${plan.targets.map((one) => one.target).join(", ")}, not ${given.target}`,
    );
  }
  if (record.skipped.some((one) => one.target === given.target)) {
    return refuse("already_skipped", `${given.target} is skipped already`);
  }
  const skipped = [...record.skipped, { target: given.target, reason: given.reason, by: facts.actor }];
  return accept(record, facts, { skipped }, `skipped ${given.target}: ${given.reason}`);
}

/** What the release asks of one target now. @param done whether an earlier target has all it is to get, for finishing in order */
export function goalOf(
  record: ReleaseRecord,
  plan: Plan,
  target: string,
  done: (target: string) => boolean,
): Goal {
  if (record.state !== "running") return { kind: "rest" };
  if (record.skipped.some((one) => one.target === target)) return { kind: "rest" };
  const last = plan.steps.length;
  if (record.position === last) {
    if (!record.finishing || plan.finishOrder === "at-once") return { kind: "all" };
    const before = plan.targets.slice(
      0,
      plan.targets.findIndex((one) => one.target === target),
    );
    const skipped = new Set(record.skipped.map((one) => one.target));
    if (before.every((one) => skipped.has(one.target) || done(one.target))) return { kind: "all" };
    return shareAt(record, plan, target, record.finishFrom);
  }
  return shareAt(record, plan, target, record.position);
}

/** A target without instances has no share to count: it goes with the last step and comes back with the first one back. */
function shareAt(record: ReleaseRecord, plan: Plan, target: string, position: number): Goal {
  const planned = plan.targets.find((one) => one.target === target)?.replicas ?? 0;
  const share = plan.steps[position - 1]?.shares[target] ?? 0;
  if (planned === 0 || share === 0) return { kind: "none" };
  return { kind: "share", share, planned, toward: record.direction === "forward" ? "new" : "old" };
}

/** The gates a release at `position` must pass before it goes on, in either direction. */
export function gatesAt(record: Pick<ReleaseRecord, "position" | "finishing">, plan: Plan): readonly Gate[] {
  if (record.finishing) return [];
  return plan.steps[record.position - 1]?.gates ?? [];
}

/** What the engine saw of all targets, for one revision. */
export interface Observation {
  readonly revision: number;
  readonly now: number;
  readonly stepReady: boolean;
  readonly drift: string | null;
  /** All gates of the boundary but the manual ones have passed. */
  readonly gatesPassed: boolean;
}

/** A step the engine takes by itself; null when it takes none. */
export function advance(
  record: ReleaseRecord,
  plan: Plan,
  seen: Observation,
): { record: ReleaseRecord; kind: string; text: string } | null {
  if (record.state !== "running" || seen.revision !== record.revision) return null;
  if (seen.drift !== null) {
    return {
      record: { ...record, state: "stopped", reason: seen.drift },
      kind: "drift",
      text: `stopped: ${seen.drift}`,
    };
  }
  if (!seen.stepReady) {
    if (record.stepReadyAt === null) return null;
    return {
      record: { ...record, stepReadyAt: null },
      kind: "step-unready",
      text: "the step is no longer Ready",
    };
  }
  const end = record.direction === "forward" ? plan.steps.length : 0;
  if (record.position === end) {
    const state = end === 0 ? ("rolled-back" as const) : ("done" as const);
    const text =
      state === "done"
        ? "done: every target has the new version"
        : "rolled back: every target has the old version";
    return {
      record: { ...record, state, finishing: false, stepReadyAt: record.stepReadyAt ?? seen.now },
      kind: state,
      text,
    };
  }
  if (record.stepReadyAt === null) {
    return {
      record: { ...record, stepReadyAt: seen.now },
      kind: "step-ready",
      text: `step ${record.position} is Ready`,
    };
  }
  const gates = gatesAt(record, plan);
  if (seen.gatesPassed && gates.length > 0 && gates.every((gate) => gate.kind !== "manual")) {
    const position = record.position + (record.direction === "forward" ? 1 : -1);
    const next = {
      ...record,
      position,
      revision: record.revision + 1,
      stepSince: seen.now,
      stepReadyAt: null,
    };
    return { record: next, kind: "next", text: `the gates passed: went on to step ${position}` };
  }
  return null;
}
