import type { Clock } from "#platform/clock.ts";

/** A clock that only moves when told. */
export function manualClock(start = new Date("2026-11-23T12:00:00Z")): Clock & { advance(ms: number): void } {
  let passed = 0;
  return {
    now: () => new Date(start.getTime() + passed),
    monotonic: () => passed,
    advance(ms) {
      passed += ms;
    },
  };
}
