import type { Clock } from "#platform/clock.ts";

/**
 * Does work soon after it is asked for and not again before a gap has passed: after quiet the first call is answered
 * quickly, of a stream of calls each gap's share one.
 */
export interface Pacer {
  ask(): void;
  /** Asks for work that nobody waits for: a call right after it is answered as after quiet. */
  askIdly(): void;
  stop(): void;
}

/**
 * @param deps.settleMs between the first call and the work, so that what happens together is seen together
 * @param deps.gapMs from one beginning of the work to the next, at least
 * @param deps.work must not throw; calls while it runs are work for afterwards
 */
export function createPacer(deps: {
  readonly clock: Clock;
  readonly settleMs: number;
  readonly gapMs: number;
  readonly work: () => void | Promise<void>;
}): Pacer {
  const { clock, settleMs, gapMs, work } = deps;
  let begun = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let asked = false;
  let idly = false;
  let working = false;
  let stopped = false;

  async function go(): Promise<void> {
    if (!idly) begun = clock.monotonic();
    asked = false;
    working = true;
    await work();
    working = false;
    if (asked) plan();
  }

  function plan(): void {
    if (stopped) return;
    timer = setTimeout(() => void go(), Math.max(settleMs, begun + gapMs - clock.monotonic()));
  }

  function demand(): void {
    if (asked) return;
    asked = true;
    if (!working) plan();
  }

  return {
    ask() {
      idly = false;
      demand();
    },
    askIdly() {
      if (!asked) idly = true;
      demand();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
