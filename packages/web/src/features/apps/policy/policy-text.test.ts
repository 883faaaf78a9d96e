import { expect, test } from "vitest";
import { readLargestStep, readSteps, writeSize, writeSteps } from "./policy-text.ts";

test("reads the largest step: a count, a share, or none", () => {
  expect(readLargestStep(" 5 ")).toEqual({ ok: true, value: 5 });
  expect(readLargestStep("25%")).toEqual({ ok: true, value: "25%" });
  expect(readLargestStep("")).toEqual({ ok: true, value: null });
  for (const wrong of ["0", "-1", "five", "101%", "2.5", "1,2"])
    expect(readLargestStep(wrong)).toEqual({ ok: false, why: "size" });
});

test("reads steps: one size, sizes, or rising shares", () => {
  expect(readSteps("1")).toEqual({ ok: true, value: 1 });
  expect(readSteps("1, 2,2")).toEqual({ ok: true, value: [1, 2, 2] });
  expect(readSteps("10%，50% 100%")).toEqual({ ok: true, value: ["10%", "50%", "100%"] });
  expect(readSteps("50%")).toEqual({ ok: true, value: ["50%"] });
  expect(readSteps("  ")).toEqual({ ok: true, value: null });
  expect(readSteps("50%,10%")).toEqual({ ok: false, why: "order" });
  expect(readSteps("0%,10%")).toEqual({ ok: false, why: "order" });
  expect(readSteps("1,50%")).toEqual({ ok: false, why: "mixed" });
  expect(readSteps("1,x")).toEqual({ ok: false, why: "step" });
});

test("writes what it reads", () => {
  for (const text of ["1", "1, 2, 2", "10%, 50%"]) {
    const read = readSteps(text);
    expect(read.ok && writeSteps(read.value)).toBe(text);
  }
  expect(writeSteps(null)).toBe("");
  expect(writeSize("25%")).toBe("25%");
});
