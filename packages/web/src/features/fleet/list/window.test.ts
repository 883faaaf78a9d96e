import { expect, test } from "vitest";
import { firstWindow, windowAt } from "./window.ts";

test("what is in sight is asked for, from a multiple of 50", () => {
  expect(windowAt(120, 160)).toEqual({ offset: 100, limit: 100 });
  expect(windowAt(149, 200)).toEqual({ offset: 100, limit: 150 });
  expect(windowAt(29_960, 29_999)).toEqual({ offset: 29_950, limit: 100 });
});

test("a window stays while it covers what is in sight", () => {
  expect(windowAt(0, 99)).toBe(firstWindow);
  const window = windowAt(120, 160);
  expect(windowAt(100, 199, window)).toBe(window);
  expect(windowAt(101, 200, window)).not.toBe(window);
  expect(windowAt(99, 140, window)).not.toBe(window);
});

test("every window covers what is in sight, within what the server gives", () => {
  for (let first = 0; first < 3_000; first += 7) {
    for (const rows of [1, 30, 99, 100, 101, 800]) {
      const last = first + rows;
      const { offset, limit } = windowAt(first, last, windowAt(first - 23, first + 20));
      expect(offset % 50).toBe(0);
      expect(limit).toBeLessThanOrEqual(1_000);
      expect(first).toBeGreaterThanOrEqual(offset);
      expect(last).toBeLessThan(offset + limit);
    }
  }
});
