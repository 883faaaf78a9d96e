import { expect, test } from "vitest";
import { madePlan, madeRelease } from "../testing/made.ts";
import { contentChanges, type ContentWords } from "./content.ts";

const plan = madePlan([{ name: "a", replicas: 4 }], [{ a: 1 }, { a: 2 }, { a: 4 }]);
const before = madeRelease(plan, 0, { state: "planned" });

const words: ContentWords = {
  gate: ({ kind }) => kind,
  order: (order) => order,
  duration: (ms) => `${ms / 3_600_000} h`,
};

test("what an approval does not bind to is no change", () => {
  const later = { ...plan, plannedAt: "2026-11-26T08:00:00.000Z", warnings: ["a tag, not a digest"] };
  expect(contentChanges(before, madeRelease(later, 0, { message: "other words" }), words)).toEqual([]);
});

test("other steps are said once, not as other gates too", () => {
  const steps = plan.steps.slice(0, 2).map((step, at) => ({ ...step, size: at === 0 ? 1 : 3 }));
  expect(contentChanges(before, madeRelease({ ...plan, steps }, 0), words)).toEqual([
    { what: "steps", before: "1, 1, 2", after: "1, 3" },
  ]);
});

test("images, manifests, floors, gates and limits are each named", () => {
  const changed = {
    ...plan,
    images: { from: plan.images.from, to: ["registry/app:3"] },
    targets: plan.targets.map((one) => ({
      ...one,
      unavailable: 1,
      digests: { from: "sha256:a", to: "sha256:d" },
    })),
    steps: plan.steps.map((step, at) => (at === 1 ? { ...step, gates: [] } : step)),
    expiresInHours: 24,
  };
  expect(contentChanges(before, madeRelease(changed, 0, { toVersion: 3 }), words)).toEqual([
    { what: "version", before: "2", after: "3" },
    { what: "images", before: "registry/app:2", after: "registry/app:3" },
    { what: "manifests", before: "a sha256:b", after: "a sha256:d" },
    { what: "floors", before: "a 4", after: "a 3" },
    { what: "gates", before: "manual", after: "1: manual; 2: –" },
    { what: "expires", before: "72 h", after: "24 h" },
  ]);
});
