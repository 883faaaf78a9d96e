/** A plan's steps and gates in few words. Pure. */
import type { Gate, Plan } from "@halcyon/contracts";

/** So many equal sizes in a row are counted instead of written out. */
const counted = 4;

/** The sizes of steps: "1, 2, 2, 3", and "1, 12 × 2" where many are equal. */
export function sizesSaid(sizes: readonly number[]): string {
  const runs: { size: number; times: number }[] = [];
  for (const size of sizes) {
    const last = runs.at(-1);
    if (last?.size === size) last.times += 1;
    else runs.push({ size, times: 1 });
  }
  return runs
    .flatMap(({ size, times }) =>
      times >= counted ? [`${times} × ${size}`] : Array.from({ length: times }, () => String(size)),
    )
    .join(", ");
}

export interface Boundaries {
  /** The first and the last of the steps these stand after, one behind the other. */
  readonly first: number;
  readonly last: number;
  readonly gates: readonly Gate[];
}

/** What stands between steps; boundaries with the same gates that follow each other are one. */
export function boundariesOf({ steps }: Pick<Plan, "steps">): readonly Boundaries[] {
  const found: Boundaries[] = [];
  for (const [at, { gates }] of steps.slice(0, -1).entries()) {
    const before = found.at(-1);
    if (before !== undefined && said(before.gates) === said(gates))
      found[found.length - 1] = { ...before, last: at + 1 };
    else found.push({ first: at + 1, last: at + 1, gates });
  }
  return found;
}

/** Where a gate was asked for does not make it another gate. */
const said = (gates: readonly Gate[]) => JSON.stringify(gates.map(({ after: _after, ...gate }) => gate));
