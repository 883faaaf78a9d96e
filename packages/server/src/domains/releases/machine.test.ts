import type { Plan } from "@halcyon/contracts";
import { describe, expect, it } from "vitest";
import {
  advance,
  command,
  type Command,
  type Facts,
  goalOf,
  type Observation,
  type ReleaseRecord,
} from "./machine.ts";
import { cutSteps } from "./steps.ts";

const targets = [
  { target: "north", room: "north", replicas: 3, stepped: true },
  { target: "south", room: "south", replicas: 2, stepped: true },
  { target: "empty", room: "empty", replicas: 0, stepped: true },
];
const planOf = (change: Partial<Plan> = {}) =>
  ({
    targets,
    finishOrder: "at-once",
    steps: cutSteps(targets, "rooms", 1).map((step) => ({ ...step, gates: [{ kind: "manual" as const }] })),
    ...change,
  }) as unknown as Plan;
const plan = planOf();

const record = (change: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  state: "running",
  direction: "forward",
  position: 2,
  finishing: false,
  finishFrom: 0,
  revision: 4,
  putBack: {},
  skipped: [],
  stepSince: 0,
  stepReadyAt: 1,
  actor: "lin",
  reason: null,
  ...change,
});
const facts = (change: Partial<Facts> = {}): Facts => ({
  now: 10,
  actor: "lin",
  stepReady: true,
  notReady: "north is slow",
  gate: null,
  frozen: null,
  approval: null,
  drift: null,
  drifted: [],
  ...change,
});
const seen = (change: Partial<Observation> = {}): Observation => ({
  revision: 4,
  now: 20,
  stepReady: true,
  drift: null,
  gatesPassed: true,
  ...change,
});

function say(given: Command, at: Partial<ReleaseRecord> = {}, known: Partial<Facts> = {}) {
  const verdict = command(record(at), plan, given, facts(known));
  return verdict.ok ? verdict.record : verdict.code;
}

describe("next", () => {
  it("goes one step on, with a new revision, so that no earlier observation satisfies it", () => {
    expect(say({ kind: "next" })).toMatchObject({
      position: 3,
      revision: 5,
      stepReadyAt: null,
      stepSince: 10,
    });
    expect(say({ kind: "next" }, { direction: "back" })).toMatchObject({ position: 1 });
  });
  it("names the step it expects, so that a double click is harmless", () => {
    expect(say({ kind: "next", expect: 3 })).toMatchObject({ position: 3 });
    expect(say({ kind: "next", expect: 3 }, { position: 3 })).toBe("unexpected_step");
  });
  it.each([
    ["step_not_ready", {}, { stepReady: false }],
    ["gate_not_passed", {}, { gate: "waiting 3 minutes more" }],
    ["frozen", {}, { frozen: "frozen until tomorrow" }],
    ["not_approved", { state: "planned" }, {}],
    ["not_approved", { state: "approved", position: 0 }, { approval: "expired" }],
    ["nothing_left", { position: 5 }, {}],
    ["nothing_left", { finishing: true }, {}],
    ["wrong_state", { state: "held" }, {}],
    ["wrong_state", { state: "done" }, {}],
  ] as const)("is refused: %s", (code, at, known) => {
    expect(say({ kind: "next" }, at, known)).toBe(code);
  });
  it("starts an approved release at step 1", () => {
    expect(say({ kind: "next" }, { state: "approved", position: 0 }, { stepReady: false })).toMatchObject({
      state: "running",
      position: 1,
    });
  });
  it("may go back in a freeze", () => {
    expect(say({ kind: "next" }, { direction: "back" }, { frozen: "frozen" })).toMatchObject({ position: 1 });
  });
});

describe("finish, hold, resume, abort, rollback, skip", () => {
  it("finish asks for everything and no gates", () => {
    expect(say({ kind: "finish" }, {}, { gate: "not yet" })).toMatchObject({
      position: 5,
      finishing: true,
      finishFrom: 2,
    });
    expect(say({ kind: "finish" }, {}, { stepReady: false })).toBe("step_not_ready");
  });
  it("hold stops, resume goes on from the same position", () => {
    expect(say({ kind: "hold", reason: "look" })).toMatchObject({
      state: "held",
      position: 2,
      reason: "look",
    });
    expect(say({ kind: "resume", putBack: false, reason: "" }, { state: "held" })).toMatchObject({
      state: "running",
      position: 2,
    });
  });
  it("the timeline says why it was resumed", () => {
    const given = { kind: "resume", putBack: true, reason: "it was ours" } as const;
    const verdict = command(record({ state: "held" }), plan, given, facts());
    expect(verdict).toMatchObject({ text: "resumed, putting the foreign edit back: it was ours" });
  });
  it("resume after a foreign edit needs a person's word, and each word counts once", () => {
    const at = { state: "stopped", putBack: { south: 3 } } as const;
    const known = { drift: "north: kubectl", drifted: ["north"] };
    expect(say({ kind: "resume", putBack: false, reason: "" }, at, known)).toBe("drifted");
    expect(say({ kind: "resume", putBack: true, reason: "" }, at, known)).toMatchObject({
      state: "running",
      putBack: { north: 5, south: 3 },
      revision: 5,
    });
  });
  it("abort before the beginning cancels and touches nothing (argo-rollouts #1292)", () => {
    for (const mode of ["keep", "back"] as const) {
      const at = say({ kind: "abort", mode, reason: "no" }, { state: "approved", position: 0 });
      expect(at).toMatchObject({ state: "cancelled" });
      for (const { target } of targets)
        expect(goalOf(at as ReleaseRecord, plan, target, () => true)).toEqual({ kind: "rest" });
    }
  });
  it("abort keeps the mix, or goes back at once", () => {
    expect(say({ kind: "abort", mode: "keep", reason: "x" })).toMatchObject({
      state: "aborted",
      position: 2,
    });
    expect(say({ kind: "abort", mode: "back", reason: "x" })).toMatchObject({
      state: "running",
      direction: "back",
      position: 0,
    });
  });
  it("rollback goes one step or all the way, from done too, and turns around only when told so", () => {
    expect(say({ kind: "rollback", mode: "stepwise", reason: "x" })).toMatchObject({
      direction: "back",
      position: 1,
    });
    expect(say({ kind: "rollback", mode: "express", reason: "x" })).toMatchObject({
      direction: "back",
      position: 0,
    });
    expect(
      say({ kind: "rollback", mode: "stepwise", reason: "x" }, { state: "done", position: 5 }),
    ).toMatchObject({ direction: "back", position: 4 });
    const turn = { kind: "rollback", reason: "x", forward: true } as const;
    expect(say({ ...turn, mode: "stepwise" }, { direction: "back" })).toMatchObject({
      direction: "forward",
      position: 3,
    });
    expect(say({ ...turn, mode: "express" }, { direction: "back" }, { frozen: "no" })).toBe("frozen");
    expect(say({ ...turn, mode: "express" })).toBe("nothing_left");
    expect(say({ kind: "rollback", mode: "express", reason: "x" }, { state: "planned" })).toBe("wrong_state");
  });
  it("a second rollback, said in a hurry, never goes forward", () => {
    const back = { direction: "back" } as const;
    expect(say({ kind: "rollback", mode: "express", reason: "x" }, back)).toMatchObject({
      direction: "back",
      position: 0,
    });
    expect(say({ kind: "rollback", mode: "stepwise", reason: "x" }, back)).toBe("wrong_state");
    const over = { ...back, state: "rolled-back", position: 0 } as const;
    expect(say({ kind: "rollback", mode: "express", reason: "x" }, over)).toBe("nothing_left");
  });
  it("skip leaves a target alone and gives its share to nobody", () => {
    const at = say({ kind: "skip", target: "north", reason: "down" }) as ReleaseRecord;
    expect(goalOf(at, plan, "north", () => false)).toEqual({ kind: "rest" });
    expect(goalOf({ ...at, position: 4 }, plan, "south", () => false)).toEqual({
      kind: "share",
      share: 1,
      planned: 2,
      toward: "new",
    });
    expect(say({ kind: "skip", target: "west", reason: "x" })).toBe("unknown_target");
    expect(say({ kind: "skip", target: "north", reason: "x" }, { skipped: at.skipped })).toBe(
      "already_skipped",
    );
  });
});

describe("goals", () => {
  it("give each target its share, and one without instances goes with the last step", () => {
    const at = (position: number) =>
      targets.map(({ target }) => goalOf(record({ position }), plan, target, () => true));
    expect(at(2)).toEqual([
      { kind: "share", share: 2, planned: 3, toward: "new" },
      { kind: "none" },
      { kind: "none" },
    ]);
    expect(at(5)).toEqual([{ kind: "all" }, { kind: "all" }, { kind: "all" }]);
    expect(goalOf(record({ state: "held" }), plan, "north", () => true)).toEqual({ kind: "rest" });
  });
  it("in order, a target waits for those before it", () => {
    const inOrder = planOf({ finishOrder: "in-order" });
    const finishing = record({ position: 5, finishing: true, finishFrom: 1 });
    expect(goalOf(finishing, inOrder, "south", () => false)).toEqual({ kind: "none" });
    expect(goalOf(finishing, inOrder, "south", (target) => target === "north")).toEqual({ kind: "all" });
  });
});

describe("what the engine does by itself", () => {
  it("nothing, for an observation of another revision", () => {
    expect(advance(record({ position: 5 }), plan, seen({ revision: 3 }))).toBeNull();
  });
  it("says when a step becomes Ready, and when it no longer is", () => {
    expect(advance(record({ stepReadyAt: null }), plan, seen())).toMatchObject({
      kind: "step-ready",
      record: { stepReadyAt: 20, position: 2 },
    });
    expect(advance(record(), plan, seen({ stepReady: false }))).toMatchObject({
      kind: "step-unready",
      record: { stepReadyAt: null },
    });
  });
  it("never takes a step a person stands before, and takes it when only passed gates do", () => {
    expect(advance(record(), plan, seen())).toBeNull();
    const wait = planOf({
      steps: plan.steps.map((step) => ({ ...step, gates: [{ kind: "wait" as const, minutes: 1 }] })),
    });
    expect(advance(record(), wait, seen())).toMatchObject({
      kind: "next",
      record: { position: 3, revision: 5 },
    });
    expect(advance(record(), wait, seen({ gatesPassed: false }))).toBeNull();
  });
  it("closes at either end, and stops at a foreign edit", () => {
    expect(advance(record({ position: 5 }), plan, seen())).toMatchObject({ kind: "done" });
    expect(advance(record({ position: 0, direction: "back" }), plan, seen())).toMatchObject({
      kind: "rolled-back",
    });
    expect(advance(record(), plan, seen({ drift: "kubectl-set: image" }))).toMatchObject({
      kind: "drift",
      record: { state: "stopped" },
    });
  });
});
