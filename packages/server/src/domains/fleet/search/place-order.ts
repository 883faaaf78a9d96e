/**
 * All rows of the index in one lasting order, so that a page at any offset is found without sorting. An object keeps
 * its place while it lives, so only comings and goings touch the order: they are noted, and worked in before the next
 * look.
 */
export interface PlaceOrder {
  add(row: number): void;
  remove(row: number): void;
  /** Every row, first to last. Valid until the next change. */
  rows(): Int32Array;
}

/** So many newcomers are worked in at once: a first load must not leave all its sorting to the first look. */
const mostWaiting = 4096;

/** @param compare below zero when `a` comes before `b`; asked only of rows that are there */
export function createPlaceOrder(compare: (a: number, b: number) => number): PlaceOrder {
  let sorted = new Int32Array(0);
  const added = new Set<number>();
  /** Rows that stand in `sorted` for something that is gone. One may be in use again, and then is in `added` too. */
  const gone = new Set<number>();

  function settle(): void {
    if (gone.size > 0) {
      sorted = sorted.filter((row) => !gone.has(row));
      gone.clear();
    }
    if (added.size === 0) return;
    const newcomers = [...added].sort(compare);
    added.clear();
    const merged = new Int32Array(sorted.length + newcomers.length);
    let from = 0;
    for (const [count, row] of newcomers.entries()) {
      const to = firstAfter(row, from);
      merged.set(sorted.subarray(from, to), from + count);
      merged[to + count] = row;
      from = to;
    }
    merged.set(sorted.subarray(from), from + newcomers.length);
    sorted = merged;
  }

  /** Where in `sorted`, not before `from`, `row` belongs. */
  function firstAfter(row: number, from: number): number {
    let [low, high] = [from, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(sorted[middle] as number, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(row) {
      added.add(row);
      if (added.size >= mostWaiting) settle();
    },
    remove(row) {
      if (!added.delete(row)) gone.add(row);
    },
    rows() {
      settle();
      return sorted;
    },
  };
}
