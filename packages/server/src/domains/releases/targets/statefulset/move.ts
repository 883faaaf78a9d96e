/**
 * The moves of a StatefulSet. Pure.
 *
 * The template is one side's (`own`), the revision before it the other's. Instances from the partition P on are made from the
 * template, those below it from the revision before: whoever dies comes back as what it was. Lowering P by one has the
 * controller replace exactly one instance. Raising P moves nothing by itself; an instance that is to change back is deleted,
 * that very one, and made anew from the revision before. So both directions are exact, and a broken instance, for which a
 * StatefulSet waits for ever, is replaced like any other.
 *
 * Invariants: instances of the new version never exceed K by an act here; an instance that is Ready is given up only while
 * R - unavailable others are.
 */
import type { Side } from "../deployment/memory.ts";
import { notReady, wait } from "../deployment/observed.ts";
import type { PodSeen, SetState, StatefulAct } from "./observed.ts";

export interface Wanted {
  /** R: ordinals 0 to R-1. */
  readonly replicas: number;
  /** How many of R shall be `own`: those with the highest ordinals. */
  readonly own: number;
  readonly unavailable: number;
  /** Whose instances are waited for. */
  readonly toward: Side;
  /** All of it is released: nothing is held back from an instance that is not Ready. */
  readonly all: boolean;
}

/** The next act towards `wanted`, or satisfied. */
export function move(set: SetState, own: Side, wanted: Wanted): StatefulAct {
  const { replicas: R, unavailable } = wanted;
  const P = set.partition;
  const goal = R - wanted.own;
  const pods = set.pods.filter(({ alive, ordinal }) => alive && ordinal < R);
  const stranger = pods.find(({ side }) => side === "other");
  if (stranger !== undefined) return wait(`${stranger.name} is of a third template`);
  const at = (ordinal: number) => pods.find((pod) => pod.ordinal === ordinal);
  const ready = pods.filter((pod) => pod.ready).length;
  const mayGo = (pod: PodSeen) => !pod.ready || ready - 1 >= R - unavailable;
  const floor = () => wait(`${R - unavailable} must stay Ready and ${ready} are`);
  const other: Side = own === "to" ? "from" : "to";

  if (P < goal) return { do: "partition", partition: goal };
  // What is not Ready serves nobody: it goes first, the highest ordinal before the others.
  const surplus = pods
    .filter((pod) => pod.side === own && pod.ordinal < goal)
    .sort((a, b) => Number(a.ready) - Number(b.ready) || b.ordinal - a.ordinal);
  const [first] = surplus;
  if (first !== undefined) return mayGo(first) ? { do: "delete-pod", pod: first, why: "goes back" } : floor();

  // A StatefulSet waits for ever for an instance that is not Ready before it replaces it, or another one.
  const stuck = pods
    .filter((pod) => pod.ordinal >= P && pod.side === other && !pod.ready)
    .sort((a, b) => a.ordinal - b.ordinal);
  if (stuck[0] !== undefined) return { do: "delete-pod", pod: stuck[0], why: "blocks its own replacement" };
  const blocking = pods.find((pod) => pod.ordinal < P && !pod.ready);
  if (set.ordered && blocking !== undefined && P > goal) {
    if (wanted.all) return { do: "partition", partition: goal };
    return wait(
      `${blocking.name} is not Ready, and a StatefulSet that starts its instances in order replaces none above it; finish goes on from it`,
    );
  }
  for (let ordinal = R - 1; ordinal >= P; ordinal--) {
    const pod = at(ordinal);
    if (pod?.side !== own) return wait(`instance ${ordinal} is being replaced`);
    if (!pod.ready && P > goal) return wait(notReady(1, R - P, own));
  }
  if (P > goal) {
    const next = at(P - 1);
    if (next === undefined) return wait(`instance ${P - 1} is being replaced`);
    return next.side === own || mayGo(next) ? { do: "partition", partition: P - 1 } : floor();
  }
  if (pods.length < R) return wait(`${pods.length} of ${R} instances exist`);
  const waited = pods.filter(({ side }) => side === wanted.toward);
  const late = waited.filter((pod) => !pod.ready).length;
  return late === 0 ? { do: "satisfied" } : wait(notReady(late, waited.length, wanted.toward));
}
