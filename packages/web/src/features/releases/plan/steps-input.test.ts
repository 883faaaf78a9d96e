import { expect, test } from "vitest";
import { parseSteps, stepsOfPlan } from "./steps-input.ts";

test.each([
  ["1", 1],
  [" 3 ", 3],
  ["1,2,2", [1, 2, 2]],
  ["[1, 2]", [1, 2]],
  ["1，2、3", [1, 2, 3]],
  ["10%,50%,100%", ["10%", "50%", "100%"]],
  ["10％ 50%", ["10%", "50%"]],
])("'%s' is understood", (text, steps) => {
  expect(parseSteps(text)).toEqual({ steps });
});

test.each([
  ["", { problem: "stepsEmpty" }],
  [" , ", { problem: "stepsEmpty" }],
  ["1,50%", { problem: "stepsMixed" }],
  ["0", { problem: "stepsWhole", part: "0" }],
  ["1,-2", { problem: "stepsWhole", part: "-2" }],
  ["1.5", { problem: "stepsWhole", part: "1.5" }],
  ["two", { problem: "stepsWhole", part: "two" }],
  ["999999", { problem: "stepsWhole", part: "999999" }],
  ["0%,50%", { problem: "stepsPercent", part: "0%" }],
  ["50%,101%", { problem: "stepsPercent", part: "101%" }],
  ["x%", { problem: "stepsPercent", part: "x%" }],
  ["50%,50%", { problem: "stepsRise", part: "50%", before: "50%" }],
  [Array.from({ length: 501 }, () => "1").join(","), { problem: "stepsMany" }],
])("'%s' is told what is wrong with it", (text, problem) => {
  expect(parseSteps(text)).toEqual(problem);
});

const plan = (sizes: readonly number[]) => ({
  total: sizes.reduce((sum, size) => sum + size, 0),
  steps: sizes.map((size) => ({ size, cumulative: 0, shares: {}, gates: [] })),
});

test.each([
  [[1, 1, 1], "1"],
  [[2, 2, 1], "2"],
  [[1, 2, 2, 2, 1], "1,2"],
  [[1, 2, 5], "1,2,5"],
  [[5], "5"],
  [[3, 1], "3"],
  [[1, 3], "1,3"],
])("a plan of %j is written as %s", (sizes, text) => {
  expect(stepsOfPlan(plan(sizes))).toBe(text);
});
