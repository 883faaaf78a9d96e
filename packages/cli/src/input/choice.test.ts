import { expect, test } from "vitest";
import { suggest } from "./choice.ts";

const nouns = ["release", "room", "cluster", "deployment"];

test.each([
  ["relaese", "release"],
  ["rom", "room"],
  ["Clusters", "cluster"],
  ["xyz", undefined],
  ["", undefined],
])("for %j, %s is meant", (typed, expected) => {
  expect(suggest(typed, nouns)).toBe(expected);
});
