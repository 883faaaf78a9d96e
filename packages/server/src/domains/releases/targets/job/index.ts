/**
 * Apps of kind Job as targets of a release: run to the end, one target after the other. A Job cannot change, so each version's
 * is another object, named by what it runs; one that has run is not run again. A failed one stops the release, and the person
 * who resumes has it made anew. The way back removes what this release made, and undoes nothing that it did.
 */
import { z } from "zod";
import { type AppsDomain, type Manifest, workloadOf } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { explainPods, newPods } from "../deployment/instances.ts";
import { managers } from "../deployment/managers.ts";
import { fenceAnnotation } from "../deployment/write.ts";
import { type LiveJob, runOf, whyFailed } from "../jobs/runs.ts";
import type { Goal, Outcome, TargetCall, TargetProvider } from "../port.ts";

const memorySchema = z.object({
  objects: z.enum(["from", "both", "to"]),
  /** Its Job was made by this release. */
  made: z.boolean(),
  /** The last decision by which a failed Job is made anew. */
  putBack: z.int(),
});
type Memory = z.infer<typeof memorySchema>;

type Call = Pick<TargetCall, "app" | "target" | "versions">;

export function createJobProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  const { fleet, apps } = deps;

  async function place({ app, target, versions }: Call) {
    const at = async (number: number | null): Promise<readonly Manifest[]> =>
      number === null ? [] : ((await apps.version(app, number)).rendering[target.cluster] ?? []);
    const [to, from] = await Promise.all([at(versions.to), at(versions.from)]);
    const job = workloadOf(to);
    if (job === null) throw new Error(`${app} version ${versions.to} has no Job for ${target.cluster}`);
    const reader = await fleet.client(target.cluster, "read");
    return { to, from, job, reader };
  }

  const read = (client: KubeClient, { metadata }: Manifest, signal: AbortSignal): Promise<LiveJob | null> =>
    client
      .get<LiveJob>(objectPath("Job", metadata.namespace, metadata.name), { signal })
      .catch((error: unknown) => {
        if (hasReason(error, "NotFound")) return null;
        throw error;
      });

  async function remove(client: KubeClient, live: LiveJob, signal: AbortSignal): Promise<void> {
    const { namespace, name, uid } = live.metadata;
    await client.delete(objectPath("Job", namespace, name), {
      propagation: "Background",
      preconditions: { uid },
      signal,
    });
  }

  async function reconcile(call: TargetCall, goal: Goal): Promise<Outcome> {
    const { signal, target } = call;
    const { to, from, job, reader } = await place(call);
    const memory: Memory | null = call.memory === null ? null : memorySchema.parse(call.memory);
    const live = await read(reader, job, signal);
    const done = live?.status?.succeeded ?? 0;
    const active = live?.status?.active ?? 0;
    const seen = {
      replicas: target.replicas,
      newInstances: Math.min(target.replicas, active + done),
      newReady: done,
      oldInstances: 0,
      oldReady: 0,
    };
    const outcome = (part: Partial<Outcome>): Outcome => ({
      ...{ seen, satisfied: false, reason: null, drift: null, wrote: null, again: false },
      ...part,
    });
    const all = goal.kind === "all" || (goal.kind === "share" && goal.share >= goal.planned);
    if (goal.kind === "rest" || (goal.kind === "share" && !all)) return outcome({ satisfied: true });
    if (goal.kind === "none" && memory === null) return outcome({ satisfied: true });
    const run = live === null ? null : runOf(live);
    const failed = all && run?.state === "failed";
    if (failed && memory !== null && call.putBack <= memory.putBack) {
      const why = await whyFailed(reader, target.namespace, run, signal);
      const what = `Job ${run.name} failed: ${why}`;
      return outcome({ drift: { what, who: run.name, at: run.endedAt }, reason: what });
    }
    if (all && memory?.objects === "to" && run?.state === "done") return outcome({ satisfied: true });
    if (all && memory?.objects === "both" && run?.state === "running")
      return outcome({ reason: `${done} of ${target.replicas} runs have ended` });
    if (goal.kind === "none" && memory?.objects === "from" && !(memory.made && live !== null))
      return outcome({ satisfied: true });
    call.assertHeld();
    const writer = await fleet.client(target.cluster, "release", call.actor);
    const wrote = all
      ? await onward(call, { to, from, job, live, failed }, memory, writer)
      : await back(call, { to, from, live }, memory, writer);
    return outcome({ wrote, again: true, reason: "under way" });
  }

  async function onward(
    call: TargetCall,
    at: {
      to: readonly Manifest[];
      from: readonly Manifest[];
      job: Manifest;
      live: LiveJob | null;
      failed: boolean;
    },
    memory: Memory | null,
    writer: KubeClient,
  ): Promise<string> {
    const { signal, target } = call;
    const phases = apps.phases([...at.to], [...at.from]);
    if (memory === null || memory.objects === "from") {
      await apps.ensureNamespace(writer, target.namespace, signal);
      await apps.applyObjects(writer, phases.before, { signal });
      await call.remember({ objects: "both", made: at.live === null, putBack: memory?.putBack ?? 0 });
      return "applied the objects around the workload (both)";
    }
    if (at.failed && at.live !== null) {
      await call.remember({ ...memory, putBack: call.putBack, made: true });
      await remove(writer, at.live, signal);
      return "removed the failed Job, to make it anew";
    }
    if (at.live === null) {
      await call.remember({ ...memory, made: true });
      await apps.applyObjects(writer, [at.job], { signal });
      return "started the Job";
    }
    await apps.applyObjects(writer, phases.after, { signal });
    const config = at.from.filter((one) => ["ConfigMap", "Secret", "ServiceAccount"].includes(one.kind));
    const keep = [...at.to, ...config];
    await apps.pruneObjects(writer, { app: call.app, namespace: target.namespace, keep, signal });
    await call.remember({ ...memory, objects: "to" });
    return "applied the objects around the workload (to)";
  }

  async function back(
    call: TargetCall,
    at: { to: readonly Manifest[]; from: readonly Manifest[]; live: LiveJob | null },
    memory: Memory | null,
    writer: KubeClient,
  ): Promise<string> {
    const { signal, target, app } = call;
    if (memory?.made === true && at.live !== null) {
      await remove(writer, at.live, signal);
      return "removed the Job this release had made; what it did stays";
    }
    if (at.from.length > 0) {
      const phases = apps.phases([...at.from], [...at.to]);
      await apps.applyObjects(writer, [...phases.before, ...phases.after], { signal });
    }
    const { namespace } = target;
    await apps.pruneObjects(writer, { app, namespace, keep: at.from, signal });
    await call.remember({ objects: "from", made: false, putBack: memory?.putBack ?? 0 });
    return "applied the objects around the workload (from)";
  }

  const found = async (call: Call) => {
    const { job, reader } = await place(call);
    const pods = { label: "batch.kubernetes.io/job-name", values: [job.metadata.name], failures: [] };
    return { reader, pods };
  };

  return {
    // What ran to its end may be gone by now: nothing of it is needed to plan.
    inspect: () => Promise.resolve({ replicas: null, problem: null }),
    async fence(call, mark) {
      const { job, reader } = await place(call);
      const live = await read(reader, job, call.signal);
      if (live === null) return;
      const writer = await fleet.client(call.target.cluster, "release", call.actor);
      const body = { metadata: { annotations: { [fenceAnnotation]: `${call.release}:${mark}` } } };
      const path = objectPath("Job", job.metadata.namespace, job.metadata.name);
      await writer.patch(path, body, { type: "merge", fieldManager: managers.fence, signal: call.signal });
    },
    reconcile,
    async instances(call, signal) {
      const { reader, pods } = await found(call);
      return newPods(reader, pods, call.target, signal);
    },
    async explain(call, signal) {
      const { reader, pods } = await found(call);
      return explainPods(reader, pods, call.target, signal);
    },
  };
}
