import type { Plan, Release, TargetStatus } from "@halcyon/contracts";
import { gateText } from "./plan.ts";
import type { Paint } from "./paint.ts";
import { type Column, table } from "./table.ts";
import { displayWidth, fit } from "./width.ts";

interface BoardOptions {
  readonly paint: Paint;
  /** Columns to stay within; undefined when nothing need be cut. */
  readonly width: number | undefined;
}

/** Whether something is wrong that a person has to look at. */
function troubled({ phase }: TargetStatus): boolean {
  return phase === "stopped" || phase === "unreachable";
}

/**
 * Rooms × steps: each target a line, each step a column with the instances it takes there. ✓ is done, ▶ the step
 * in force where it is not done yet, · to come. Then what is observed, and the one sentence.
 */
export function renderBoard(release: Release, { paint, width }: BoardOptions): string {
  const sentence =
    release.state === "running"
      ? paint.bold(release.sentence)
      : `${paint.bold(release.state)}: ${release.sentence}`;
  const lines = [
    fitted(`${release.id}  ${release.plan.images.to.join(", ")}`, width),
    sentence,
    "",
    grid(release, { paint, width }),
  ];
  const reasons = release.targets.filter(({ reason, phase }) => reason !== null && phase !== "finished");
  if (reasons.length > 0) lines.push("");
  for (const target of reasons) {
    lines.push(fitted(`${troubled(target) ? "!" : "-"} ${target.target}: ${target.reason}`, width));
    for (const line of target.explain) lines.push(fitted(`    ${line}`, width));
    if (target.drift !== null) lines.push(fitted(`    ${target.drift.what}, by ${target.drift.who}`, width));
  }
  const gates = release.gates.filter(({ passed, gate }) => !passed && gate.kind !== "manual");
  for (const { gate, reason } of gates) lines.push(fitted(`- gate: ${gateText(gate)}: ${reason}`, width));
  return lines.join("\n");
}

function fitted(text: string, width: number | undefined): string {
  return width === undefined ? text : fit(text, width);
}

function grid(release: Release, { paint, width }: BoardOptions): string {
  const { plan } = release;
  for (let shown = plan.steps.length; ; shown -= 1) {
    const text = table(
      release.targets,
      columnsOf(release, window(plan.steps.length, release.position, shown), paint),
    );
    const widest = Math.max(...text.split("\n").map(displayWidth));
    if (width === undefined || widest <= width || shown <= 1) return text;
  }
}

/** The steps to show when not all fit: those around the step in force. Steps count from 1. */
function window(steps: number, position: number, shown: number): number[] {
  const first = Math.min(Math.max(1, position - Math.floor(shown / 2)), Math.max(1, steps - shown + 1));
  return Array.from({ length: Math.min(shown, steps) }, (_, at) => first + at);
}

function columnsOf(release: Release, steps: readonly number[], paint: Paint): Column<TargetStatus>[] {
  const { plan } = release;
  const cut = steps.length < plan.steps.length ? ` of ${plan.steps.length}` : "";
  return [
    { title: "ROOM", value: (row) => row.room },
    { title: "TARGET", value: (row) => row.target },
    ...steps.map(
      (step, at): Column<TargetStatus> => ({
        title: `${at === 0 ? "STEP " : ""}${step}${at === steps.length - 1 ? cut : ""}`,
        value: (row) => cell(release, row, step),
        style: (text, row) => styled(text, row, paint),
      }),
    ),
    { title: "NEW", value: (row) => `${row.newReady}/${row.newInstances} ready`, right: true },
    { title: "OLD", value: (row) => `${row.oldReady}/${row.oldInstances} ready`, right: true },
    {
      title: "NOW",
      value: (row) => row.phase,
      style: (text, row) =>
        troubled(row) ? paint.bad(text) : row.phase === "finished" ? paint.good(text) : text,
    },
  ];
}

function cell({ plan, position, finishing, state }: Release, row: TargetStatus, step: number): string {
  const share = shareOf(plan, row.target, step);
  if (share === 0) return "-";
  if (row.phase === "skipped") return `x${share}`;
  const inForce = step === position || (finishing && step > position);
  if (state === "done" || step < position || (inForce && row.satisfied)) return `✓${share}`;
  return inForce ? `▶${share}` : `·${share}`;
}

/** Instances a step takes of a target, beyond the step before it. */
function shareOf({ steps }: Plan, target: string, step: number): number {
  return (steps[step - 1]?.shares[target] ?? 0) - (steps[step - 2]?.shares[target] ?? 0);
}

function styled(text: string, row: TargetStatus, paint: Paint): string {
  if (text.startsWith("✓")) return paint.good(text);
  if (text.startsWith("▶")) return troubled(row) ? paint.bad(text) : paint.warn(text);
  return paint.dim(text);
}

/** The lines of a release that changed since it was last seen, for a pipe: the sentence, then each target. */
export function changedLines(release: Release, before: Release | undefined): string[] {
  const lines: string[] = [];
  const head = `${release.state}: ${release.sentence}`;
  if (before === undefined || head !== `${before.state}: ${before.sentence}`) lines.push(head);
  for (const target of release.targets) {
    const line = targetLine(target);
    const old = before?.targets.find((other) => other.target === target.target);
    if (old === undefined || targetLine(old) !== line) lines.push(`  ${line}`);
  }
  return lines;
}

function targetLine({
  target,
  phase,
  newReady,
  newInstances,
  oldReady,
  oldInstances,
  reason,
}: TargetStatus): string {
  const counts = `new ${newReady}/${newInstances} ready, old ${oldReady}/${oldInstances} ready`;
  return `${target}: ${phase}; ${counts}${reason === null ? "" : `; ${reason}`}`;
}
