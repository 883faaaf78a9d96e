/** What to do next where the release makes the workload: there is no predecessor, so its size itself is stepped. Pure. */
import { allowance } from "../../steps.ts";
import type { Drift, Goal } from "../port.ts";
import { foreignReplicas, foreignSpec, missing } from "./foreign.ts";
import type { Memory } from "./memory.ts";
import { type Act, none, notReady, type Observed, type Terms, wait } from "./observed.ts";

const alreadyThere: Drift = {
  what: "a Deployment of this name is already there",
  who: "made outside Halcyon",
  at: null,
};

const scaled: Drift = { what: "spec.replicas changed", who: "unknown", at: null };

export function decideFresh(goal: Goal, observed: Observed, memory: Memory | null, terms: Terms): Act {
  const { deployment } = observed;
  if (goal.kind === "none") {
    if (memory === null) return { do: "satisfied" };
    if (deployment === null)
      return memory.objects === "from" ? { do: "satisfied" } : { do: "objects", to: "from" };
    if (deployment.deleting) return wait("the Deployment is being deleted");
    const drift = foreignSpec(deployment, memory);
    if (drift !== null && memory.reset !== "overwrite") return { do: "drift", drift };
    if (deployment.replicas > 0) return { do: "scale", replicas: 0 };
    return deployment.counted === 0 ? { do: "delete" } : wait(`${deployment.counted} pods are still there`);
  }
  if (memory === null) return deployment === null ? { do: "prepare" } : { do: "drift", drift: alreadyThere };
  if (memory.objects === "from") return { do: "objects", to: "both" };
  if (deployment === null)
    return memory.created && memory.reset !== "overwrite"
      ? { do: "drift", drift: missing }
      : { do: "create" };
  if (deployment.deleting) return { do: "drift", drift: missing };
  const overwrite = memory.reset === "overwrite";
  const drift = foreignSpec(deployment, memory);
  if (drift !== null) return overwrite ? { do: "shape", shape: "to" } : { do: "drift", drift };
  if (goal.kind === "all" && memory.objects === "to") return { do: "satisfied" };
  const theirs = foreignReplicas(deployment, memory);
  if (theirs && goal.kind !== "all" && !overwrite) {
    return { do: "drift", drift: deployment.scaledBy ?? scaled };
  }
  // With all of it released R is no longer the release's.
  const wanted = theirs && goal.kind === "all" ? deployment.replicas : allowance(goal, terms.planned);
  if (deployment.replicas !== wanted) return { do: "scale", replicas: wanted };
  if (memory.reset !== "none") return { do: "settle-reset" };
  const set = observed.sets.find((one) => one.side === "to") ?? none;
  if (!deployment.current || set.replicas !== wanted || set.counted !== wanted || !set.current) {
    return wait(set.failure ?? `${set.counted} of ${wanted} instances exist`);
  }
  const leaving = goal.kind === "share" && goal.toward === "old";
  if (set.ready < wanted && !leaving) return wait(notReady(wanted - set.ready, wanted, "to"));
  return goal.kind === "all" ? { do: "objects", to: "to" } : { do: "satisfied" };
}
