/** Makes a plan of what its author asks, what the app's versions say, and what runs: shown before anything happens. */
import type { AppSpec, Gate, Plan, PlanTarget, StepsInput } from "@halcyon/contracts";
import {
  type AppRecord,
  type AppTarget,
  type AppVersionRecord,
  type Manifest,
  workloadOf,
} from "#domains/apps/index.ts";
import { jobWarnings, planJobs } from "./plan-jobs.ts";
import { KubeError } from "#kube/errors.ts";
import { canonical, digestOf } from "./canonical.ts";
import { errors } from "./errors.ts";
import { gateProblem } from "./gates.ts";
import { cutSteps, type Step, stepsProblem } from "./steps.ts";
import type { TargetProvider } from "./targets/port.ts";

/** What an author may choose. */
export interface PlanWish {
  readonly steps?: StepsInput | undefined;
  readonly order?: Plan["order"] | undefined;
  readonly finishOrder?: Plan["finishOrder"] | undefined;
  readonly gates?: readonly Gate[] | undefined;
  readonly stepTimeLimitSeconds?: number | undefined;
  readonly expiresInHours?: number | undefined;
  /** Clusters in which what others changed is overwritten. */
  readonly putBack?: readonly string[] | undefined;
  /** Clusters it is about; all of the version's unless told. */
  readonly only?: readonly string[] | undefined;
}

export interface PlanInput {
  readonly app: AppRecord;
  readonly to: AppVersionRecord;
  /** The version that runs at each target. */
  readonly running: ReadonlyMap<string, number>;
  readonly wish: PlanWish;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What planning looks things up with. */
export interface PlanDeps extends Pick<TargetProvider, "inspect"> {
  /** A version of the app being planned. */
  version(number: number): Promise<AppVersionRecord>;
}

/**
 * @throws release_* errors: nothing to release, steps or gates that cannot be used, a step above the app's policy, a target
 * that cannot be released to
 */
export async function makePlan(deps: PlanDeps, input: PlanInput): Promise<Plan> {
  const { app, to, running, wish } = input;
  const { putBack = [], only } = wish;
  const named = to.targets.filter(({ cluster }) => only === undefined || only.includes(cluster));
  const stray = putBack.find((cluster) => !named.some((target) => target.cluster === cluster));
  if (stray !== undefined)
    throw errors.target_unusable({ detail: `version ${to.number} of ${app.name} does not run in ${stray}` });
  const seen = await Promise.all(named.map((target) => planTarget(deps, input, target)));
  const targets = seen.map((one) => one.target);
  refuseLeavers(to, running);
  const unchanged = targets.every(
    (target) => target.from !== null && target.digests.from === target.digests.to,
  );
  if (unchanged && putBack.length === 0) {
    throw errors.nothing_to_release({
      detail: `every target of ${app.name} runs version ${to.number} or an equal one already`,
    });
  }
  const asked: StepsInput = wish.steps ?? policySteps(app) ?? 1;
  const problem = stepsProblem(asked);
  if (problem !== null) throw errors.steps_invalid({ detail: problem });
  const gates = wish.gates ?? [{ kind: "manual" as const }];
  const bad = gates.map(gateProblem).find((one) => one !== null);
  if (bad !== undefined) throw errors.gate_invalid({ detail: bad ?? "" });
  const order = wish.order ?? "rooms";
  const steps = cutSteps(targets, order, asked);
  const total = targets.reduce((sum, target) => sum + target.replicas, 0);
  if (targets.some((target) => target.stepped)) refuseLargeSteps(app, steps, total);
  const withGates = steps.map((step, index) => ({
    ...step,
    gates: gatesAfter(gates, index + 1, index + 1 === steps.length),
  }));
  const withJobs = planJobs(targets, steps, to);
  const from = [...new Set(targets.flatMap((target) => target.from ?? []))];
  const fromImages = await Promise.all(from.map(async (number) => (await deps.version(number)).images));
  return {
    images: { from: [...new Set(fromImages.flat())], to: [...to.images] },
    order,
    finishOrder: wish.finishOrder ?? "at-once",
    total,
    targets: withJobs,
    steps: withGates,
    stepTimeLimitSeconds: wish.stepTimeLimitSeconds ?? 600,
    leastDurationSeconds: withGates.flatMap((step) => step.gates).reduce((sum, gate) => sum + waits(gate), 0),
    expiresInHours: wish.expiresInHours ?? 72,
    plannedAt: input.now.toISOString(),
    warnings: [
      ...seen.flatMap((one) => one.warning ?? []),
      ...imageWarnings(to),
      ...freshWarning(targets),
      ...jobWarnings(withJobs),
      ...restoreWarning(targets),
    ],
  };
}

const waits = (gate: Gate) => (gate.kind === "wait" ? Math.ceil(gate.minutes * 60) : 0);

async function planTarget(
  deps: PlanDeps,
  input: PlanInput,
  target: AppTarget,
): Promise<{ target: PlanTarget; warning: string | null }> {
  const { app, to, running } = input;
  const kind = targetKind(to);
  const at = {
    kind,
    cluster: target.cluster,
    namespace: target.namespace,
    workload: target.workload,
    app: app.name,
  };
  const found = await deps.inspect(at, input.signal).catch((error: unknown) => {
    if (!(error instanceof KubeError)) throw error;
    throw errors.target_unreachable({ detail: `${target.cluster}: ${error.message}`, cause: error });
  });
  const from = running.get(target.cluster) ?? null;
  if (found.problem !== null) throw errors.target_unusable({ detail: `${target.cluster}: ${found.problem}` });
  const restores = from !== null && input.wish.putBack?.includes(target.cluster) === true;
  if (from !== null && found.replicas === null && kind !== "job" && !restores) {
    const detail = `${target.cluster}: ${to.spec.kind} ${target.namespace}/${target.workload} of version ${from} is gone`;
    throw errors.target_unusable({
      detail,
      hint: "somebody deleted it; restore it in the cluster, or remove and release the app anew",
    });
  }
  if (from === null && found.replicas !== null) {
    const detail = `${target.cluster}: a ${to.spec.kind} ${target.namespace}/${target.workload} runs that no release has made`;
    throw errors.target_unusable({ detail });
  }
  const before = from === null ? null : await deps.version(from);
  const manifests = { from: before?.rendering[target.cluster] ?? [], to: to.rendering[target.cluster] ?? [] };
  // Each version of a Job is another object.
  if (kind !== "job") refuseOtherSelector(manifests, target);
  refuseOtherKind(before, to);
  const live = found.replicas ?? target.replicas;
  const sized = kind === "deployment" || kind === "statefulset";
  const drifts =
    sized && before !== null && target.autoscaled === null && live !== sizeOf(before, target.cluster);
  const planned: PlanTarget = {
    target: target.cluster,
    kind,
    cluster: target.cluster,
    room: target.room,
    namespace: target.namespace,
    workload: target.workload,
    from,
    replicas: live,
    unavailable: target.floorUnavailable,
    digests: { from: before === null ? null : digestOf(manifests.from), to: digestOf(manifests.to) },
    // A DaemonSet and a Job go as a whole, by their own means.
    stepped:
      sized && (before === null || canonical(template(manifests.from)) !== canonical(template(manifests.to))),
    ...(restores ? { restores: true as const } : {}),
  };
  const problem = floorProblem(planned);
  if (problem !== null)
    throw errors.target_unusable({ detail: problem, hint: "write unavailable: 1, or more, in the spec" });
  return {
    target: planned,
    warning: drifts
      ? `${target.cluster} runs ${live} replicas, not the spec's ${sizeOf(before, target.cluster)}: somebody scaled it`
      : null,
  };
}

/** How a version's workload is moved. Versions of long ago knew Deployments only. */
export function targetKind({ spec }: Pick<AppVersionRecord, "spec">): PlanTarget["kind"] {
  const kinds = {
    Deployment: "deployment",
    StatefulSet: "statefulset",
    DaemonSet: "daemonset",
    Job: "job",
  } as const;
  const kind = (spec as Partial<AppSpec>).kind ?? "Deployment";
  return kinds[kind];
}

function refuseOtherKind(before: AppVersionRecord | null, to: AppVersionRecord): void {
  if (before === null || targetKind(before) === targetKind(to)) return;
  throw errors.target_unusable({
    detail: `version ${before.number} is a ${before.spec.kind ?? "Deployment"} and version ${to.number} a ${to.spec.kind}`,
    hint: "an app keeps its kind: make an app with a new name, and remove this one once it has taken over",
  });
}

/** A StatefulSet replaces an instance before its successor is there: with none to miss, no step could ever be taken. */
function floorProblem(plan: PlanTarget): string | null {
  if (plan.kind !== "statefulset" || !plan.stepped || plan.from === null) return null;
  if (plan.replicas === 0 || plan.unavailable >= 1) return null;
  return `${plan.cluster}: a StatefulSet takes an instance away before its successor is there, and none of ${plan.replicas} may be missing`;
}

/** Kubernetes never lets a selector change: the API server would refuse in the middle of the release. */
function refuseOtherSelector(
  { from, to }: { from: readonly Manifest[]; to: readonly Manifest[] },
  { cluster, workload }: AppTarget,
): void {
  const of = (manifests: readonly Manifest[]) => {
    const deployment = workloadOf(manifests);
    return { name: deployment?.metadata.name, ...(deployment?.["spec"] as { selector?: unknown }) };
  };
  const [old, young] = [of(from), of(to)];
  if (from.length === 0) return;
  if (old.name === young.name && canonical(old.selector) === canonical(young.selector)) return;
  throw errors.target_unusable({
    detail: `${cluster}: the name or the selector of Deployment ${workload} would be another one`,
    hint: "leave `adopted.workload` and `adopted.selector` as they were: Kubernetes never lets them change",
  });
}

function sizeOf(version: AppVersionRecord, cluster: string): number | undefined {
  return version.targets.find((one) => one.cluster === cluster)?.replicas;
}

function template(manifests: readonly Manifest[]): unknown {
  const deployment = workloadOf(manifests);
  return (deployment?.["spec"] as { template?: unknown } | undefined)?.template ?? null;
}

/** A cluster the new version no longer names would be left running the old one without anybody's decision. */
function refuseLeavers(to: AppVersionRecord, running: ReadonlyMap<string, number>): void {
  const named = new Set(to.targets.map((target) => target.cluster));
  const left = [...running.keys()].filter((cluster) => !named.has(cluster));
  if (left.length === 0) return;
  throw errors.target_unusable({
    detail: `version ${to.number} no longer names ${left.join(", ")}, where the app still runs`,
    hint: "give it replicas: 0 there and release that first",
  });
}

function policySteps(app: AppRecord): StepsInput | null {
  const steps = app.policy.defaultSteps;
  return steps === null ? null : ((typeof steps === "string" ? [steps] : steps) as StepsInput);
}

function refuseLargeSteps(app: AppRecord, steps: readonly Step[], total: number): void {
  const { largestStep } = app.policy;
  if (largestStep === null) return;
  const most =
    typeof largestStep === "number"
      ? largestStep
      : Math.max(1, Math.floor((total * Number.parseFloat(largestStep)) / 100));
  const tooLarge = steps.findIndex((step) => step.size > most);
  if (tooLarge < 0) return;
  throw errors.step_too_large({
    detail: `step ${tooLarge + 1} releases ${steps[tooLarge]?.size} instances; the policy of ${app.name} allows ${most} of ${total}`,
  });
}

/** The last step has nothing after it. */
function gatesAfter(gates: readonly Gate[], step: number, last: boolean): Gate[] {
  return last ? [] : gates.filter((gate) => gate.after === undefined || gate.after === step);
}

function imageWarnings(to: AppVersionRecord): string[] {
  return to.images
    .filter((image) => !image.includes("@sha256:"))
    .map((image) => `${image} names a tag, not a digest: what it points at can change after the approval`);
}

function freshWarning(targets: readonly PlanTarget[]): string[] {
  const fresh = targets.filter((target) => target.from === null).map((target) => target.target);
  return fresh.length === 0
    ? []
    : [`nothing runs in ${fresh.join(", ")} yet: a rollback removes the app there`];
}

function restoreWarning(targets: readonly PlanTarget[]): string[] {
  const restored = targets.filter(({ restores }) => restores === true).map((target) => target.target);
  return restored.length === 0
    ? []
    : [`what others changed in ${restored.join(", ")} is overwritten, and goes at once when its turn comes`];
}

/**
 * What an approval binds to: images, versions, rendered manifests, targets, steps, gates, floors, order and expiry.
 * When it was planned and what is warned about are not part of it, nor is what happens to run.
 */
export function contentHash(content: { app: string; toVersion: number; plan: Plan }): string {
  const { plannedAt: _plannedAt, warnings: _warnings, leastDurationSeconds: _least, ...plan } = content.plan;
  return digestOf({ app: content.app, toVersion: content.toVersion, plan });
}
