import type { DriftFinding, DriftTarget } from "@halcyon/contracts";
import { counted } from "./amounts.ts";
import type { Output } from "./output.ts";
import type { Column } from "./table.ts";
import { moment } from "./time.ts";

/** Targets as a list shows them, one line each. */
export const targetColumns: readonly Column<DriftTarget>[] = [
  { title: "APP", value: (row) => row.app },
  { title: "CLUSTER", value: (row) => row.cluster },
  { title: "ROOM", value: (row) => row.room },
  { title: "VERSION", value: (row) => String(row.version), right: true },
  { title: "STATE", value: stateOf },
  { title: "SINCE", value: (row) => moment(row.since) },
  { title: "WHAT", value: summaryOf, flexible: true },
];

/** Each target with its findings. */
export function renderTargets(targets: readonly DriftTarget[], output: Output, nothing: string): string {
  if (targets.length === 0) return nothing;
  return targets
    .map((target) => {
      const { paint } = output;
      const head = paint.bold(`${target.app} in ${target.cluster}, version ${target.version}`);
      const state =
        target.state === "same" ? `${stateOf(target)}.` : `${stateOf(target)}: ${summaryOf(target)}`;
      const checked = target.checkedAt === null ? "never compared" : `compared ${moment(target.checkedAt)}`;
      const lines = [`${head} (${checked})`, `  ${state}`];
      return [...lines, ...target.findings.map((one) => findingText(one, output))].join("\n");
    })
    .join("\n\n");
}

function findingText(one: DriftFinding, { paint }: Output): string {
  const lines = [`  ${one.id}`];
  if (one.change === "object-missing") lines.push("    the object is gone");
  else if (one.change === "object-extra") lines.push("    carries the app's label, and no version has it");
  else {
    lines.push(
      paint.good(`    wanted ${valueText(one.wanted)}`),
      paint.bad(`    live   ${valueText(one.live)}`),
    );
  }
  lines.push(`    ${whoText(one)}`);
  if (one.ignored !== null) lines.push(`    ignored: ${one.ignored}`);
  return lines.join("\n");
}

/** "by kubectl-edit (Update) 2026-11-27 10:00, first seen ..." */
function whoText({ manager, operation, changedAt, person, firstSeen }: DriftFinding): string {
  const who = manager === null ? "nobody owns it now" : `by ${manager} (${operation})`;
  const whose = person === null ? "" : ` for ${person}`;
  const when = changedAt === null ? "" : ` ${moment(changedAt)}`;
  return `${who}${whose}${when}, first seen ${moment(firstSeen)}`;
}

/** One line for each finding that came or went, and for each state that changed. */
export function changedTargets(now: readonly DriftTarget[], before: readonly DriftTarget[]): string[] {
  const key = ({ app, cluster }: DriftTarget) => `${app} in ${cluster}`;
  const old = new Map(before.map((target) => [key(target), target]));
  const lines: string[] = [];
  for (const target of now) {
    const known = old.get(key(target));
    old.delete(key(target));
    if (known?.state !== target.state || known.reason !== target.reason)
      lines.push(`${key(target)}: ${stateOf(target)}${target.reason === "" ? "" : ` (${target.reason})`}`);
    const had = new Map((known?.findings ?? []).map((one) => [one.id, one]));
    for (const one of target.findings) {
      const same = had.get(one.id);
      had.delete(one.id);
      if (same !== undefined && valueText(same.live) === valueText(one.live)) continue;
      lines.push(
        `${key(target)}: + ${one.id} is ${valueText(one.live)}, wanted ${valueText(one.wanted)}, by ${one.manager ?? "unknown"}`,
      );
    }
    for (const gone of had.values()) lines.push(`${key(target)}: - ${gone.id}`);
  }
  for (const gone of old.keys()) lines.push(`${gone}: no drift any more`);
  return lines;
}

const words: Readonly<Record<DriftTarget["state"], string>> = {
  same: "no drift",
  drifted: "drifted",
  unknown: "unknown",
  releasing: "releasing",
};

function stateOf({ state }: DriftTarget): string {
  return words[state];
}

function summaryOf({ state, reason, open, findings }: DriftTarget): string {
  if (state === "unknown") return reason;
  if (state === "releasing") return `release ${reason} owns it`;
  const closed = findings.length - open;
  const first = findings.find(({ ignored }) => ignored === null);
  const rest = closed === 0 ? "" : `, ${closed} decided about`;
  return first === undefined
    ? rest.replace(/^, /, "")
    : `${counted(open, "finding")}: ${first.id}${open > 1 ? ", ..." : ""}${rest}`;
}

function valueText(value: unknown): string {
  return value === null ? "nothing" : JSON.stringify(value);
}
