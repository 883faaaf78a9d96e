import type {
  AppPolicy,
  AppTarget,
  AppVersion,
  AppView,
  ClusterDiff,
  VersionSource,
} from "@halcyon/contracts";
import { counted, listed } from "./amounts.ts";
import type { Output } from "./output.ts";
import type { Paint } from "./paint.ts";
import { facts } from "./table.ts";
import { moment } from "./time.ts";

/** An app with its policy, its latest version and its targets. */
export function renderApp(app: AppView, output: Output): string {
  const { latest, policy } = app;
  const about = facts([
    ["app", app.name],
    ["team", app.team],
    ["namespace", app.namespace],
    ["kind", app.kind ?? ""],
    ["description", app.description],
    ["ask", listed(app.owners)],
    ["links", app.links.map(({ title, url }) => `${title}: ${url}`).join("\n")],
    [
      "needs",
      app.dependencies
        .map(({ kind, address, description }) =>
          [kind, address, description ?? ""].filter((part) => part !== "").join(" "),
        )
        .join("\n"),
    ],
    [
      "patches",
      app.patches
        .map(({ name, why, rooms }) => `${name}${rooms.length === 0 ? "" : ` (${listed(rooms)})`}: ${why}`)
        .join("\n"),
    ],
    [
      "version",
      latest === null ? "none yet" : `${latest.number} by ${latest.author.name}, ${moment(latest.createdAt)}`,
    ],
    ["images", listed(latest?.images ?? [])],
    ["largest step", largestStep(policy)],
    ["default steps", policy.defaultSteps === null ? "" : stepsText(policy.defaultSteps)],
    ["images from", listed(policy.allowedRegistries)],
  ]);
  return app.targets.length === 0 ? about : `${about}\n\n${renderTargets(app.targets, output)}`;
}

/** Where a version runs. */
export function renderTargets(targets: readonly AppTarget[], output: Output): string {
  return output.table(targets, [
    { title: "ROOM", value: (row) => row.room },
    { title: "CLUSTER", value: (row) => row.cluster },
    { title: "NAMESPACE", value: (row) => row.namespace },
    { title: "WORKLOAD", value: (row) => row.workload },
    { title: "INSTANCES", value: (row) => String(row.replicas), right: true },
    { title: "FLOOR", value: (row) => String(Math.max(0, row.replicas - row.floorUnavailable)), right: true },
    {
      title: "AUTOSCALED",
      value: (row) => (row.autoscaled === null ? "" : `${row.autoscaled.min}..${row.autoscaled.max}`),
    },
  ]);
}

/** A version: how it came to be, its spec as written and its targets. */
export function renderVersion(version: AppVersion, output: Output): string {
  const about = facts([
    ["version", `${version.app} ${version.number}`],
    ["images", listed(version.images)],
    ["by", `${version.author.name}, ${moment(version.createdAt)}`],
    ["made by", origin(version)],
    ["commit", version.source?.commit ?? ""],
    ["message", version.message],
    [
      "rendered with",
      version.bases.map(({ base, version: number }) => `base ${base}, version ${number}`).join("\n"),
    ],
    ["digest", version.digest],
  ]);
  return [about, renderTargets(version.targets, output), version.spec.trimEnd()].join("\n\n");
}

/** How a version came to be, in words. */
export function origin({
  origin: how,
  basedOn,
  source,
}: Pick<AppVersion, "origin" | "basedOn" | "source">): string {
  if (source !== null) return sourceWords(source);
  if (how === "apply") return "a spec";
  return how === "image" ? `a new image in version ${basedOn}` : `restoring version ${basedOn}`;
}

/** A file in Git at a commit, in one line. */
export function sourceWords({ repository, commit, path }: VersionSource): string {
  return `${path} of ${repository} at ${commit.slice(0, 12)}`;
}

/** A policy as lines. */
export function renderPolicy(policy: AppPolicy): string {
  return facts([
    ["largest step", largestStep(policy)],
    ["default steps", policy.defaultSteps === null ? "none: a release says" : stepsText(policy.defaultSteps)],
    ["images from", listed(policy.allowedRegistries) || "anywhere"],
    ["namespace", policy.namespace ?? "the app's name"],
    ["approval", "someone other than the author"],
  ]);
}

function largestStep({ largestStep: largest }: AppPolicy): string {
  return largest === null
    ? "any"
    : `${largest}${typeof largest === "number" ? ` instance${largest === 1 ? "" : "s"}` : " of all"}`;
}

/** Steps as they would be typed: `1,2,2`. */
export function stepsText(steps: NonNullable<AppPolicy["defaultSteps"]>): string {
  return Array.isArray(steps) ? steps.join(",") : String(steps);
}

const changes: Readonly<Record<string, string>> = {
  create: "would be made",
  update: "would change",
  same: "is the same",
  prune: "would be removed",
  kept: "is kept: no version names it, and Halcyon removes no volume",
  conflict: "others own fields that would change",
  refused: "the API server says no",
};

/** What applying would change, cluster by cluster. */
export function renderClusterDiffs(clusters: readonly ClusterDiff[], paint: Paint): string {
  return clusters.map((cluster) => renderClusterDiff(cluster, paint)).join("\n\n");
}

function renderClusterDiff({ cluster, room, state, reason, objects }: ClusterDiff, paint: Paint): string {
  const title = room === cluster ? cluster : `${cluster} (${room})`;
  if (state === "same") return `${paint.bold(title)}: nothing would change`;
  if (state === "unreachable" || state === "failed")
    return `${paint.bold(title)}: ${paint.bad(state)}: ${reason}`;
  const changed = objects.filter(({ change }) => change !== "same").length;
  const lines = [`${paint.bold(title)}: ${counted(changed, "object")} would change`];
  for (const object of objects) {
    lines.push(`${object.kind} ${object.name}: ${changes[object.change] ?? object.change}`);
    if (object.reason !== "") lines.push(`  ${object.reason}`);
    for (const { manager, field } of object.conflicts) lines.push(`  ${field} is owned by ${manager}`);
    if (object.diff !== "") lines.push(paintDiff(object.diff, paint));
  }
  return lines.join("\n");
}

/** A unified diff in its usual colours; the signs in front say the same. */
export function paintDiff(diff: string, paint: Paint): string {
  return diff
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (line.startsWith("+++") || line.startsWith("---")) return paint.bold(line);
      if (line.startsWith("@@")) return paint.note(line);
      if (line.startsWith("+")) return paint.good(line);
      return line.startsWith("-") ? paint.bad(line) : line;
    })
    .join("\n");
}
