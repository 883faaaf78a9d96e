/**
 * Jobs around a target of any kind: those before are done before it first moves, those after once all of it has. What has run is
 * read from the cluster, each attempt a Job with a name of its own, so that a crash, a retry and a second process find the same.
 *
 * A failed job stops the release like a foreign edit does: the person who resumes has been shown why, and allows one more
 * attempt. A way back runs nothing and undoes nothing.
 */
import type { PlanJob } from "@halcyon/contracts";
import { type AppJob, type AppsDomain, jobsOf, type Manifest } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Drift, Goal, Outcome, TargetCall, TargetProvider } from "../port.ts";
import { type JobRun, listRuns, startRun, trimRuns, whyFailed } from "./runs.ts";

/** What jobs come to: done, or why not yet. */
type Standing =
  | { readonly kind: "done" }
  | { readonly kind: "wait"; readonly reason: string; readonly wrote: string | null }
  | { readonly kind: "failed"; readonly drift: Drift };

export function withJobs(
  deps: { readonly fleet: FleetDomain; readonly apps: AppsDomain },
  inner: TargetProvider,
): TargetProvider {
  const { fleet, apps } = deps;

  async function manifestsOf(call: TargetCall): Promise<readonly Manifest[]> {
    const version = await apps.version(call.app, call.versions.to);
    return version.rendering[call.target.cluster] ?? [];
  }

  /** All jobs of a moment, one after the other, in the order of the spec. */
  async function standing(call: TargetCall, when: PlanJob["when"]): Promise<Standing> {
    const wanted = (call.target.jobs ?? []).filter((job) => job.when === when);
    for (const planned of wanted) {
      const stands = await one(call, planned);
      if (stands.kind !== "done") return stands;
    }
    return { kind: "done" };
  }

  async function one(call: TargetCall, planned: PlanJob): Promise<Standing> {
    const { target, signal, app } = call;
    const { namespace } = target;
    const reader = await fleet.client(planned.cluster, "read");
    const all = (await listRuns(reader, { namespace, app }, signal)).filter(
      (run) => run.task === planned.name,
    );
    const mine = all.filter((run) => run.release === call.release).sort((a, b) => a.attempt - b.attempt);
    if (mine.some(({ state }) => state === "done")) return { kind: "done" };
    const last = mine.at(-1);
    const waits = (reason: string): Standing => ({ kind: "wait", reason, wrote: null });
    if (last?.state === "running") return waits(`job ${planned.name} runs, attempt ${last.attempt}`);
    // Where it runs once for the release, its own target starts it.
    if (planned.cluster !== target.cluster)
      return waits(`job ${planned.name} has yet to end in ${planned.cluster}`);
    if (last !== undefined && last.decision >= call.putBack) {
      const why = await whyFailed(reader, namespace, last, signal);
      const what = `job ${planned.name} failed, attempt ${last.attempt}: ${why}`;
      return { kind: "failed", drift: { what, who: last.name, at: last.endedAt } };
    }
    return start(call, planned, last, all);
  }

  async function start(
    call: TargetCall,
    planned: PlanJob,
    last: JobRun | undefined,
    all: readonly JobRun[],
  ): Promise<Standing> {
    const { signal, target } = call;
    const manifests = await manifestsOf(call);
    const job: AppJob | undefined = jobsOf(manifests).find(({ name }) => name === planned.name);
    if (job === undefined) throw new Error(`version ${call.versions.to} has no job ${planned.name}`);
    const attempt = (last?.attempt ?? 0) + 1;
    const number = call.release.slice(call.release.lastIndexOf("-") + 1);
    const name = `${planned.hash}-${number}-${attempt}`;
    call.assertHeld();
    const writer = await fleet.client(target.cluster, "release", call.actor);
    await apps.ensureNamespace(writer, target.namespace, signal);
    // What its pod needs carries a hash in its name, or is the same in every version: it is in nobody's way.
    const needed = manifests.filter(({ kind }) => ["ServiceAccount", "ConfigMap", "Secret"].includes(kind));
    await apps.applyObjects(writer, needed, { signal });
    const run = { name, release: call.release, attempt, decision: call.putBack };
    await startRun(writer, job, run, signal);
    await trimRuns(writer, target.namespace, all, signal);
    const wrote = `started job ${planned.name}, attempt ${attempt} (${name})`;
    return { kind: "wait", reason: `job ${planned.name} runs, attempt ${attempt}`, wrote };
  }

  /** What is said of the target while jobs stand in its way. */
  const held = (seen: Outcome, stands: Exclude<Standing, { kind: "done" }>): Outcome =>
    stands.kind === "failed"
      ? {
          ...seen,
          satisfied: false,
          drift: stands.drift,
          reason: stands.drift.what,
          wrote: null,
          again: false,
        }
      : {
          ...seen,
          satisfied: false,
          reason: stands.reason,
          wrote: stands.wrote,
          again: stands.wrote !== null,
        };

  /** A decision that allowed a job another attempt is about nothing else: a foreign edit has to be shown first. */
  async function withoutSpent(call: TargetCall): Promise<TargetCall> {
    if (call.putBack === 0) return call;
    const { app, target, signal } = call;
    const reader = await fleet.client(target.cluster, "read");
    const runs = await listRuns(reader, { namespace: target.namespace, app }, signal);
    const spent = runs.some((run) => run.release === call.release && run.decision === call.putBack);
    return spent ? { ...call, putBack: 0 } : call;
  }

  const moves = (goal: Goal) => goal.kind === "all" || (goal.kind === "share" && goal.toward === "new");

  return {
    ...inner,
    async reconcile(call, goal) {
      if ((call.target.jobs ?? []).length === 0) return inner.reconcile(call, goal);
      if (!moves(goal)) return inner.reconcile(await withoutSpent(call), goal);
      // Its notes begin with its first move: from then on what had to be done before is done.
      if (call.memory === null) {
        const stands = await standing(call, "before");
        if (stands.kind !== "done") return held(await inner.reconcile(call, { kind: "rest" }), stands);
      }
      const outcome = await inner.reconcile(await withoutSpent(call), goal);
      if (!outcome.satisfied || goal.kind !== "all") return outcome;
      const stands = await standing(call, "after");
      return stands.kind === "done" ? outcome : held(outcome, stands);
    },
  };
}
