import { expect, test } from "vitest";
import { age, moment, span } from "./time.ts";

test.each([
  [0, "0s"],
  [59, "59s"],
  [60, "1m"],
  [90, "1m30s"],
  [3_600, "1h"],
  [5_400, "1h30m"],
  [36_000, "10h"],
  [40_000, "11h"],
  [180_000, "2d2h"],
])("%i seconds are %s", (seconds, expected) => {
  expect(span(seconds)).toBe(expected);
});

test("an age never is negative, and is empty for none", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  expect(age("2026-11-23T11:58:00Z", now)).toBe("2m");
  expect(age("2026-11-23T12:00:05Z", now)).toBe("0s");
  expect(age(null, now)).toBe("");
  expect(moment(null)).toBe("");
});
