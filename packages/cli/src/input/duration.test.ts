import { expect, test } from "vitest";
import { parseDuration, parseMoment } from "./duration.ts";

const now = new Date("2026-11-23T12:00:00Z");

test.each([
  ["90s", 90],
  ["5m", 300],
  ["1h30m", 5_400],
  ["2d", 172_800],
  ["0.5h", 1_800],
  ["7", 420],
])("%s is %i seconds", (text, seconds) => {
  expect(parseDuration(text, "m")).toBe(seconds);
});

test.each(["", "soon", "5", "m5", "5m x", "-5m"].filter((text) => text !== "5"))(
  "%j is no length of time",
  (text) => {
    expect(() => parseDuration(text, "m")).toThrow("Write 90s, 5m, 1h30m or 2d.");
  },
);

test.each([
  ["+4h", "2026-11-23T16:00:00.000Z"],
  ["30m", "2026-11-23T12:30:00.000Z"],
  ["2026-12-24T18:00:00Z", "2026-12-24T18:00:00.000Z"],
])("%s is the moment %s", (text, expected) => {
  expect(parseMoment(text, now)).toBe(expected);
});

test.each(["tomorrow", "4", "2026-13-40", ""])("%j is no moment", (text) => {
  expect(() => parseMoment(text, now)).toThrow("is no moment");
});
