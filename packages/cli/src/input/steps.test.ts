import { stepsInput } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { parseSteps } from "./steps.ts";

test.each([
  ["1", 1],
  ["1,2,2,2,3", [1, 2, 2, 2, 3]],
  ["[1, 2, 2]", [1, 2, 2]],
  ["1 2", [1, 2]],
  ["10%,50%,100%", ["10%", "50%", "100%"]],
  ["25%", ["25%"]],
])("%s is read as %j, which the API takes", (text, expected) => {
  expect(parseSteps(text)).toEqual(expected);
  expect(stepsInput.safeParse(parseSteps(text)).success).toBe(true);
});

test.each([
  ["", "There is no step in it"],
  ["0", "'0' is not a whole number from 1"],
  ["1,a", "'a' is not a whole number from 1"],
  ["1.5", "'1.5' is not a whole number from 1"],
  ["-1", "'-1' is not a whole number from 1"],
  ["1,50%", "It mixes counts and percentages"],
  ["120%", "'120%' is not between 0% and 100%"],
  ["50%,10%", "'10%' does not go on from 50%"],
  ["50%,50%", "'50%' does not go on from 50%"],
])("%j is refused, with the reason", (text, reason) => {
  expect(() => parseSteps(text)).toThrow(reason);
});
