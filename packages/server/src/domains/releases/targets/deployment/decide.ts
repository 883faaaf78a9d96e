/**
 * What to do next with one Deployment of a release. Pure; one act per look.
 *
 * While a release is under way the Deployment is *armed*: maxSurge 1, maxUnavailable 0 and a minReadySeconds no pod ever
 * reaches, so that the Deployment controller rests (move.ts says where). Both directions, and both templates as the
 * Deployment's own, are the same moves.
 */
import type { Goal, Seen } from "../port.ts";
import { foreignScale, foreignSpec, lostSet, missing } from "./foreign.ts";
import { decideFresh } from "./fresh.ts";
import type { Memory, Shape, Side } from "./memory.ts";
import { move } from "./move.ts";
import {
  type Act,
  type DeploymentSeen,
  none,
  type Observed,
  type SetSeen,
  type Terms,
  wait,
} from "./observed.ts";

/** Counts for people, whatever is decided. Without a change of template all instances turn new when the target has gone. */
export function seen(observed: Observed, memory: Memory | null, terms: Terms): Seen {
  const made = terms.fresh && memory?.objects !== "to";
  const replicas = observed.deployment === null || made ? terms.planned : observed.deployment.replicas;
  const isNew = (set: SetSeen) =>
    terms.stepped || terms.fresh ? set.side === "to" : memory?.objects === "to";
  const to = observed.sets.filter(isNew);
  const rest = observed.sets.filter((set) => !isNew(set));
  const sum = (sets: readonly SetSeen[], value: (set: SetSeen) => number) =>
    sets.reduce((all, set) => all + value(set), 0);
  return {
    replicas,
    newInstances: sum(to, (set) => set.counted),
    newReady: sum(to, (set) => set.ready),
    oldInstances: sum(rest, (set) => set.counted),
    oldReady: sum(rest, (set) => set.ready),
  };
}

/** The next act for one target. @param memory null until the target has been prepared. */
export function decide(goal: Goal, observed: Observed, memory: Memory | null, terms: Terms): Act {
  if (goal.kind === "rest") return { do: "satisfied" };
  const wanted = narrowed(goal, memory, terms);
  if (terms.fresh) return decideFresh(wanted, observed, memory, terms);
  const { deployment } = observed;
  if (memory === null) {
    if (wanted.kind === "none") return { do: "satisfied" };
    if (deployment === null) return { do: "drift", drift: missing };
    return { do: "prepare" };
  }
  const overwrite = memory.reset === "overwrite";
  if (deployment === null) return overwrite ? anew(memory) : { do: "drift", drift: missing };
  if (deployment.deleting) {
    return overwrite ? wait("the Deployment is being deleted") : { do: "drift", drift: missing };
  }
  const drift =
    foreignSpec(deployment, memory) ?? foreignScale(observed.sets, memory) ?? lostSet(observed.sets, memory);
  if (drift !== null && !overwrite) return { do: "drift", drift };
  if (!deployment.current) return wait("the Deployment controller has not seen the last change");
  if (wanted.kind === "none") return back(deployment, memory, terms);
  if (wanted.kind === "all") return forward(deployment, memory, terms);
  return part(wanted, observed, deployment, memory, terms);
}

/** The predecessor in place of what somebody deleted, with all that pods need before them. */
export function anew(memory: Memory): Act {
  return memory.objects === "to" ? { do: "objects", to: "both" } : { do: "create" };
}

/** A reset goes back first, whatever the goal; a share that is nothing or everything is `none` or `all`. */
export function narrowed(
  goal: Exclude<Goal, { kind: "rest" }>,
  memory: Memory | null,
  terms: Terms,
): Exclude<Goal, { kind: "rest" }> {
  if (memory !== null && memory.reset !== "none" && !terms.fresh) return { kind: "none" };
  if (goal.kind !== "share") return goal;
  if (goal.share >= goal.planned) return { kind: "all" };
  return goal.share <= 0 ? { kind: "none" } : goal;
}

/** The shape in force: what was intended, once it is seen. */
export function shapeOf(deployment: DeploymentSeen, memory: Memory): Shape {
  return memory.intended !== null && deployment.spec === memory.intended.spec
    ? memory.intended.shape
    : memory.shape;
}

function complete(deployment: DeploymentSeen, available = deployment.replicas): boolean {
  const { replicas } = deployment;
  return (
    deployment.counted === replicas && deployment.updated === replicas && deployment.available >= available
  );
}

function forward(deployment: DeploymentSeen, memory: Memory, terms: Terms): Act {
  const shape = shapeOf(deployment, memory);
  if (memory.objects === "from") return { do: "objects", to: "both" };
  if (shape !== "to") return { do: "shape", shape: "to" };
  if (!complete(deployment)) {
    return wait(
      `${deployment.available} of ${deployment.replicas} instances are available in the new version`,
    );
  }
  if (memory.objects !== "to") return { do: "objects", to: "to" };
  const { from, to } = terms.replicas;
  // An autoscaler that this version takes away leaves R as it last decided.
  const before = from === null ? deployment.replicas : terms.planned;
  if (to === null || to === from) return { do: "satisfied" };
  return rescaled(deployment, memory, { from: before, to }) ?? { do: "satisfied" };
}

/** R follows the specs where they differ, unless it is somebody else's decision by now. */
export function rescaled(
  deployment: DeploymentSeen,
  memory: Memory,
  change: { readonly from: number; readonly to: number },
): Act | null {
  const { replicas } = deployment;
  if (replicas === change.to || replicas !== change.from) return null;
  if (memory.scale?.to === change.to && memory.scale.seen) return null;
  return { do: "scale", replicas: change.to };
}

function back(deployment: DeploymentSeen, memory: Memory, terms: Terms): Act {
  const shape = shapeOf(deployment, memory);
  const overwrite = memory.reset === "overwrite" && foreignSpec(deployment, memory) !== null;
  if (memory.objects === "to") return { do: "objects", to: "both" };
  if (overwrite || (shape !== "from" && shape !== "express-from")) {
    return { do: "shape", shape: terms.plainExpress ? "from" : "express-from" };
  }
  // What served when the release began is enough to call it back: the predecessor may have been broken.
  if (!complete(deployment, Math.min(deployment.replicas, memory.served))) {
    return wait(
      `${deployment.available} of ${deployment.replicas} instances are available in the old version`,
    );
  }
  if (shape === "express-from") return { do: "shape", shape: "from" };
  if (memory.objects !== "from") return { do: "objects", to: "from" };
  if (memory.scale !== null && terms.replicas.to !== null) {
    const resize = rescaled(deployment, memory, { from: terms.replicas.to, to: terms.planned });
    if (resize !== null) return resize;
  }
  return memory.reset === "none" ? { do: "satisfied" } : { do: "settle-reset" };
}

function part(goal: Goal, observed: Observed, deployment: DeploymentSeen, memory: Memory, terms: Terms): Act {
  if (!terms.stepped) return { do: "satisfied" };
  const shape = shapeOf(deployment, memory);
  const armed = shape === "armed-to" || shape === "armed-from";
  // Armed with no instance there is nothing old to hold on to when somebody scales it up.
  if (deployment.replicas === 0 && !armed) return { do: "satisfied" };
  if (memory.objects !== "both") return { do: "objects", to: "both" };
  const active = (side: Side | "other") =>
    observed.sets.filter((set) => set.side === side && set.replicas > 0);
  const stranger = active("other")[0];
  if (stranger !== undefined)
    return wait(`ReplicaSet ${stranger.name} of a third template still has ${stranger.replicas} pods`);
  const to = active("to")[0] ?? observed.sets.find((set) => set.side === "to") ?? none;
  const from = active("from")[0] ?? observed.sets.find((set) => set.side === "from") ?? none;
  const unsettled = observed.sets.find(
    (set) => set.replicas > 0 && (!set.current || set.counted !== set.replicas),
  );
  if (!armed) {
    // A rollout still under way keeps its template and is only armed; one that is complete is armed with the other's.
    const [own, other, armOwn, armOther] =
      shape === "to"
        ? ([to, from, "armed-to", "armed-from"] as const)
        : ([from, to, "armed-from", "armed-to"] as const);
    if (other.replicas > 0) return { do: "shape", shape: armOwn };
    if (unsettled !== undefined || own.replicas !== deployment.replicas) {
      return wait(unsettled?.failure ?? "an earlier rollout has not settled");
    }
    return { do: "shape", shape: armOther };
  }
  if (unsettled !== undefined) {
    return wait(
      unsettled.failure ??
        `ReplicaSet ${unsettled.name} has ${unsettled.counted} of ${unsettled.replicas} pods`,
    );
  }
  return move(goal, deployment, { to, from, own: shape === "armed-to" ? "to" : "from" }, terms);
}
