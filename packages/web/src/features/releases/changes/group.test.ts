import { expect, test } from "vitest";
import { groupDiffs } from "./group.ts";

test("the same change at another line is the same change; targets without one come last", () => {
  const groups = groupDiffs([
    { target: "a", diff: "" },
    { target: "b", diff: "@@ -1,2 +1,2 @@\n-image: 1\n+image: 2\n" },
    { target: "c", diff: "@@ -9,2 +9,2 @@\n-image: 1\n+image: 2\n" },
    { target: "d", diff: "@@ -1,2 +1,2 @@\n-image: 1\n+image: 3\n" },
  ]);
  expect(groups.map(({ targets }) => targets)).toEqual([["b", "c"], ["d"], ["a"]]);
  expect(groups[0]?.diff).toContain("@@ -1,2 +1,2 @@");
});
