import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutSteps, shareOfCurrent, stepSizes, stepsProblem } from "./steps.ts";

const target = (name: string, replicas: number, room = name) => ({
  target: name,
  room,
  replicas,
  stepped: true,
});

describe("step sizes", () => {
  it("repeats a size, and the last of a list", () => {
    expect(stepSizes(5, 1)).toEqual([1, 1, 1, 1, 1]);
    expect(stepSizes(10, [1, 2, 2, 2, 3])).toEqual([1, 2, 2, 2, 3]);
    expect(stepSizes(10, [1, 4])).toEqual([1, 4, 4, 1]);
  });
  it("reads percentages as cumulative and ends at 100 %", () => {
    expect(stepSizes(10, ["10%", "50%"])).toEqual([1, 4, 5]);
    expect(stepSizes(3, ["33.3%", "66.6%", "100%"])).toEqual([1, 1, 1]);
  });
  it("argo-rollouts #1713: more steps than replicas leave no step that releases nothing", () => {
    expect(stepSizes(2, ["1%", "5%", "20%", "50%", "100%"])).toEqual([1, 1]);
    expect(stepSizes(2, [1, 1, 1, 1])).toEqual([1, 1]);
  });
  it("says when percentages do not rise", () => {
    expect(stepsProblem(["50%", "20%"])).toContain("must rise");
    expect(stepsProblem(["10%", "50%"])).toBeNull();
  });
});

describe("shares", () => {
  it("karmada #3054: ten targets of one replica as [1,2,2,2,3]", () => {
    const targets = Array.from({ length: 10 }, (_, index) => target(`c${index}`, 1));
    const steps = cutSteps(targets, "across", [1, 2, 2, 2, 3]);
    expect(steps.map((step) => step.cumulative)).toEqual([1, 3, 5, 7, 10]);
    for (const step of steps) {
      expect(Object.values(step.shares).reduce((sum, share) => sum + share, 0)).toBe(step.cumulative);
    }
  });
  it("goes room after room, or across", () => {
    const targets = [target("a", 3), target("b", 2)];
    expect(cutSteps(targets, "rooms", 2).map((step) => step.shares)).toEqual([
      { a: 2, b: 0 },
      { a: 3, b: 1 },
      { a: 3, b: 2 },
    ]);
    expect(cutSteps(targets, "across", 2)[0]?.shares).toEqual({ a: 1, b: 1 });
  });
  it("has one step for no replicas, and takes whole targets when no template changes", () => {
    expect(cutSteps([target("a", 0)], "rooms", 1)).toEqual([{ size: 0, cumulative: 0, shares: { a: 0 } }]);
    const whole = [
      { ...target("a", 3), stepped: false },
      { ...target("b", 2), stepped: false },
    ];
    expect(cutSteps(whole, "across", 1).map((step) => step.size)).toEqual([3, 2]);
  });
  it("never shrinks, adds up to the allowance and never exceeds R, for any targets and steps", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("rooms" as const, "across" as const),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        (replicas, order, sizes) => {
          const targets = replicas.map((count, index) => target(`t${index}`, count, `r${index % 3}`));
          const total = replicas.reduce((sum, count) => sum + count, 0);
          const steps = cutSteps(targets, order, sizes);
          expect(steps.at(-1)?.cumulative).toBe(total);
          let before: Readonly<Record<string, number>> = {};
          for (const step of steps) {
            expect(Object.values(step.shares).reduce((sum, share) => sum + share, 0)).toBe(step.cumulative);
            for (const { target: name, replicas: most } of targets) {
              expect(step.shares[name]).toBeGreaterThanOrEqual(before[name] ?? 0);
              expect(step.shares[name]).toBeLessThanOrEqual(most);
            }
            before = step.shares;
          }
        },
      ),
    );
  });
});

describe("share of a changed R", () => {
  it("is rounded up, whole stays whole, nothing stays nothing", () => {
    expect(shareOfCurrent(3, 10, 20)).toBe(6);
    expect(shareOfCurrent(1, 10, 15)).toBe(2);
    expect(shareOfCurrent(10, 10, 4)).toBe(4);
    expect(shareOfCurrent(0, 10, 40)).toBe(0);
    expect(shareOfCurrent(2, 10, 1)).toBe(1);
  });
});
