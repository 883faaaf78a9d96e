/**
 * What to do next with one DaemonSet of a release. Pure. Its target goes as a whole, replaced by the DaemonSet's own rolling
 * update, within the surge or the missing instances its spec allows; a share that is not all of it moves nothing.
 */
import { decide as decideWhole } from "../deployment/decide.ts";
import { foreignSpec, missing } from "../deployment/foreign.ts";
import type { Memory } from "../deployment/memory.ts";
import { type Act, type Observed, type Terms, wait } from "../deployment/observed.ts";
import type { Goal } from "../port.ts";

const alreadyThere = {
  what: "a DaemonSet of this name is already there",
  who: "made outside Halcyon",
  at: null,
};

export function decide(goal: Goal, observed: Observed, memory: Memory | null, terms: Terms): Act {
  if (terms.fresh) return decideFresh(goal, observed, memory);
  // As a Deployment whose template does not change: both ways it is given a version's own spec, and waited for.
  return decideWhole(goal, observed, memory, {
    ...terms,
    stepped: false,
    plainExpress: true,
    replicas: { from: null, to: null },
  });
}

function decideFresh(goal: Goal, observed: Observed, memory: Memory | null): Act {
  const { deployment } = observed;
  const all = goal.kind === "all" || (goal.kind === "share" && goal.share >= goal.planned);
  if (goal.kind === "none") {
    if (memory === null) return { do: "satisfied" };
    if (deployment === null)
      return memory.objects === "from" ? { do: "satisfied" } : { do: "objects", to: "from" };
    if (deployment.deleting) return wait("the DaemonSet is being deleted");
    const drift = foreignSpec(deployment, memory);
    return drift !== null && memory.reset !== "overwrite" ? { do: "drift", drift } : { do: "delete" };
  }
  if (!all) return { do: "satisfied" };
  if (memory === null) return deployment === null ? { do: "prepare" } : { do: "drift", drift: alreadyThere };
  if (memory.objects === "from") return { do: "objects", to: "both" };
  const overwrite = memory.reset === "overwrite";
  if (deployment === null)
    return memory.created && !overwrite ? { do: "drift", drift: missing } : { do: "create" };
  if (deployment.deleting) return { do: "drift", drift: missing };
  const drift = foreignSpec(deployment, memory);
  if (drift !== null) return overwrite ? { do: "shape", shape: "to" } : { do: "drift", drift };
  if (memory.objects === "to") return { do: "satisfied" };
  if (memory.reset !== "none") return { do: "settle-reset" };
  const { replicas, updated, available } = deployment;
  if (!deployment.current || updated < replicas || available < replicas)
    return wait(`${available} of ${replicas} instances are available`);
  return { do: "objects", to: "to" };
}
