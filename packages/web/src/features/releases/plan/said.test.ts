import type { Gate } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { boundariesOf, sizesSaid } from "./said.ts";

test.each([
  [[1, 2, 2, 3], "1, 2, 2, 3"],
  [[1, 2, 2, 2, 2, 1], "1, 4 × 2, 1"],
  [Array.from({ length: 800 }, () => 1), "800 × 1"],
  [[], ""],
])("%j", (sizes, text) => {
  expect(sizesSaid(sizes)).toBe(text);
});

test("boundaries with the same gates are said once", () => {
  const manual: Gate = { kind: "manual" };
  const wait: Gate = { kind: "wait", minutes: 5 };
  const steps = [[manual, { ...wait, after: 1 }], [manual, wait], [manual], [manual], []].map((gates) => ({
    size: 1,
    cumulative: 0,
    shares: {},
    gates,
  }));
  expect(boundariesOf({ steps }).map(({ first, last, gates }) => [first, last, gates.length])).toEqual([
    [1, 2, 2],
    [3, 4, 1],
  ]);
});
