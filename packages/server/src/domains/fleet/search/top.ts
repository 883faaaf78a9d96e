/** Keeps the first `size` of many in order without sorting them all. */
export interface Top {
  offer(row: number): void;
  sorted(): number[];
}

export interface Order {
  /** Below zero when `a` comes before `b`. */
  readonly compare: (a: number, b: number) => number;
  /**
   * A number that never contradicts `compare`: a smaller one comes first, equal ones leave it to `compare`. Most rows
   * are turned away by it alone.
   */
  readonly key?: (row: number) => number;
}

export function createTop(size: number, { compare, key = () => 0 }: Order): Top {
  /** A heap with the last of those kept at its root. */
  const heap: number[] = [];
  let lastKey = Number.POSITIVE_INFINITY;

  function sink(): void {
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      const right = left + 1;
      let last = at;
      if (left < heap.length && compare(heap[left] as number, heap[last] as number) > 0) last = left;
      if (right < heap.length && compare(heap[right] as number, heap[last] as number) > 0) last = right;
      if (last === at) return;
      [heap[at], heap[last]] = [heap[last] as number, heap[at] as number];
      at = last;
    }
  }

  function rise(): void {
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (compare(heap[at] as number, heap[parent] as number) <= 0) return;
      [heap[at], heap[parent]] = [heap[parent] as number, heap[at] as number];
      at = parent;
    }
  }

  return {
    offer(row) {
      if (heap.length < size) {
        heap.push(row);
        rise();
        if (heap.length === size) lastKey = key(heap[0] as number);
        return;
      }
      const own = key(row);
      if (own > lastKey || (own === lastKey && compare(row, heap[0] as number) >= 0)) return;
      heap[0] = row;
      sink();
      lastKey = key(heap[0]);
    },
    sorted: () => [...heap].sort(compare),
  };
}
