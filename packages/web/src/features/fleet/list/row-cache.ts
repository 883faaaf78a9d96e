/**
 * Rows of a long list that were seen: what comes into sight again is there at once, a moment old until its answer arrives.
 * An object has one place at most, and a row that did not change stays the same object, so that it is not drawn again.
 */
export interface RowCache<T> {
  readonly total: number;
  rowAt(index: number): T | undefined;
  /** Takes an answer: rows from `offset` on, and how many there are in all. */
  put(offset: number, rows: readonly T[], total: number): void;
}

/** @param most rows kept, at least; those farthest from the last answer go first */
export function createRowCache<T>(keyOf: (row: T) => string, most = 4_000): RowCache<T> {
  const rows = new Map<number, T>();
  const places = new Map<string, number>();
  let total = 0;

  function drop(index: number): void {
    const row = rows.get(index);
    if (row === undefined) return;
    rows.delete(index);
    const key = keyOf(row);
    if (places.get(key) === index) places.delete(key);
  }

  function thin(around: number): void {
    if (rows.size <= most * 2) return;
    for (const index of rows.keys()) if (Math.abs(index - around) > most / 2) drop(index);
  }

  return {
    get total() {
      return total;
    },
    rowAt: (index) => rows.get(index),
    put(offset, answer, nextTotal) {
      if (nextTotal < total) for (const index of rows.keys()) if (index >= nextTotal) drop(index);
      total = nextTotal;
      const known = new Map<string, T>();
      for (const [at] of answer.entries()) {
        const before = rows.get(offset + at);
        if (before !== undefined) known.set(keyOf(before), before);
        drop(offset + at);
      }
      for (const [at, row] of answer.entries()) {
        const key = keyOf(row);
        const elsewhere = places.get(key);
        if (elsewhere !== undefined) drop(elsewhere);
        const before = known.get(key);
        const same = before !== undefined && JSON.stringify(before) === JSON.stringify(row);
        rows.set(offset + at, same ? before : row);
        places.set(key, offset + at);
      }
      thin(offset);
    },
  };
}
