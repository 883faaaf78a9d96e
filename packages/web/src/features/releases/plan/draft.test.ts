import { expect, test } from "vitest";
import { madePlan, madeRelease } from "../testing/made.ts";
import {
  draftOf,
  editOf,
  emptyDraft,
  manualGate,
  planBodyOf,
  problemsOf,
  sound,
  subjectOf,
} from "./draft.ts";

test("an untouched form asks for what the server does by itself", () => {
  expect(planBodyOf(emptyDraft)).toEqual({
    order: "rooms",
    finishOrder: "at-once",
    gates: [{ kind: "manual" }],
    stepTimeLimitSeconds: 600,
    expiresInHours: 72,
    message: "",
  });
  expect(subjectOf(emptyDraft)).toEqual({});
});

test("an image or a version is released, never both", () => {
  const both = { ...emptyDraft, image: " registry/app:2 ", version: "3" };
  expect(subjectOf(both)).toEqual({ image: "registry/app:2" });
  expect(subjectOf({ ...both, by: "version" })).toEqual({ version: 3 });
});

test("what is wrong is told at its field", () => {
  const draft = {
    ...emptyDraft,
    steps: "1,x",
    gates: [
      manualGate,
      { ...manualGate, kind: "http" as const, url: "example.com" },
      { ...manualGate, kind: "cel" as const },
      { ...manualGate, kind: "wait" as const, minutes: "" },
    ],
  };
  const problems = problemsOf(draft);
  expect(problems).toEqual({
    steps: { problem: "stepsWhole", part: "x" },
    gates: [null, "gateUrlWrong", "gateExpressionMissing", "gateMinutesWrong"],
  });
  expect(sound(problems)).toBe(false);
  expect(sound(problemsOf(emptyDraft))).toBe(true);
});

const plan = madePlan([{ name: "a", replicas: 5 }], [{ a: 1 }, { a: 3 }, { a: 5 }]);
const gated = {
  ...plan,
  steps: plan.steps.map((step, at) => ({
    ...step,
    gates:
      at === 0
        ? [{ kind: "manual" as const }, { kind: "wait" as const, minutes: 5, after: 1 }]
        : at === 1
          ? [{ kind: "manual" as const }]
          : [],
  })),
};

test("a stored plan is shown as what would make it again", () => {
  const draft = draftOf(madeRelease(gated, 0, { state: "planned", message: "why" }));
  expect(draft).toMatchObject({ by: "version", version: "2", steps: "1,2", message: "why" });
  expect(planBodyOf(draft).gates).toEqual([{ kind: "manual" }, { kind: "wait", minutes: 5, after: 1 }]);
});

test("an edit sends only what was changed", () => {
  const before = draftOf(madeRelease(gated, 0, { state: "planned" }));
  expect(editOf(before, before)).toEqual({});
  expect(editOf(before, { ...before, order: "rooms", steps: "50%" })).toEqual({
    order: "rooms",
    steps: ["50%"],
  });
  expect(editOf(before, { ...before, by: "image", image: "registry/app:3" })).toEqual({
    image: "registry/app:3",
  });
});
