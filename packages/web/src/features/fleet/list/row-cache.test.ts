import { expect, test } from "vitest";
import { createRowCache } from "./row-cache.ts";

interface Row {
  readonly name: string;
  readonly phase: string;
}

const rowsFrom = (first: number, count: number, phase = "Running"): Row[] =>
  Array.from({ length: count }, (_, at) => ({ name: `p${first + at}`, phase }));
const cacheOf = (most?: number) => createRowCache<Row>(({ name }) => name, most);

test("rows seen before stay while others are looked at", () => {
  const cache = cacheOf();
  cache.put(0, rowsFrom(0, 100), 30_000);
  cache.put(15_000, rowsFrom(15_000, 100), 30_000);
  expect(cache.total).toBe(30_000);
  expect(cache.rowAt(42)?.name).toBe("p42");
  expect(cache.rowAt(15_099)?.name).toBe("p15099");
  expect(cache.rowAt(100)).toBeUndefined();
});

test("a row that did not change is the same object, one that did is another", () => {
  const cache = cacheOf();
  cache.put(0, rowsFrom(0, 3), 3);
  const [first, second] = [cache.rowAt(0), cache.rowAt(1)];
  cache.put(0, [...rowsFrom(0, 1), ...rowsFrom(1, 1, "Failed"), ...rowsFrom(2, 1)], 3);
  expect(cache.rowAt(0)).toBe(first);
  expect(cache.rowAt(1)).not.toBe(second);
  expect(cache.rowAt(1)?.phase).toBe("Failed");
});

test("a row that moved is not in two places", () => {
  const cache = cacheOf();
  cache.put(0, rowsFrom(0, 100), 200);
  cache.put(100, rowsFrom(100, 100), 200);
  // One was added in front, so that the last of the first page is now the first of the second.
  cache.put(100, rowsFrom(99, 100), 201);
  expect(cache.rowAt(100)?.name).toBe("p99");
  expect(cache.rowAt(99)).toBeUndefined();
});

test("rows beyond a smaller total are gone", () => {
  const cache = cacheOf();
  cache.put(0, rowsFrom(0, 100), 100);
  cache.put(0, rowsFrom(0, 40), 40);
  expect(cache.rowAt(39)?.name).toBe("p39");
  expect(cache.rowAt(40)).toBeUndefined();
});

test("a page that came back shorter leaves nothing old behind it", () => {
  const cache = cacheOf();
  cache.put(0, rowsFrom(0, 100), 100);
  cache.put(0, rowsFrom(50, 50), 50);
  expect(Array.from({ length: 50 }, (_, at) => cache.rowAt(at)?.name)).toEqual(
    rowsFrom(50, 50).map(({ name }) => name),
  );
});

test("the cache is bounded, and keeps what is near", () => {
  const cache = cacheOf(1_000);
  for (let offset = 0; offset < 30_000; offset += 100) cache.put(offset, rowsFrom(offset, 100), 30_000);
  const kept = Array.from({ length: 30_000 }, (_, at) => cache.rowAt(at)).filter((row) => row !== undefined);
  expect(kept.length).toBeLessThanOrEqual(2_000);
  expect(cache.rowAt(29_600)?.name).toBe("p29600");
});
