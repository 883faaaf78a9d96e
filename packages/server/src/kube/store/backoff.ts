/** Waits that double up to a ceiling, each between half and all of it, so that many do not return at once. */
export interface Backoff {
  /** Milliseconds to wait now. */
  next(): number;
  reset(): void;
}

/** @param random numbers in [0, 1) */
export function createBackoff(options: { baseMs: number; maxMs: number; random: () => number }): Backoff {
  let attempt = 0;
  return {
    next() {
      const ceiling = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 20));
      attempt++;
      return ceiling / 2 + (ceiling / 2) * options.random();
    },
    reset() {
      attempt = 0;
    },
  };
}
