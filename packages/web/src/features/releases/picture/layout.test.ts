import { expect, test } from "vitest";
import { madePlan, madeRelease, madeStatus } from "../testing/made.ts";
import { cellsOf } from "./cells.ts";
import { columnWidths, layOut, layOutSteps } from "./layout.ts";
import { sceneOfPlan } from "./scene.ts";

const two = madePlan(
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

/** Four rooms of 200, ten steps of 80 across all. */
const large = madePlan(
  ["a", "b", "c", "d"].map((name) => ({ name, replicas: 200 })),
  Array.from({ length: 10 }, (_, at) =>
    Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, (at + 1) * 20])),
  ),
);

test("each instance of each target is in the box of the step that takes it", () => {
  const { rows, columns } = layOut(madeRelease(two, 1), 800);
  expect(columns.map(({ size, phase }) => [size, phase])).toEqual([
    [1, "done"],
    [2, "later"],
    [2, "later"],
  ]);
  expect(rows.map(({ boxes }) => boxes.map(({ cells }) => cells))).toEqual([
    [["ready"], ["old"], ["old"]],
    [[], ["old"], ["old"]],
  ]);
});

test("a plan that has not begun shows old instances only, and no target as wrong", () => {
  const { rows } = layOut(sceneOfPlan(two), 800);
  expect(new Set(rows.flatMap(({ boxes }) => boxes.flatMap(({ cells }) => cells)))).toEqual(new Set(["old"]));
});

test("what is allowed and not there yet, starting and not Ready is told apart", () => {
  const target = madePlan([{ name: "a", replicas: 6 }], [{ a: 6 }]).targets[0];
  if (target === undefined) throw new Error("no target");
  const seen = { allowed: 3, newInstances: 2, newReady: 1, oldInstances: 4, oldReady: 2 };
  expect(cellsOf(target, madeStatus(target, seen))).toEqual([
    "ready",
    "starting",
    "due",
    "unready",
    "old",
    "old",
  ]);
});

test("on the way back new instances above the allowance are leaving, those under it stay", () => {
  const target = madePlan([{ name: "a", replicas: 3 }], [{ a: 3 }]).targets[0];
  if (target === undefined) throw new Error("no target");
  const seen = { allowed: 1, newInstances: 3, newReady: 3, oldInstances: 1, oldReady: 0 };
  expect(cellsOf(target, madeStatus(target, seen))).toEqual(["ready", "leaving", "leaving"]);
});

test("what a skipped target keeps is marked, what it had already released stays released", () => {
  const target = madePlan([{ name: "a", replicas: 3 }], [{ a: 3 }]).targets[0];
  if (target === undefined) throw new Error("no target");
  const seen = {
    phase: "skipped" as const,
    allowed: 1,
    newInstances: 1,
    newReady: 1,
    oldInstances: 2,
    oldReady: 2,
  };
  expect(cellsOf(target, madeStatus(target, seen))).toEqual(["ready", "skipped", "skipped"]);
});

test("nothing runs yet where the app is new", () => {
  const target = madePlan([{ name: "a", replicas: 2 }], [{ a: 2 }]).targets[0];
  if (target === undefined) throw new Error("no target");
  expect(cellsOf(target, madeStatus(target, { oldInstances: 0, oldReady: 0 }))).toEqual(["empty", "empty"]);
});

test("when others change R, the steps take their part of the new number, and nothing is lost", () => {
  const release = madeRelease(two, 1);
  const targets = release.targets.map((one) => ({
    ...one,
    replicas: one.replicas * 2,
    oldInstances: one.replicas * 2,
  }));
  const { rows } = layOut({ ...release, targets }, 800);
  expect(rows.map(({ boxes }) => boxes.map(({ cells }) => cells.length))).toEqual([
    [2, 2, 2],
    [0, 2, 2],
  ]);
});

test("a target whose pods do not change goes as a whole", () => {
  const plan = madePlan(
    [
      { name: "a", replicas: 2 },
      { name: "b", replicas: 2, stepped: false },
    ],
    [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ],
  );
  expect(layOut(madeRelease(plan, 0), 800).rows[1]?.boxes.map(({ cells }) => cells.length)).toEqual([0, 2]);
});

test("targets of one room stand together", () => {
  const plan = madePlan(
    [
      { name: "a1", replicas: 1, room: "a" },
      { name: "b1", replicas: 1, room: "b" },
      { name: "a2", replicas: 1, room: "a" },
    ],
    [{ a1: 1, b1: 1, a2: 1 }],
  );
  expect(
    layOut(sceneOfPlan(plan), 800).rows.map(({ target, opensRoom }) => [target.target, opensRoom]),
  ).toEqual([
    ["a1", true],
    ["a2", false],
    ["b1", true],
  ]);
});

test.each([320, 700, 1200])("800 instances in ten steps stay within %d px, none left out", (width) => {
  const layout = layOut(madeRelease(large, 4), width);
  expect(columnWidths(layout).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(width);
  expect(layout.rows.flatMap(({ boxes }) => boxes.flatMap(({ cells }) => cells))).toHaveLength(800);
});

test("of steps that do not fit, those around the step in force stand by themselves", () => {
  const plan = madePlan(
    [{ name: "a", replicas: 200 }],
    Array.from({ length: 200 }, (_, at) => ({ a: at + 1 })),
  );
  const { columns } = layOut(madeRelease(plan, 90), 700);
  expect(columns[0]).toMatchObject({ first: 1, phase: "done" });
  expect(columns.at(-1)).toMatchObject({ last: 200, phase: "later" });
  expect(columns.find(({ first, last }) => first === 90 && last === 90)).toBeDefined();
  expect(columns.reduce((sum, { size }) => sum + size, 0)).toBe(200);
  const listed = layOutSteps(madeRelease(plan, 1), 4, 14).columns;
  expect(listed.map(({ first, last }) => [first, last])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 200],
  ]);
});

test("the gates are asked at the boundary of the step in force only", () => {
  const gates = [
    { gate: { kind: "manual" as const }, passed: true, reason: "a person decides", since: null },
  ];
  const { columns } = layOut(madeRelease(two, 2, { gates }), 800);
  expect(columns.map(({ asked }) => asked)).toEqual([null, gates, null]);
  expect(columns.map(({ here }) => here)).toEqual([false, true, false]);
  const moving = layOut(madeRelease(two, 2, { gates, stepReady: false }), 800).columns;
  expect(moving.map(({ asked, here }) => [asked, here])[1]).toEqual([null, true]);
});

test("a step under way is told from one that is done, in both directions", () => {
  const phases = (release: Parameters<typeof layOut>[0]) =>
    layOut(release, 800).columns.map(({ phase }) => phase);
  expect(phases(madeRelease(two, 2, { stepReady: false }))).toEqual(["done", "now", "later"]);
  expect(phases(madeRelease(two, 2, { direction: "back", stepReady: false }))).toEqual([
    "done",
    "done",
    "back",
  ]);
  expect(phases(madeRelease(two, 2, { direction: "back" }))).toEqual(["done", "done", "later"]);
  expect(phases(madeRelease(two, 3, { state: "done" }))).toEqual(["done", "done", "done"]);
  expect(phases(madeRelease(two, 0, { state: "rolled-back", direction: "back" }))).toEqual([
    "later",
    "later",
    "later",
  ]);
});
