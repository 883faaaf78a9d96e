/** What a release changes in the rendered manifests, per target, as unified diffs. */
import { createTwoFilesPatch } from "diff";
import type { PlanTarget } from "@halcyon/contracts";
import { stringify } from "yaml";
import type { AppVersionRecord, Manifest } from "#domains/apps/index.ts";

/** @param version reads a version of the app in question */
export async function manifestDiffs(
  to: AppVersionRecord,
  targets: readonly PlanTarget[],
  version: (number: number) => Promise<AppVersionRecord>,
): Promise<{ target: string; diff: string }[]> {
  const diffs: { target: string; diff: string }[] = [];
  for (const target of targets) {
    const from = target.from === null ? null : await version(target.from);
    const before = text(from?.rendering[target.cluster] ?? []);
    const after = text(to.rendering[target.cluster] ?? []);
    const names = [from === null ? "nothing" : `version ${from.number}`, `version ${to.number}`] as const;
    const diff = before === after ? "" : createTwoFilesPatch(...names, before, after, "", "", { context: 3 });
    diffs.push({ target: target.target, diff });
  }
  return diffs;
}

function text(manifests: readonly Manifest[]): string {
  return manifests
    .map((manifest) => `# ${manifest.kind} ${manifest.metadata.name}\n${stringify(manifest)}`)
    .join("---\n");
}
