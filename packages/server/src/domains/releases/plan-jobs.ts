/** The jobs of a release: which run where, and what is said of them before it is approved. Pure. */
import type { PlanJob, PlanTarget } from "@halcyon/contracts";
import { type AppVersionRecord, jobsOf } from "#domains/apps/index.ts";
import type { Step } from "./steps.ts";

/** Targets with their jobs; one that runs once for the release runs in the first target that moves. */
export function planJobs(
  targets: readonly PlanTarget[],
  steps: readonly Step[],
  to: Pick<AppVersionRecord, "rendering">,
): PlanTarget[] {
  const first = targets.find(({ target }) => (steps[0]?.shares[target] ?? 0) > 0) ?? targets[0];
  return targets.map((target) => {
    const jobs = jobsOf(to.rendering[target.cluster] ?? []).flatMap(
      ({ name, when, once, manifest }): PlanJob[] => {
        if (when !== "before" && when !== "after") return [];
        const cluster = once === "release" ? (first?.cluster ?? target.cluster) : target.cluster;
        // What comes after the release does so once its own target has moved; others have nothing to wait for.
        if (when === "after" && cluster !== target.cluster) return [];
        return [{ name, when, cluster, hash: manifest.metadata.name }];
      },
    );
    return jobs.length === 0 ? target : { ...target, jobs };
  });
}

export function jobWarnings(targets: readonly PlanTarget[]): string[] {
  const names = new Set(targets.flatMap(({ jobs = [] }) => jobs.map(({ name }) => name)));
  return [...names].map((name) => `job ${name} runs with it: a rollback does not undo what it did`);
}
