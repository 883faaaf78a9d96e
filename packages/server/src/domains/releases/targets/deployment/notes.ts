/** How the notes on a target change by what is seen, and by what people decide. Pure. */
import type { Memory } from "./memory.ts";
import type { Observed, Terms } from "./observed.ts";

/** Notes after what has been seen: an intended spec that is there is the expected one, an intended R as well. */
export function settled(notes: Memory, observed: Observed): Memory {
  const { deployment } = observed;
  const { intended, scale } = notes;
  const sized = scale !== null && !scale.seen && deployment?.replicas === scale.to;
  const next = sized ? { ...notes, scale: { ...scale, seen: true } } : notes;
  if (intended === null || deployment?.spec !== intended.spec) return next;
  const reset = notes.reset === "overwrite" ? "back" : notes.reset;
  return { ...next, expected: intended.spec, shape: intended.shape, intended: null, reset };
}

/**
 * A person's decision to put a foreign edit back, taken once: it begins a reset when the edit is still there.
 * @param decide what would be done about what was seen
 */
export function decided(
  notes: Memory,
  observed: Observed,
  terms: Pick<Terms, "fresh"> & { readonly putBack: number },
  decide: (observed: Observed) => { readonly do: string },
): Memory {
  const { putBack } = terms;
  if (putBack <= notes.putBack) return notes;
  const known = { ...notes, putBack };
  // The decision is about the next write, also while the controller has yet to see the last one: it would be used up by
  // the wait, and what was decided about would stop the release again.
  const { deployment } = observed;
  const act = decide({ ...observed, deployment: deployment && { ...deployment, current: true } });
  // What cannot be seen in the workload was met when the objects around it were applied.
  if (act.do === "objects") return { ...known, overwriteObjects: true };
  if (act.do !== "drift") return known;
  // With a workload everything around it may have gone, too: it is applied anew.
  const objects = deployment === null && !terms.fresh ? "to" : notes.objects;
  return { ...known, objects, intended: null, reset: "overwrite" };
}
