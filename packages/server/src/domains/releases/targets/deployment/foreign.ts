/** Edits by others of what a release depends on. Pure. */
import type { Drift } from "../port.ts";
import type { Memory } from "./memory.ts";
import type { DeploymentSeen, SetSeen } from "./observed.ts";

export const missing: Drift = { what: "the Deployment is gone", who: "somebody deleted it", at: null };

/** A spec that is neither what the release wrote last nor what it is writing. */
export function foreignSpec(deployment: DeploymentSeen, memory: Memory): Drift | null {
  if (deployment.spec === memory.expected || deployment.spec === memory.intended?.spec) return null;
  return (
    deployment.foreign ?? {
      what: "the Deployment's spec is not what the release wrote",
      who: "unknown",
      at: null,
    }
  );
}

/** A ReplicaSet somebody scaled while the release steps it. */
export function foreignScale(sets: readonly SetSeen[], memory: Memory): Drift | null {
  if (memory.shape !== "armed-to" && memory.shape !== "armed-from") return null;
  return sets.map((set) => set.foreign).find((drift) => drift !== null) ?? null;
}

/** The set of the version that is not the Deployment's own: nobody but a person removes it, and the controller makes no other. */
export function lostSet(sets: readonly SetSeen[], memory: Memory): Drift | null {
  if (memory.shape !== "armed-to" && memory.shape !== "armed-from") return null;
  const side = memory.shape === "armed-to" ? "from" : "to";
  if (sets.some((set) => set.side === side)) return null;
  const which = side === "from" ? "old" : "new";
  return { what: `the ReplicaSet of the ${which} version is gone`, who: "somebody deleted it", at: null };
}

/** Whether R is neither what the release set last nor what it is setting. Only where the release steps R itself. */
export function foreignReplicas(deployment: DeploymentSeen, memory: Memory): boolean {
  const { from, to, seen } = memory.scale ?? { from: 0, to: 0, seen: true };
  return deployment.replicas !== to && (seen || deployment.replicas !== from);
}
