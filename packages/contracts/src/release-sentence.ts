import type { Waiting } from "./release-views.ts";

/**
 * The one sentence every surface shows: "step 2 of 5: 3 of 10 allowed, 3 ready; waiting for you."
 * Counts are instances of the new version over all targets.
 */
export function releaseSentence(facts: {
  position: number;
  steps: number;
  allowed: number;
  total: number;
  ready: number;
  waiting: Waiting;
}): string {
  const { position, steps, allowed, total, ready, waiting } = facts;
  return `step ${position} of ${steps}: ${allowed} of ${total} allowed, ${ready} ready; ${waiting.reason}.`;
}
