/** How each instance of a target stands, from the counts the engine last saw. Pure. */
import type { PlanTarget, TargetStatus } from "@halcyon/contracts";

/**
 * `ready`, `starting`: of the new version. `due`: allowed, not there yet. `leaving`: new, and on its way back to old.
 * `old`, `unready`: of the old version. `skipped`: stays old by decision. `empty`: nothing runs there yet.
 */
export const cellStates = [
  "ready",
  "starting",
  "due",
  "leaving",
  "old",
  "unready",
  "skipped",
  "empty",
] as const;
export type CellState = (typeof cellStates)[number];

/**
 * One state for each instance, R in all, those released first at the beginning: instances of the new version, what is
 * allowed beyond them, then the old ones, of which those not Ready go first.
 */
export function cellsOf(target: PlanTarget, status: TargetStatus): readonly CellState[] {
  const { newInstances, newReady, oldInstances, oldReady, phase, observedAt } = status;
  const all = Math.max(status.replicas, newInstances);
  const allowed = !target.stepped && status.allowed < status.replicas ? 0 : status.allowed;
  return Array.from({ length: all }, (_, at): CellState => {
    if (at < newInstances) {
      if (at >= allowed) return "leaving";
      return at < newReady ? "ready" : "starting";
    }
    if (phase === "skipped") return "skipped";
    if (at < allowed) return "due";
    const fromEnd = all - 1 - at;
    if (fromEnd >= oldInstances) return "empty";
    // Before the engine has looked, nothing is known of how they are.
    return observedAt === null || fromEnd < oldReady ? "old" : "unready";
  });
}
