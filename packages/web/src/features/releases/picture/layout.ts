/**
 * Rooms × steps × instances, laid out. Each row is a target, each column a step, or a run of steps where not all fit; in
 * the box where they meet stand the instances the step takes of the target. Pure.
 */
import type { Gate, GateStatus, PlanTarget, TargetStatus } from "@halcyon/contracts";
import { type CellState, cellsOf } from "./cells.ts";
import { type Scene, shareAfter } from "./scene.ts";

/** `done`: released. `now`, `back`: asked for, not Ready yet, forward or back. `later`: to come, or taken back. */
export type ColumnPhase = "done" | "now" | "back" | "later";

export interface Column {
  /** Steps, counted from 1; one step when both are equal. */
  readonly first: number;
  readonly last: number;
  /** Instances these steps take. */
  readonly size: number;
  readonly phase: ColumnPhase;
  /** What stands after its last step; nothing after the release's last. */
  readonly gates: readonly Gate[];
  /** The release stands at the boundary after it. */
  readonly here: boolean;
  /** The gates' answers, once its step is Ready and they are asked. */
  readonly asked: readonly GateStatus[] | null;
}

export interface Box {
  readonly cells: readonly CellState[];
  /** Its first cell's place among the target's instances, from 0. */
  readonly from: number;
}

export interface Row {
  readonly target: PlanTarget;
  readonly status: TargetStatus;
  /** The first of its room. */
  readonly opensRoom: boolean;
  readonly boxes: readonly Box[];
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Edge of a cell in px. */
  readonly cell: number;
  /** Width of a column whose cells need less, px. */
  readonly least: number;
}

/** Cell edges, the largest that fits is taken. */
const edges = [22, 18, 14, 11, 8, 6] as const;
export const gap = 2;
const boxHeight = 58;
const boxPadding = 12;
/** What the head of a column needs for its sign and the number of its step, px. */
const narrowest = ({ plan }: Scene) => 28 + 8 * String(plan.steps.length).length;
/** With room to spare columns are this wide. */
const widest = 76;
/** Width of a column that stands for several steps: a bar instead of cells. */
export const runWidth = 112;

/** @param width px the columns may take together */
export function layOut(scene: Scene, width: number): Layout {
  const steps = scene.plan.steps.length;
  const narrow = narrowest(scene);
  if (steps * narrow <= width) {
    const alone = Array.from({ length: steps }, (_, at) => [at + 1, at + 1] as const);
    const least = Math.max(narrow, Math.min(widest, Math.floor(width / Math.max(1, steps))));
    for (const cell of edges) {
      const layout = { ...withColumns(scene, alone, cell), least };
      if (widthOf(layout) <= width) return layout;
    }
    for (const cell of edges) {
      const layout = withColumns(scene, alone, cell);
      if (widthOf(layout) <= width) return layout;
    }
  }
  for (let shown = Math.min(steps - 1, Math.floor(width / narrow)); shown > 1; shown -= 1) {
    for (const cell of edges.slice(1)) {
      const layout = withColumns(scene, runs(steps, focusOf(scene), shown), cell);
      if (widthOf(layout) <= width) return layout;
    }
  }
  return withColumns(scene, runs(steps, focusOf(scene), 1), 6);
}

/** The columns as they are with a given number of steps by themselves, for a list of steps under each other. */
export function layOutSteps(scene: Scene, shown: number, cell: number): Layout {
  const steps = scene.plan.steps.length;
  const ranges =
    steps <= shown
      ? Array.from({ length: steps }, (_, at) => [at + 1, at + 1] as const)
      : runs(steps, focusOf(scene), shown);
  return withColumns(scene, ranges, cell);
}

/** The step people look at: the one in force, or on the way back the one that is taken back. */
function focusOf({ position, direction, plan }: Scene): number {
  return Math.max(1, Math.min(plan.steps.length, direction === "back" ? position + 1 : position));
}

/** Ranges of steps: those around the focus by themselves, what is before and after them each as one. */
function runs(steps: number, focus: number, shown: number): (readonly [number, number])[] {
  const first = Math.max(1, Math.min(focus - Math.floor((shown - 1) / 3), steps - shown + 1));
  const last = Math.min(steps, first + shown - 1);
  return [
    ...(first > 1 ? [[1, first - 1] as const] : []),
    ...Array.from({ length: last - first + 1 }, (_, at) => [first + at, first + at] as const),
    ...(last < steps ? [[last + 1, steps] as const] : []),
  ];
}

function withColumns(scene: Scene, ranges: readonly (readonly [number, number])[], cell: number): Layout {
  const { plan } = scene;
  const statuses = new Map(scene.targets.map((one) => [one.target, one]));
  const rows: Row[] = [];
  for (const target of byRoom(plan.targets)) {
    const status = statuses.get(target.target);
    if (status === undefined) continue;
    const cells = cellsOf(target, status);
    const until = (step: number) => shareAfter(plan, target, step, cells.length);
    const boxes = ranges.map(([first, last]) => {
      const from = until(first - 1);
      return { from, cells: cells.slice(from, until(last)) };
    });
    rows.push({ target, status, boxes, opensRoom: rows.at(-1)?.target.room !== target.room });
  }
  const columns = ranges.map(([first, last], at) =>
    columnOf(scene, first, last, rows.map(({ boxes }) => boxes[at]?.cells ?? []).flat()),
  );
  return { columns, rows, cell, least: narrowest(scene) };
}

/** Targets of a room stand together, rooms in the order they are first named. */
function byRoom(targets: readonly PlanTarget[]): readonly PlanTarget[] {
  const rooms = [...new Set(targets.map(({ room }) => room))];
  return rooms.flatMap((room) => targets.filter((target) => target.room === room));
}

const underWay: readonly Scene["state"][] = ["running", "held", "stopped", "aborted"];

function columnOf(scene: Scene, first: number, last: number, cells: readonly CellState[]): Column {
  const { plan, position, state } = scene;
  const step = plan.steps[last - 1];
  const here = !scene.finishing && last === position && last < plan.steps.length && underWay.includes(state);
  return {
    first,
    last,
    size: plan.steps.slice(first - 1, last).reduce((sum, one) => sum + one.size, 0),
    phase: phaseOf(scene, first, last, cells),
    gates: last === plan.steps.length ? [] : (step?.gates ?? []),
    here,
    asked: here && state === "running" && scene.stepReady ? scene.gates : null,
  };
}

function phaseOf(
  { state, direction, position, stepReady }: Scene,
  first: number,
  last: number,
  cells: readonly CellState[],
): ColumnPhase {
  if (state === "done") return "done";
  if (state === "planned" || state === "approved" || state === "rolled-back") return "later";
  const moving = cells.some((cell) => cell === "due" || cell === "starting" || cell === "leaving");
  if (direction === "back") {
    if (last <= position) return "done";
    return moving || (first === position + 1 && !stepReady) ? "back" : "later";
  }
  if (first > position) return "later";
  return moving || (last >= position && !stepReady) ? "now" : "done";
}

/** How many cells stand side by side in a box of `count`. */
export function across(count: number, cell: number): number {
  const high = Math.max(1, Math.floor((boxHeight + gap) / (cell + gap)));
  return Math.max(Math.ceil(Math.sqrt(count)), Math.ceil(count / high));
}

/** Width of each column, px. */
export function columnWidths({ columns, rows, cell, least }: Layout): readonly number[] {
  return columns.map(({ first, last }, at) => {
    if (first !== last) return runWidth;
    const most = Math.max(0, ...rows.map(({ boxes }) => boxes[at]?.cells.length ?? 0));
    return Math.max(least, across(most, cell) * (cell + gap) - gap + boxPadding);
  });
}

function widthOf(layout: Layout): number {
  return columnWidths(layout).reduce((sum, width) => sum + width, 0);
}

/** How many cells there are of each state. */
export function countCells(cells: readonly CellState[]): ReadonlyMap<CellState, number> {
  const counts = new Map<CellState, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return counts;
}
