import { expect, test } from "vitest";
import { madePlan, madeRelease } from "../testing/made.ts";
import { expectedStep } from "./act.ts";
import { consequenceOf } from "./consequence.ts";

const plan = madePlan(
  [
    { name: "north", replicas: 3 },
    { name: "south", replicas: 2 },
  ],
  [
    { north: 1, south: 0 },
    { north: 2, south: 1 },
    { north: 3, south: 2 },
  ],
);
const change = (target: string, before: number, after: number) => ({
  target,
  room: target,
  before,
  after,
  removes: false,
});

test("next releases what the next step adds, in each room", () => {
  expect(consequenceOf(madeRelease(plan, 1), { kind: "next" })).toEqual({
    position: 2,
    changes: [change("north", 1, 2), change("south", 0, 1)],
    forward: 2,
    back: 0,
    keeps: { new: 3, old: 2 },
  });
});

test("next of a rollback takes the step in force back", () => {
  const release = madeRelease(plan, 2, { direction: "back" });
  expect(consequenceOf(release, { kind: "next" })).toMatchObject({ position: 1, back: 2, forward: 0 });
  expect(expectedStep(release)).toBe(1);
});

test("finish releases all the rest; of a rollback it takes back all the rest", () => {
  expect(consequenceOf(madeRelease(plan, 1), { kind: "finish" })).toMatchObject({
    position: 3,
    forward: 4,
    keeps: { new: 5, old: 0 },
  });
  expect(consequenceOf(madeRelease(plan, 2, { direction: "back" }), { kind: "finish" })).toMatchObject({
    position: 0,
    back: 3,
    keeps: { new: 0, old: 5 },
  });
});

test("a hold and an abort that keeps move nothing, even in the middle of a step", () => {
  const release = madeRelease(plan, 2);
  const targets = release.targets.map((one) => ({ ...one, newInstances: 1, newReady: 0 }));
  for (const act of [{ kind: "hold" }, { kind: "abort", mode: "keep" }] as const) {
    expect(consequenceOf({ ...release, targets }, act)).toMatchObject({
      changes: [],
      keeps: { new: 2, old: 3 },
    });
  }
});

test("a rollback goes one step back, or all the way at once, also from a release that is done", () => {
  const done = madeRelease(plan, 3, { state: "done" });
  expect(consequenceOf(done, { kind: "rollback", mode: "stepwise", forward: false })).toMatchObject({
    position: 2,
    changes: [change("north", 3, 2), change("south", 2, 1)],
  });
  expect(consequenceOf(done, { kind: "rollback", mode: "express", forward: false })).toMatchObject({
    position: 0,
    back: 5,
  });
  expect(consequenceOf(done, { kind: "abort", mode: "back" })).toMatchObject({ position: 0, back: 5 });
});

test("a rollback is turned around by a step, or all the way", () => {
  const back = madeRelease(plan, 1, { direction: "back" });
  expect(consequenceOf(back, { kind: "rollback", mode: "stepwise", forward: true })).toMatchObject({
    position: 2,
    forward: 2,
  });
  expect(consequenceOf(back, { kind: "rollback", mode: "express", forward: true })).toMatchObject({
    position: 3,
    forward: 4,
  });
});

test("resuming goes on with what the step still lacks", () => {
  const release = madeRelease(plan, 2);
  const targets = release.targets.map((one) => (one.target === "south" ? { ...one, newInstances: 0 } : one));
  expect(
    consequenceOf({ ...release, targets, state: "held" }, { kind: "resume", putBack: false }).changes,
  ).toEqual([change("south", 0, 1)]);
});

test("a skipped target keeps what it has, whatever is asked of the others", () => {
  const skipped = madeRelease(plan, 1, { skipped: [{ target: "north", reason: "line cut", by: "lead" }] });
  expect(consequenceOf(skipped, { kind: "finish" }).changes).toEqual([change("south", 0, 2)]);
  expect(consequenceOf(madeRelease(plan, 1), { kind: "skip", target: "south" }).changes).toEqual([]);
});

test("where nothing ran before, the way back removes the app", () => {
  const fresh = { ...plan, targets: plan.targets.map((one) => ({ ...one, from: null })) };
  const { changes } = consequenceOf(madeRelease(fresh, 3), {
    kind: "rollback",
    mode: "express",
    forward: false,
  });
  expect(changes.map(({ removes }) => removes)).toEqual([true, true]);
});

test("after others changed R, the numbers are those of the new R", () => {
  const release = madeRelease(plan, 1);
  const targets = release.targets.map((one) => ({ ...one, replicas: one.replicas * 2 }));
  expect(consequenceOf({ ...release, targets }, { kind: "next" })).toMatchObject({
    forward: 5,
    keeps: { new: 6, old: 4 },
  });
});
