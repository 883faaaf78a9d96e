import { paintDiff } from "./app.ts";
import { counted, listed } from "./amounts.ts";
import type { Paint } from "./paint.ts";

export interface TargetDiff {
  readonly target: string;
  /** Unified; empty when nothing changes. */
  readonly diff: string;
}

interface DiffOptions {
  readonly paint: Paint;
  /** Longer diffs are counted, not shown. */
  readonly longest?: number;
  /** The command that shows a diff left out. */
  readonly more?: string;
}

/** Diffs per target; targets with the same diff are named together and it is shown once. */
export function renderTargetDiffs(
  items: readonly TargetDiff[],
  { paint, longest, more }: DiffOptions,
): string {
  const byDiff = new Map<string, string[]>();
  for (const { target, diff } of items) byDiff.set(diff, [...(byDiff.get(diff) ?? []), target]);
  return [...byDiff]
    .map(([diff, targets]) => {
      const title = paint.bold(`Changes in ${listed(targets)}:`);
      if (diff.trim() === "") return `${title} none`;
      const lines = diff.trimEnd().split("\n");
      if (longest === undefined || lines.length <= longest) return `${title}\n${paintDiff(diff, paint)}`;
      const count = (sign: string) =>
        lines.filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
      return `${title} ${counted(count("+"), "line")} added, ${count("-")} removed; all of it: ${more ?? "halcyon release diff"}`;
    })
    .join("\n\n");
}
