import { expect, test } from "vitest";
import { testOutput } from "../testing/output.ts";
import { sampleRelease, samplePlan } from "../testing/release.ts";
import { renderTargetDiffs } from "./diff.ts";
import { createPaint } from "./paint.ts";
import { renderPlan, renderReleaseHead, taken } from "./plan.ts";

test("a plan shows images, targets with their floors, what each step takes, gates, and its warnings", () => {
  expect(`\n${renderPlan(samplePlan, testOutput())}\n`).toMatchInlineSnapshot(`
    "
    images             registry.demo/frontpage:1 -> registry.demo/frontpage:2
    instances          5 in 2 targets
    order              rooms one after the other
    finish             all targets at once
    step time limit    10m
    least duration     10m of waiting gates
    approval good for  72h

    ROOM           TARGET         WORKLOAD             RUNS       INSTANCES  FLOOR  HOW
    north-mobile   north-mobile   frontpage/frontpage  version 1          3      3  by steps
    south-telecom  south-telecom  frontpage/frontpage  version 1          2      2  by steps

    STEP  NEW  IN ALL  TAKES             THEN
       1   +1     1/5  north-mobile +1   a person says next
       2   +2     3/5  north-mobile +2   10m pass, and new.restarts == 0
       3   +2     5/5  south-telecom +2  the end

    ! south-telecom has room for 1 more instance only
    "
  `);
});

test("a plan says how each kind of workload is moved, and that images stay", () => {
  const [target] = samplePlan.targets;
  if (target === undefined) throw new Error("the sample has no target");
  const plan = {
    ...samplePlan,
    images: { from: samplePlan.images.to, to: samplePlan.images.to },
    targets: [
      { ...target, stepped: false },
      { ...target, kind: "statefulset" as const },
      { ...target, kind: "daemonset" as const, stepped: false },
      { ...target, kind: "job" as const, stepped: false },
    ],
  };
  const shown = renderPlan(plan, testOutput());
  expect(shown).toContain("images             registry.demo/frontpage:2 (unchanged)");
  expect(shown.split("\n").flatMap((line) => /(by steps|as a whole).*$/.exec(line)?.[0] ?? [])).toEqual([
    "as a whole: the pods do not change",
    "by steps, from the highest number down",
    "as a whole: the DaemonSet updates node by node",
    "as a whole: the Job runs to its end",
  ]);
});

test("the head of a release says whose it is and what it is bound to", () => {
  const head = renderReleaseHead({ ...sampleRelease, approval: null });
  expect(head).toContain("approved  not yet");
  expect(head).toContain("hash      sha256:cafe");
  expect(head).toContain("version 1 -> 2");
});

test("what a step takes is the difference to the step before", () => {
  expect(taken({ a: 3, b: 1 }, { a: 1 })).toBe("a +2, b +1");
  expect(taken({ a: 1 }, { a: 1 })).toBe("no instance");
});

test("targets with the same diff are shown together, and a long one is counted", () => {
  const paint = createPaint(false);
  const items = [
    { target: "a", diff: "-old\n+new\n" },
    { target: "b", diff: "-old\n+new\n" },
    { target: "c", diff: "" },
  ];
  expect(renderTargetDiffs(items, { paint })).toBe("Changes in a, b:\n-old\n+new\n\nChanges in c: none");
  expect(renderTargetDiffs(items.slice(0, 1), { paint, longest: 1, more: "halcyon release diff x" })).toBe(
    "Changes in a: 1 line added, 1 removed; all of it: halcyon release diff x",
  );
});
