import { expect, test } from "vitest";
import { createLineBuffer, microseconds } from "./line-buffer.ts";

const line = (second: number, text: string, fraction = "") => ({
  at: `2026-11-25T10:00:${String(second).padStart(2, "0")}${fraction}Z`,
  text,
});
const texts = (buffer: ReturnType<typeof createLineBuffer>) => buffer.lines().map(({ text }) => text);

test("times are compared whatever their digits and their zone", () => {
  expect(microseconds("2026-11-25T10:00:00.1Z")).toBeLessThan(microseconds("2026-11-25T10:00:00.12Z"));
  expect(microseconds("2026-11-25T18:00:00.000001999+08:00")).toBe(microseconds("2026-11-25T10:00:00Z") + 1);
});

test("lines of several logs are merged by time", () => {
  const buffer = createLineBuffer();
  buffer.push(0, [line(1, "a1"), line(4, "a4"), line(9, "a9")]);
  buffer.push(1, [line(2, "b2"), line(5, "b5"), line(11, "b11")]);
  buffer.push(0, [line(10, "a10")]);
  expect(texts(buffer)).toEqual(["a1", "b2", "a4", "b5", "a9", "a10", "b11"]);
});

test("within a moment, what came first stays first", () => {
  const buffer = createLineBuffer();
  buffer.push(0, [line(1, "a"), line(1, "b")]);
  buffer.push(1, [line(1, "c")]);
  expect(texts(buffer)).toEqual(["a", "b", "c"]);
});

test("one log keeps its own order, without times and with a clock that goes back", () => {
  const buffer = createLineBuffer();
  buffer.push(0, [line(5, "one"), { at: null, text: "two" }, line(3, "three")]);
  buffer.push(1, [line(4, "other")]);
  expect(texts(buffer)).toEqual(["other", "one", "two", "three"]);
});

test("only so many lines are kept, the newest, and what went is counted", () => {
  const buffer = createLineBuffer({ lines: 3, characters: 1_000 });
  buffer.push(0, [line(1, "a"), line(2, "b"), line(3, "c"), line(4, "d")]);
  buffer.push(0, [line(5, "e")]);
  expect(texts(buffer)).toEqual(["c", "d", "e"]);
  expect(buffer.forgotten).toBe(2);
});

test("long lines take the room of many, and one alone is kept", () => {
  const buffer = createLineBuffer({ lines: 100, characters: 10 });
  buffer.push(0, [line(1, "aaaa"), line(2, "bbbb"), line(3, "cccc")]);
  expect(texts(buffer)).toEqual(["bbbb", "cccc"]);
  buffer.push(0, [line(4, "d".repeat(50))]);
  expect(texts(buffer)).toEqual(["d".repeat(50)]);
  expect(buffer.forgotten).toBe(3);
});

test("who holds the lines of a moment ago holds them unchanged", () => {
  const buffer = createLineBuffer();
  buffer.push(0, [line(1, "a")]);
  const before = buffer.lines();
  buffer.push(0, [line(2, "b")]);
  expect(before.map(({ text }) => text)).toEqual(["a"]);
  expect(buffer.lines()).not.toBe(before);
});
