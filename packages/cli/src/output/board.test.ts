import { expect, test } from "vitest";
import { releaseWith, samplePlan, sampleRelease, targetWith } from "../testing/release.ts";
import { changedLines, renderBoard } from "./board.ts";
import { createPaint } from "./paint.ts";
import { displayWidth } from "./width.ts";

const paint = createPaint(false);
const board = (release = sampleRelease, width?: number) => `\n${renderBoard(release, { paint, width })}\n`;

test("rooms by steps, with the one sentence, what is observed and why it waits", () => {
  expect(board()).toMatchInlineSnapshot(`
    "
    frontpage-2  registry.demo/frontpage:2
    step 2 of 3: 3 of 5 allowed, 2 ready; 1 pod of north-mobile is not Ready.

    ROOM           TARGET         STEP 1  2   3         NEW        OLD  NOW
    north-mobile   north-mobile   ✓1      ▶2  -   2/3 ready  1/1 ready  working
    south-telecom  south-telecom  -       -   ·2  0/0 ready  2/2 ready  untouched

    - north-mobile: 1 of 3 new instances is not Ready
    "
  `);
});

test("a target that is stopped or skipped says so in words", () => {
  const targets = [
    targetWith("north-mobile", {
      phase: "stopped",
      reason: "somebody else changed the image",
      drift: { what: "spec.template changed", who: "kubectl-set", at: null },
    }),
    targetWith("south-telecom", { phase: "skipped" }),
  ];
  expect(
    board(releaseWith({ state: "stopped", targets, sentence: "step 2 of 3: stopped." })),
  ).toMatchInlineSnapshot(`
    "
    frontpage-2  registry.demo/frontpage:2
    stopped: step 2 of 3: stopped.

    ROOM           TARGET         STEP 1  2   3         NEW        OLD  NOW
    north-mobile   north-mobile   ✓1      ▶2  -   2/3 ready  1/1 ready  stopped
    south-telecom  south-telecom  -       -   x2  0/0 ready  2/2 ready  skipped

    ! north-mobile: somebody else changed the image
        spec.template changed, by kubectl-set
    "
  `);
});

test("many steps are cut to those around the step in force, and no line is too long", () => {
  const steps = Array.from({ length: 60 }, (_, at) => ({
    size: 1,
    cumulative: at + 1,
    shares: { "north-mobile": at + 1, "south-telecom": 0 },
    gates: [],
  }));
  const text = board(releaseWith({ plan: { ...samplePlan, steps }, position: 30, steps: 60 }), 100);
  expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(100);
  expect(text).toContain(" of 60");
  expect(text).toContain("▶1");
});

test("a pipe gets the sentence when it changes, and the targets that changed", () => {
  expect(changedLines(sampleRelease, undefined)).toMatchInlineSnapshot(`
    [
      "running: step 2 of 3: 3 of 5 allowed, 2 ready; 1 pod of north-mobile is not Ready.",
      "  north-mobile: working; new 2/3 ready, old 1/1 ready; 1 of 3 new instances is not Ready",
      "  south-telecom: untouched; new 0/0 ready, old 2/2 ready",
    ]
  `);
  expect(changedLines(sampleRelease, sampleRelease)).toEqual([]);
  const ready = targetWith("north-mobile", { newReady: 3, satisfied: true, phase: "at-rest", reason: null });
  const after = releaseWith({
    targets: [ready, targetWith("south-telecom", {})],
    sentence: "step 2 of 3: 3 of 5 allowed, 3 ready; waiting for you.",
  });
  expect(changedLines(after, sampleRelease)).toMatchInlineSnapshot(`
    [
      "running: step 2 of 3: 3 of 5 allowed, 3 ready; waiting for you.",
      "  north-mobile: at-rest; new 3/3 ready, old 1/1 ready",
    ]
  `);
});
