/** What an act changes, in instances and rooms, before anybody asks for it. Pure. */
import type { Release } from "@halcyon/contracts";
import { shareAfter } from "../picture/scene.ts";
import { type Act, expectedStep } from "./act.ts";

/** How many instances of a target run the new version now, and after the act. */
export interface TargetChange {
  readonly target: string;
  readonly room: string;
  readonly before: number;
  readonly after: number;
  /** A way back to nothing: the app did not run here before the release. */
  readonly removes: boolean;
}

export interface Consequence {
  /** The step it leads to. */
  readonly position: number;
  /** Targets that change, in the plan's order. */
  readonly changes: readonly TargetChange[];
  /** Instances that become new, and that go back to old. */
  readonly forward: number;
  readonly back: number;
  /** What there is of each version once it is done. */
  readonly keeps: { readonly new: number; readonly old: number };
}

/** @returns what the act leads to from where the release was last seen */
export function consequenceOf(release: Release, act: Act): Consequence {
  const skipped = new Set(release.skipped.map(({ target }) => target));
  if (act.kind === "skip") skipped.add(act.target);
  const position = positionAfter(release, act);
  const moves = act.kind !== "hold" && !(act.kind === "abort" && act.mode === "keep");
  const counted = release.plan.targets.map((target) => {
    const status = release.targets.find((one) => one.target === target.target);
    const replicas = status?.replicas ?? target.replicas;
    const before = status?.newInstances ?? 0;
    const after =
      !moves || skipped.has(target.target) ? before : shareAfter(release.plan, target, position, replicas);
    const removes = target.from === null && after === 0 && before > 0;
    return { target: target.target, room: target.room, before, after, replicas, removes };
  });
  const sum = (value: (one: (typeof counted)[number]) => number) =>
    counted.reduce((all, one) => all + value(one), 0);
  const kept = sum(({ after }) => after);
  return {
    position,
    changes: counted
      .filter(({ before, after }) => before !== after)
      .map(({ replicas: _replicas, ...change }) => change),
    forward: sum(({ before, after }) => Math.max(0, after - before)),
    back: sum(({ before, after }) => Math.max(0, before - after)),
    keeps: { new: kept, old: sum(({ replicas }) => replicas) - kept },
  };
}

/** The step in force after the act; machine.ts decides the same on the server. */
function positionAfter(release: Release, act: Act): number {
  const { position, steps, direction } = release;
  switch (act.kind) {
    case "next":
      return expectedStep(release);
    case "finish":
      return direction === "back" ? 0 : steps;
    case "abort":
      return act.mode === "back" ? 0 : position;
    case "rollback":
      if (act.forward) return act.mode === "express" ? steps : Math.min(steps, position + 1);
      return act.mode === "express" ? 0 : Math.max(0, position - 1);
    default:
      return position;
  }
}
