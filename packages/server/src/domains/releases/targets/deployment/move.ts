/**
 * The moves of an armed Deployment. Pure.
 *
 * Inside { new <= R, old <= R, new + old >= R + 1 } the Deployment controller writes nothing, so whoever dies, nothing
 * moves. At rest the new version has exactly its allowance K and the old one R + 1 - K.
 *
 * Invariants: a write never raises the new version above K; a write never takes Ready under
 * min(R - unavailable, what is Ready now): a ReplicaSet that shrinks gives up pods that are not Ready first.
 */
import { allowance } from "../../steps.ts";
import type { Goal } from "../port.ts";
import type { Side } from "./memory.ts";
import { type Act, type DeploymentSeen, notReady, type SetSeen, type Terms, wait } from "./observed.ts";

/** Moves inside the armed region, towards new = K and old = R + 1 - K. */
export function move(
  goal: Goal,
  deployment: DeploymentSeen,
  sets: { readonly to: SetSeen; readonly from: SetSeen; readonly own: Side },
  terms: Terms,
): Act {
  const R = deployment.replicas;
  const K = allowance(goal, R);
  const wanted = { to: K, from: Math.min(R, R + 1 - K) };
  for (const side of ["to", "from"] as const) {
    const desired = sets[side].desired;
    if (sets[side].replicas > 0 && desired !== null && desired !== R) {
      return wait("the Deployment controller is still spreading a change of replicas");
    }
  }
  if (R === 0) {
    return [sets.to, sets.from].every((set) => set.replicas === 0 && set.counted === 0)
      ? { do: "satisfied" }
      : wait("the target is scaled to 0");
  }
  const up: Side =
    sets.to.replicas < K || (sets.to.replicas === K && sets.from.replicas > wanted.from) ? "to" : "from";
  const down: Side = up === "to" ? "from" : "to";
  const rising = sets[up];
  const falling = sets[down];
  if (sets.to.replicas === wanted.to && sets.from.replicas === wanted.from) {
    const side: Side = goal.kind === "share" && goal.toward === "old" ? "from" : "to";
    const missing = wanted[side] - sets[side].ready;
    return missing <= 0 ? { do: "satisfied" } : wait(notReady(missing, wanted[side], side));
  }
  const total = sets.to.replicas + sets.from.replicas;
  if (total === 0) return wait("no ReplicaSet of the release is active");
  const budget = Math.max(1, deployment.surge);
  // The Deployment's own set may be raised by the controller; the other must be raised above the resting total R + 1.
  const most = up === sets.own ? R + budget : R + 1 + budget;
  const missingUp = wanted[up] - rising.replicas;
  if (up === "to" && rising.ready < rising.replicas) {
    return wait(notReady(rising.replicas - rising.ready, rising.replicas, "to"));
  }
  if (missingUp > 0 && most > total) {
    return { do: "scale-set", set: rising, replicas: rising.replicas + Math.min(missingUp, most - total) };
  }
  const ready = sets.to.ready + sets.from.ready;
  const removable = falling.replicas - falling.ready + Math.max(0, ready - (R - terms.unavailable));
  const excess = falling.replicas - wanted[down];
  const lower = Math.min(excess, removable, total - (R + 1));
  if (lower > 0) return { do: "scale-set", set: falling, replicas: falling.replicas - lower };
  // One for one: the controller raises its own set by what is missing at R + 1.
  if (missingUp > 0 && up === sets.own && total === R + 1 && removable >= 1 && excess > 0) {
    return { do: "scale-set", set: falling, replicas: falling.replicas - 1 };
  }
  return wait(`${R - terms.unavailable} must stay Ready and ${ready} are`);
}
