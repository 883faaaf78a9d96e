/**
 * How a release's instances are cut into steps and shared among targets. Pure.
 *
 * One order of all instances is made first; a step takes the next few of it. So the shares of a target never
 * shrink from one step to the next, they add up to the allowance exactly, and a step of any size is spread the
 * way the order says.
 */
import type { Order, StepsInput } from "@halcyon/contracts";
import type { Goal } from "./targets/port.ts";

/** A target as far as cutting steps concerns it: R and, where the template does not change, `stepped: false`. */
export interface StepTarget {
  readonly target: string;
  readonly room: string;
  readonly replicas: number;
  readonly stepped: boolean;
}

/** A step: its own size, the allowance after it, and each target's part of that allowance. */
export interface Step {
  readonly size: number;
  readonly cumulative: number;
  readonly shares: Readonly<Record<string, number>>;
}

/**
 * The order in which instances are released, as target names.
 * `rooms`: all of one room before the next; inside a room, and with `across` over all, each target advances in
 * proportion to its size (the one least served comes next, ties in the order given).
 */
export function instanceOrder(targets: readonly StepTarget[], order: Order): string[] {
  if (order === "across") return interleave(targets);
  const rooms = [...new Set(targets.map((target) => target.room))];
  return rooms.flatMap((room) => interleave(targets.filter((target) => target.room === room)));
}

function interleave(targets: readonly StepTarget[]): string[] {
  const places = targets.flatMap((target, index) =>
    Array.from({ length: target.replicas }, (_, taken) => ({
      target: target.target,
      index,
      at: (taken + 0.5) / target.replicas,
    })),
  );
  places.sort((a, b) => a.at - b.at || a.index - b.index);
  return places.map((place) => place.target);
}

/**
 * Step sizes for `total` instances. A number repeats; the last of a list repeats until all are released; what would
 * release nothing is left out, so few replicas with many steps start with a step that does something. Percentages are
 * cumulative and end at 100 % whether or not that is written.
 */
export function stepSizes(total: number, input: StepsInput): number[] {
  const sizes: number[] = [];
  let left = total;
  const take = (wanted: number) => {
    const size = Math.min(wanted, left);
    if (size > 0) sizes.push(size);
    left -= size;
  };
  const list: readonly (number | string)[] = Array.isArray(input) ? input : [input];
  if (typeof list[0] === "string") {
    for (const percentage of [...list, "100%"]) {
      take(Math.ceil((total * Number.parseFloat(String(percentage))) / 100 - 1e-9) - (total - left));
    }
    return sizes;
  }
  for (const size of list) take(Number(size));
  const last = Number(list.at(-1));
  while (left > 0) take(last);
  return sizes;
}

/**
 * Cuts the release into steps. A target without a template change goes as a whole with the step that reaches its last
 * instance; a target without instances goes with the last step. A release with no instance at all has one step of size 0.
 * When no target's template changes, each step takes whole targets.
 */
export function cutSteps(targets: readonly StepTarget[], order: Order, input: StepsInput): Step[] {
  const sequence = instanceOrder(targets, order);
  const byTarget = targets.every((target) => !target.stepped);
  const sizes = byTarget ? wholeTargets(targets, order) : stepSizes(sequence.length, input);
  if (sizes.length === 0) sizes.push(0);
  const steps: Step[] = [];
  let cumulative = 0;
  for (const size of sizes) {
    const shares: Record<string, number> = Object.fromEntries(targets.map((target) => [target.target, 0]));
    cumulative += size;
    const released = byTarget ? wholeSequence(targets, order) : sequence;
    for (const target of released.slice(0, cumulative)) shares[target] = (shares[target] ?? 0) + 1;
    steps.push({ size, cumulative, shares });
  }
  return steps;
}

function inRooms(targets: readonly StepTarget[], order: Order): readonly StepTarget[] {
  if (order === "across") return targets;
  const rooms = [...new Set(targets.map((target) => target.room))];
  return rooms.flatMap((room) => targets.filter((target) => target.room === room));
}

function wholeTargets(targets: readonly StepTarget[], order: Order): number[] {
  return inRooms(targets, order).flatMap((target) => (target.replicas > 0 ? [target.replicas] : []));
}

function wholeSequence(targets: readonly StepTarget[], order: Order): string[] {
  return inRooms(targets, order).flatMap((target) =>
    Array.from({ length: target.replicas }, () => target.target),
  );
}

/** What may be wrong with percentages: they must rise. Null when nothing is. */
export function stepsProblem(input: StepsInput): string | null {
  if (!Array.isArray(input) || typeof input[0] !== "string") return null;
  const values = input.map((value) => Number.parseFloat(String(value)));
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) <= (values[index - 1] ?? 0)) {
      return `percentages are cumulative and must rise: ${input[index]} comes after ${input[index - 1]}`;
    }
  }
  return null;
}

/**
 * A target's allowance when its replicas are `now` instead of `planned`: its share of the new number, rounded up.
 * The whole share stays the whole, nothing stays nothing (design.md, "If others change R").
 */
export function shareOfCurrent(share: number, planned: number, now: number): number {
  if (share <= 0) return 0;
  if (planned <= 0 || share >= planned) return now;
  return Math.min(now, Math.ceil((share * now) / planned - 1e-9));
}

/** K: how many of `replicas` may run the new version. */
export function allowance(goal: Goal, replicas: number): number {
  if (goal.kind === "all") return replicas;
  if (goal.kind === "share") return shareOfCurrent(goal.share, goal.planned, replicas);
  return 0;
}
