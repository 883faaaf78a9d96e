/** Time comes in through this, so that what depends on it is tested without sleeping. */
export interface Clock {
  /** Wall-clock time, for what people read and what is stored. */
  now(): Date;
  /** Milliseconds that only grow, for measuring how long something took. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};
