/**
 * What to do next with one StatefulSet of a release. Pure; one act per look.
 *
 * Under a release the StatefulSet is *armed*: one side's template, and a partition that says how many instances have it
 * (move.ts). Not armed, it is exactly a version's rendering, with all instances that version's.
 */
import { allowance } from "../../steps.ts";
import { anew, narrowed, rescaled, shapeOf } from "../deployment/decide.ts";
import { foreignSpec, missing } from "../deployment/foreign.ts";
import { decideFresh } from "../deployment/fresh.ts";
import type { Memory, Side } from "../deployment/memory.ts";
import { type DeploymentSeen, type Terms, wait } from "../deployment/observed.ts";
import type { Drift, Goal } from "../port.ts";
import { move } from "./move.ts";
import type { SetState, StatefulAct, StatefulSeen } from "./observed.ts";

/** The next act for one target. @param memory null until the target has been prepared. */
export function decide(goal: Goal, observed: StatefulSeen, memory: Memory | null, terms: Terms): StatefulAct {
  if (goal.kind === "rest") return { do: "satisfied" };
  const wanted = narrowed(goal, memory, terms);
  if (terms.fresh) return decideFresh(wanted, observed, memory, terms);
  const { deployment, set } = observed;
  if (memory === null) {
    if (wanted.kind === "none") return { do: "satisfied" };
    return deployment === null ? { do: "drift", drift: missing } : { do: "prepare" };
  }
  const overwrite = memory.reset === "overwrite";
  if (deployment === null || set === null) return overwrite ? anew(memory) : { do: "drift", drift: missing };
  if (deployment.deleting)
    return overwrite ? wait("the StatefulSet is being deleted") : { do: "drift", drift: missing };
  const drift = foreignSpec(deployment, memory) ?? foreignPartition(deployment, set, memory);
  if (drift !== null && !overwrite) return { do: "drift", drift };
  if (!deployment.current) return wait("the StatefulSet controller has not seen the last change");
  if (drift !== null) return { do: "shape", shape: "from", partition: 0 };
  const at = { deployment, set, memory, terms };
  if (wanted.kind === "none") return back(at);
  if (wanted.kind === "all") return forward(at);
  if (!terms.stepped) return { do: "satisfied" };
  return approach(at, { own: allowance(wanted, deployment.replicas), toward: towardOf(wanted), all: false });
}

interface At {
  readonly deployment: DeploymentSeen;
  readonly set: SetState;
  readonly memory: Memory;
  readonly terms: Terms;
}

const towardOf = (goal: Goal): Side => (goal.kind === "share" && goal.toward === "old" ? "from" : "to");

/** A partition that is neither what the release wrote last nor what it is writing. */
function foreignPartition(deployment: DeploymentSeen, set: SetState, memory: Memory): Drift | null {
  const known = memory.partition ?? { at: 0, to: 0 };
  if (set.partition === known.at || set.partition === known.to) return null;
  return (
    deployment.foreign ?? {
      what: `spec.updateStrategy.rollingUpdate.partition changed to ${set.partition}`,
      who: "unknown",
      at: null,
    }
  );
}

/** Towards K new instances. @param goal.own K */
function approach(at: At, goal: { own: number; toward: Side; all: boolean }): StatefulAct {
  const { deployment, set, memory, terms } = at;
  const { replicas } = deployment;
  const shape = shapeOf(deployment, memory);
  const side: Side = shape === "to" || shape === "armed-to" ? "to" : "from";
  const armed = shape === "armed-to" || shape === "armed-from";
  const share = (own: Side) => (own === "to" ? goal.own : replicas - goal.own);
  if (!armed && share(side) === replicas && set.pods.every((pod) => pod.side === side || !pod.alive))
    return { do: "satisfied" };
  // Armed with no instance there is nothing old to hold on to when somebody scales it up.
  if (replicas === 0 && !armed) return { do: "satisfied" };
  if (memory.objects !== "both") return { do: "objects", to: "both" };
  if (!armed) {
    // While the controller still knows the revision before, a rollout under way is only armed as it is.
    if (set.current !== side) return { do: "shape", shape: `armed-${side}`, partition: 0 };
    if (set.update !== side || set.pods.some((pod) => pod.side !== side))
      return wait("an earlier rollout has not settled");
    return { do: "shape", shape: side === "to" ? "armed-from" : "armed-to", partition: replicas };
  }
  if (set.update !== side) return wait("the StatefulSet controller has not seen the template");
  const { unavailable } = terms;
  return move(set, side, { ...goal, own: share(side), replicas, unavailable });
}

function forward(at: At): StatefulAct {
  const { deployment, set, memory, terms } = at;
  const shape = shapeOf(deployment, memory);
  if (memory.objects === "from") return { do: "objects", to: "both" };
  if (terms.stepped && shape !== "to") {
    const act = approach(at, { own: deployment.replicas, toward: "to", all: true });
    if (act.do !== "satisfied") return act;
  }
  if (shape !== "to") return { do: "shape", shape: "to", partition: 0 };
  const ready = set.pods.filter((pod) => pod.alive && pod.ready && (pod.side === "to" || !terms.stepped));
  if (ready.length < deployment.replicas || deployment.available < deployment.replicas)
    return wait(`${ready.length} of ${deployment.replicas} instances are available in the new version`);
  if (set.current !== set.update) return wait("the StatefulSet controller has not settled the new version");
  if (memory.objects !== "to") return { do: "objects", to: "to" };
  const { from, to } = terms.replicas;
  const before = from === null ? deployment.replicas : terms.planned;
  if (to === null || to === from) return { do: "satisfied" };
  return rescaled(deployment, memory, { from: before, to }) ?? { do: "satisfied" };
}

function back(at: At): StatefulAct {
  const { deployment, set, memory, terms } = at;
  const shape = shapeOf(deployment, memory);
  if (memory.objects === "to") return { do: "objects", to: "both" };
  if (terms.stepped && shape !== "from") {
    const act = approach(at, { own: 0, toward: "from", all: true });
    // What served when the release began is enough to call it back: the predecessor may have been broken.
    const old = set.pods.filter((pod) => pod.alive && pod.side === "from");
    const served = old.filter((pod) => pod.ready).length >= Math.min(deployment.replicas, memory.served);
    const allOld = old.length === deployment.replicas;
    if (act.do !== "satisfied" && !(act.do === "wait" && allOld && served)) return act;
  }
  if (shape !== "from") return { do: "shape", shape: "from", partition: 0 };
  if (memory.reset !== "none" && set.pods.some((pod) => pod.alive && pod.side !== "from")) {
    const broken = set.pods.find((pod) => pod.alive && pod.side !== "from" && !pod.ready);
    if (broken !== undefined) return { do: "delete-pod", pod: broken, why: "blocks its own replacement" };
    return wait("instances of another template are being replaced");
  }
  if (memory.objects !== "from") return { do: "objects", to: "from" };
  if (memory.scale !== null && terms.replicas.to !== null) {
    const resize = rescaled(deployment, memory, { from: terms.replicas.to, to: terms.planned });
    if (resize !== null) return resize;
  }
  return memory.reset === "none" ? { do: "satisfied" } : { do: "settle-reset" };
}
