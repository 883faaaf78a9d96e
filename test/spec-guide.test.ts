import { readFileSync } from "node:fs";
import { appSpecJsonSchema } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { specGuide } from "../scripts/spec-guide.ts";

test("the guide of the spec is what its schema says", () => {
  // When this fails: npm run guide.
  expect(readFileSync(new URL("../docs/guides/spec.md", import.meta.url), "utf8")).toBe(specGuide());
});

test("the guide names every key of the spec, and what each means", () => {
  const guide = specGuide();
  for (const key of Object.keys(appSpecJsonSchema()["properties"] as object)) {
    expect(guide).toMatch(new RegExp(`\\| (\\*\\*)?\`${key}\`(\\*\\*)? \\| [^|]+ \\| \\S`));
  }
});
