import type { Gate, Plan, Release } from "@halcyon/contracts";
import { counted, listed } from "./amounts.ts";
import type { Output } from "./output.ts";
import { facts } from "./table.ts";
import { moment, span } from "./time.ts";

/** A gate in words: `a person`, `5m pass`, `GET http://... answers 200`. */
export function gateText(gate: Gate): string {
  switch (gate.kind) {
    case "manual":
      return "a person says next";
    case "wait":
      return `${span(gate.minutes * 60)} pass`;
    case "http":
      return `${gate.url} answers ${gate.status}`;
    case "cel":
      return gate.expression;
  }
}

/** What a release will do: images, targets, steps with the instances each takes, gates, least duration. */
export function renderPlan(plan: Plan, output: Output): string {
  const { paint } = output;
  const about = facts([
    ["images", imagesText(plan)],
    ["instances", `${plan.total} in ${counted(plan.targets.length, "target")}`],
    ["order", plan.order === "rooms" ? "rooms one after the other" : "every step across all rooms"],
    ["finish", plan.finishOrder === "at-once" ? "all targets at once" : "targets in order"],
    ["step time limit", span(plan.stepTimeLimitSeconds)],
    [
      "least duration",
      plan.leastDurationSeconds === 0
        ? "as fast as people and pods"
        : `${span(plan.leastDurationSeconds)} of waiting gates`,
    ],
    ["approval good for", `${plan.expiresInHours}h`],
  ]);
  const targets = output.table(plan.targets, [
    { title: "ROOM", value: (row) => row.room },
    { title: "TARGET", value: (row) => row.target },
    { title: "WORKLOAD", value: (row) => `${row.namespace}/${row.workload}`, flexible: true },
    { title: "RUNS", value: (row) => (row.from === null ? "nothing" : `version ${row.from}`) },
    { title: "INSTANCES", value: (row) => String(row.replicas), right: true },
    { title: "FLOOR", value: (row) => String(Math.max(0, row.replicas - row.unavailable)), right: true },
    { title: "HOW", value: howText },
  ]);
  const warnings = plan.warnings.map((warning) => `${paint.warn("!")} ${warning}`);
  return [
    about,
    targets,
    renderSteps(plan, output),
    ...(warnings.length === 0 ? [] : [warnings.join("\n")]),
  ].join("\n\n");
}

function imagesText({ images: { from, to } }: Plan): string {
  const [before, after] = [listed(from), listed(to)];
  return before === after ? `${after} (unchanged)` : `${before || "nothing"} -> ${after}`;
}

function howText({ kind, stepped }: Plan["targets"][number]): string {
  if (kind === "daemonset") return "as a whole: the DaemonSet updates node by node";
  if (kind === "job") return "as a whole: the Job runs to its end";
  if (!stepped) return "as a whole: the pods do not change";
  return kind === "statefulset" ? "by steps, from the highest number down" : "by steps";
}

function renderSteps({ steps, total }: Plan, output: Output): string {
  const rows = steps.map((step, at) => ({ ...step, number: at + 1, before: steps[at - 1]?.shares ?? {} }));
  return output.table(rows, [
    { title: "STEP", value: (row) => String(row.number), right: true },
    { title: "NEW", value: (row) => `+${row.size}`, right: true },
    { title: "IN ALL", value: (row) => `${row.cumulative}/${total}`, right: true },
    { title: "TAKES", value: (row) => taken(row.shares, row.before), flexible: true },
    {
      title: "THEN",
      value: (row) =>
        row.number === steps.length
          ? "the end"
          : row.gates.map(gateText).join(", and ") || "the next at once",
      flexible: true,
    },
  ]);
}

/** Which instances a step takes: `north-mobile +1, south-telecom +2`. */
export function taken(
  shares: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): string {
  const parts = Object.entries(shares)
    .map(([target, share]) => ({ target, more: share - (before[target] ?? 0) }))
    .filter(({ more }) => more > 0);
  return listed(parts.map(({ target, more }) => `${target} +${more}`)) || "no instance";
}

/** The head of a release: what it is, whose, and where it stands. */
export function renderReleaseHead(release: Release): string {
  const { approval, fromVersion, toVersion } = release;
  return facts([
    ["release", `${release.id} (${release.state}${release.direction === "back" ? ", going back" : ""})`],
    ["app", `${release.app} of team ${release.team}, version ${fromVersion ?? "none"} -> ${toVersion}`],
    ["author", `${release.author}, ${moment(release.createdAt)}`],
    ["message", release.message],
    [
      "approved",
      approval === null
        ? "not yet"
        : `by ${approval.by}, ${moment(approval.at)}, good until ${moment(approval.expiresAt)}${approval.comment && `: ${approval.comment}`}`,
    ],
    ["reason", release.reason ?? ""],
    ["hash", release.hash],
  ]);
}
