/** What an approval is worth: who may not give it, and whether it still covers what would be released. */
import type { Plan } from "@halcyon/contracts";
import type { AppVersionRecord } from "#domains/apps/index.ts";
import { digestOf } from "./canonical.ts";
import { contentHash } from "./planner.ts";
import type { ReleaseRow } from "./repo.ts";

/** Reads a version of the app in question. */
type ReadVersion = (number: number) => Promise<AppVersionRecord>;

/**
 * Everyone who wrote what a version says and what does not run yet: its author, and the authors of the versions it was
 * made from, up to one that runs at one of the targets.
 */
export async function authorsOf(to: AppVersionRecord, plan: Plan, version: ReadVersion): Promise<string[]> {
  const runs = new Set(plan.targets.map((target) => target.from));
  const authors = [to.author.name];
  for (let { basedOn } = to; basedOn !== null && !runs.has(basedOn); ) {
    const base = await version(basedOn);
    authors.push(base.author.name);
    basedOn = base.basedOn;
  }
  return authors;
}

/** Why a release may not start, null when it may: what was approved must be what the database still holds. */
export async function approvalProblem(
  row: ReleaseRow,
  version: ReadVersion,
  now: Date,
): Promise<string | null> {
  const { approval } = row;
  if (approval === null) return "nobody has approved it";
  const hash = contentHash({ app: row.app, toVersion: row.to_version, plan: row.plan });
  const changed = `its content changed after ${approval.by} approved it`;
  if (approval.hash !== hash || row.hash !== hash) return changed;
  if (row.contributors.includes(approval.by)) return `${approval.by}, who approved it, is among its authors`;
  if (new Date(approval.expiresAt) <= now)
    return `the approval of ${approval.by} expired at ${approval.expiresAt}`;
  return (await sameManifests(row, version))
    ? null
    : `${changed}: a version's manifests are not the planned ones`;
}

/** The plan holds digests only; the manifests themselves are read when they are applied. */
async function sameManifests({ plan, to_version }: ReleaseRow, version: ReadVersion): Promise<boolean> {
  for (const target of plan.targets) {
    const both = [
      { number: to_version, digest: target.digests.to },
      { number: target.from, digest: target.digests.from },
    ];
    for (const { number, digest } of both) {
      if (number === null) continue;
      const { rendering } = await version(number);
      if (digestOf(rendering[target.target] ?? []) !== digest) return false;
    }
  }
  return true;
}
