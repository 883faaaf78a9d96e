/** Targets whose manifests change in the same way stand together. Pure. */

export interface TargetDiff {
  readonly target: string;
  readonly diff: string;
}

interface DiffGroup {
  readonly targets: readonly string[];
  readonly diff: string;
}

/**
 * Groups by what changes, wherever in the file that is: the first one's diff stands for all. In the order of the first
 * target of each; targets without a change come last.
 */
export function groupDiffs(diffs: readonly TargetDiff[]): readonly DiffGroup[] {
  const groups = new Map<string, { diff: string; targets: string[] }>();
  for (const { target, diff } of diffs) {
    const change = diff.replace(/^@@ .*$/gm, "@@");
    const group = groups.get(change);
    if (group === undefined) groups.set(change, { diff, targets: [target] });
    else group.targets.push(target);
  }
  return [...groups.values()].toSorted((a, b) => Number(a.diff === "") - Number(b.diff === ""));
}
