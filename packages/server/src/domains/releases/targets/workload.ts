/**
 * A workload in a cluster as a target of a release: what all kinds have in common. How instances of a kind are moved is its
 * mechanism's (deployment/, statefulset/).
 */
import type { AppsDomain, AppVersionRecord, Manifest } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { seen } from "./deployment/decide.ts";
import { explainPods, type NewPods, newPods } from "./deployment/instances.ts";
import { strangers } from "./deployment/managers.ts";
import { type Memory, memory as memorySchema, type Shape } from "./deployment/memory.ts";
import { decided, settled } from "./deployment/notes.ts";
import type { LiveDeployment } from "./deployment/observe.ts";
import type { Act, Observed, Terms } from "./deployment/observed.ts";
import { driftOf, prepared } from "./deployment/prepare.ts";
import {
  applyWorkload,
  deleteWorkload,
  keepsAll,
  type Renderings,
  scaleWorkload,
  takeOver,
} from "./deployment/write.ts";
import type { Goal, Outcome, TargetCall, TargetProvider } from "./port.ts";
import { reclaimObjects } from "./reclaim.ts";

/** What a mechanism saw of its workload, as the API server has it and as `decide` needs it. */
export interface View {
  readonly live: LiveDeployment | null;
  readonly observed: Observed;
}

/** How one kind of workload is looked at, judged and written. `A`: its own acts, beside those all kinds have. */
export interface Mechanism<V extends View = View, A extends { readonly do: string } = never> {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  /** R of a kind whose size nobody writes. */
  sizeOf?(live: LiveDeployment): number;
  look(at: Place, call: Pick<TargetCall, "target">, memory: Memory | null, signal: AbortSignal): Promise<V>;
  decide(goal: Goal, view: V["observed"], memory: Memory | null, terms: Terms): Act | A;
  /** The workload to apply for a shape. @param partition of a shape that has one */
  shaped(
    shape: Shape,
    renderings: Renderings,
    release: string,
    live: LiveDeployment | null,
    partition?: number,
  ): Record<string, unknown>;
  /** Hash of the spec without what the release, an autoscaler or a person moves. */
  specHash(live: LiveDeployment): string;
  /** Carries out an act of its own; answers what was written. */
  carryOut(
    act: A | Extract<Act, { do: "scale-set" }>,
    at: Place,
    view: V,
    notes: { readonly memory: Memory; readonly call: TargetCall },
  ): Promise<string | null>;
  /** What else than the workload is written when a reset ends. */
  settle(at: Place, view: V, signal: AbortSignal): Promise<void>;
  fence(at: Place, view: V, mark: string, signal: AbortSignal): Promise<void>;
  /** How the pods of the new version are found. */
  newPods(view: V): NewPods;
}

export interface Place {
  readonly renderings: Renderings;
  readonly manifests: { readonly from: readonly Manifest[]; readonly to: readonly Manifest[] };
  readonly terms: Terms;
  readonly reader: KubeClient;
  readonly writer: KubeClient;
}

/** @param deps the fleet's clients and the apps' versions; versions are immutable, the newest few are kept in memory */
export function createWorkloadProvider<V extends View, A extends { readonly do: string }>(
  deps: { fleet: FleetDomain; apps: AppsDomain },
  mechanism: Mechanism<V, A>,
): TargetProvider {
  const { fleet, apps } = deps;
  const { kind } = mechanism;
  const versions = new Map<string, Promise<AppVersionRecord>>();

  function version(app: string, number: number): Promise<AppVersionRecord> {
    const key = `${app}/${number}`;
    const known = versions.get(key);
    if (known !== undefined) return known;
    const loaded = apps.version(app, number);
    versions.set(key, loaded);
    loaded.catch(() => versions.delete(key));
    const oldest = versions.keys().next().value;
    if (versions.size > 100 && oldest !== undefined) versions.delete(oldest);
    return loaded;
  }

  async function place(
    call: Pick<TargetCall, "app" | "target" | "versions"> & { actor?: string },
  ): Promise<Place> {
    const { target } = call;
    const [to, from, reader] = await Promise.all([
      version(call.app, call.versions.to),
      call.versions.from === null ? null : version(call.app, call.versions.from),
      fleet.client(target.cluster, "read"),
    ]);
    const manifests = { from: from?.rendering[target.cluster] ?? [], to: to.rendering[target.cluster] ?? [] };
    const workload = (list: readonly Manifest[]) => list.find((one) => one.kind === kind) ?? null;
    const rendered = workload(manifests.to);
    if (rendered === null)
      throw new Error(`${call.app} version ${to.number} has no ${kind} for ${target.cluster}`);
    const renderings = { from: workload(manifests.from), to: rendered };
    const sizeOf = (record: AppVersionRecord | null) => {
      const found = record?.targets.find((one) => one.cluster === target.cluster);
      return found === undefined || found.autoscaled !== null ? null : found.replicas;
    };
    return {
      renderings,
      manifests,
      reader,
      writer: call.actor === undefined ? reader : await fleet.client(target.cluster, "release", call.actor),
      terms: {
        fresh: target.from === null,
        planned: target.replicas,
        unavailable: target.unavailable,
        stepped: target.stepped,
        // What is put back includes how many there are: R is whatever somebody made it.
        replicas: { from: target.restores === true ? null : sizeOf(from), to: sizeOf(to) },
        plainExpress: renderings.from !== null && keepsAll(renderings.from),
      },
    };
  }

  /** Carries out one act; answers what was written, for the timeline, or null when it was no write. */
  async function carryOut(
    act: Act | A,
    at: Place,
    view: V,
    memory: Memory | null,
    call: TargetCall,
  ): Promise<string | null> {
    const { signal } = call;
    const restores = call.target.restores === true;
    if (act.do === "prepare" && restores) {
      const both = [...at.manifests.from, ...at.manifests.to];
      const taken = await reclaimObjects(at.writer, both, signal);
      if (taken !== null) return taken;
    }
    if (act.do === "shape" || (act.do === "prepare" && call.putBack > 0)) {
      const taken = await takeBack(at, view.live, signal);
      if (taken !== null) return taken;
    }
    if (act.do === "prepare") {
      await apps.ensureNamespace(at.writer, call.target.namespace, signal);
      await call.remember(await prepared({ ...at, mechanism }, view.live, call));
      return null;
    }
    if (memory === null) throw new Error(`${act.do} before the target was prepared`);
    if (!isCommon(act)) return mechanism.carryOut(act, at, view, { memory, call });
    switch (act.do) {
      case "objects": {
        await applyObjects(act.to, at, memory, call);
        await call.remember({ ...memory, objects: act.to, overwriteObjects: restores });
        return `applied the objects around the workload (${act.to})`;
      }
      case "shape":
      case "create": {
        const create = act.do === "create";
        const shape = act.do === "shape" ? act.shape : at.terms.fresh ? "to" : "from";
        const partition = act.do === "shape" ? act.partition : undefined;
        const body = mechanism.shaped(shape, at.renderings, call.release, view.live, partition);
        if (create && mechanism.sizeOf === undefined)
          (body["spec"] as Record<string, unknown>)["replicas"] = at.terms.fresh ? 0 : at.terms.planned;
        const force = memory.reset === "overwrite" || restores;
        if (create) await apps.ensureNamespace(at.writer, call.target.namespace, signal);
        const expected = await applyWorkload(at.writer, body, { dryRun: true, force, signal });
        await call.remember({
          ...memory,
          intended: { spec: mechanism.specHash(expected), shape },
          ...(partition === undefined ? {} : { partition: { at: partitionOf(view.live), to: partition } }),
          created: memory.created || create,
        });
        await applyWorkload(at.writer, body, { force, signal });
        return create ? `created the ${kind}` : described(shape, kind);
      }
      case "scale": {
        if (view.live === null) return null;
        const from = view.live.spec.replicas ?? 1;
        await call.remember({ ...memory, scale: { from, to: act.replicas, seen: false } });
        await scaleWorkload(at.writer, kind, view.live, act.replicas, signal);
        return `set replicas from ${from} to ${act.replicas}`;
      }
      case "delete": {
        if (view.live === null) return null;
        await call.remember({ ...memory, created: false, scale: null });
        await deleteWorkload(at.writer, kind, view.live, signal);
        return `deleted the ${kind} this release had made`;
      }
      case "settle-reset": {
        await mechanism.settle(at, view, signal);
        await call.remember({ ...memory, reset: "none" });
        return null;
      }
      default:
        return null;
    }
  }

  /**
   * What others own of the spec is made Halcyon's before it is written. Their values either are the ones the release
   * expects, or a person has decided about them: anything else is drift, and nothing is written.
   * @returns what was written, null when there was nothing to take
   */
  async function takeBack(
    at: Place,
    live: LiveDeployment | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    const who = live === null ? [] : strangers(live.metadata, "spec");
    if (live === null || who.length === 0) return null;
    await takeOver(at.writer, kind, live, signal);
    return `took over the fields of ${who.join(", ")}`;
  }

  /** Where nothing ran before there is nothing to apply on the way back. */
  const backPhases = (old: readonly Manifest[], young: readonly Manifest[]) =>
    old.length === 0 ? { before: [], after: [] } : apps.phases([...old], [...young]);

  async function applyObjects(
    to: Memory["objects"],
    at: Place,
    memory: Memory,
    call: TargetCall,
  ): Promise<void> {
    const options = { force: memory.overwriteObjects, signal: call.signal };
    const { from: old, to: young } = at.manifests;
    const forward = memory.objects === "from" || to === "to";
    const phases = forward ? apps.phases([...young], [...old]) : backPhases(old, young);
    const prune = (keep: Manifest[]) => {
      const { namespace } = call.target;
      return apps.pruneObjects(at.writer, { app: call.app, namespace, keep, signal: call.signal });
    };
    if (to === "both") {
      if (memory.reset === "overwrite")
        await apps.ensureNamespace(at.writer, call.target.namespace, call.signal);
      await apps.applyObjects(at.writer, phases.before, options);
      if (!forward && old.length > 0) {
        // A mix runs with the predecessor's autoscaler, Ingress and budget, on the way back as on the way forward.
        const own = new Set(apps.phases([...young]).after);
        const steady = phases.after.filter((one) => one.kind !== "Service");
        await apps.applyObjects(at.writer, steady, options);
        await prune([...old, ...young.filter((one) => !own.has(one))]);
      }
      return;
    }
    await apps.applyObjects(at.writer, phases.after, options);
    const [kept, leaving] = to === "to" ? [young, old] : [old, young];
    const held = leaving.filter(
      (one) => old.length > 0 && ["ConfigMap", "Secret", "ServiceAccount"].includes(one.kind),
    );
    await prune([...kept, ...held]);
  }

  async function reconcile(call: TargetCall, goal: Goal): Promise<Outcome> {
    const at = await place(call);
    let notes = call.memory === null ? null : memorySchema.parse(call.memory);
    const view = await mechanism.look(at, call, notes, call.signal);
    if (notes !== null && goal.kind !== "rest") {
      const known = settled(notes, view.observed);
      const next = decided(known, view.observed, { ...at.terms, putBack: call.putBack }, (rested) =>
        mechanism.decide(goal, rested, known, at.terms),
      );
      if (next !== notes) await call.remember(next);
      notes = next;
    }
    // Where nothing was prepared yet there is nothing to go back from, but for what a person chose to put back.
    // What a plan itself puts back waits for its step; a decision about drift that stopped the release does not.
    const untouched = goal.kind === "none" || (goal.kind === "share" && goal.share <= 0);
    const early = call.target.restores === true && untouched;
    const first = notes === null && call.putBack > 0 && goal.kind !== "rest" && !at.terms.fresh && !early;
    const act: Act | A = first ? { do: "prepare" } : mechanism.decide(goal, view.observed, notes, at.terms);
    // A kind that goes as a whole is counted by what its pods are, also on the way.
    const told = mechanism.sizeOf === undefined ? at.terms : { ...at.terms, stepped: changes(notes) };
    const counts = seen(view.observed, notes, told);
    const outcome = (part: Partial<Outcome>): Outcome => ({
      seen: counts,
      satisfied: false,
      reason: null,
      drift: null,
      wrote: null,
      again: false,
      ...part,
    });
    if (isCommon(act)) {
      if (act.do === "satisfied") return outcome({ satisfied: true });
      if (act.do === "wait") return outcome({ reason: act.reason });
      if (act.do === "drift") return outcome({ drift: act.drift, reason: act.drift.what });
    }
    call.assertHeld();
    try {
      const wrote = await carryOut(act, at, view, notes, call);
      return outcome({ wrote, again: true, reason: "under way" });
    } catch (error) {
      const drift = driftOf(error);
      if (drift !== null) return outcome({ drift, reason: drift.what });
      // Somebody wrote between the look and the write: look again, never repeat the write blindly.
      if (hasReason(error, "Conflict")) {
        return outcome({ again: true, reason: "the object changed while it was written" });
      }
      throw error;
    }
  }

  return {
    async inspect({ cluster, namespace, workload, app }, signal) {
      const client = await fleet.client(cluster, "read");
      try {
        const live = await client.get<LiveDeployment>(objectPath(kind, namespace, workload), {
          signal,
        });
        const managed = live.metadata.labels?.["halcyon.dev/app"] === app;
        return {
          replicas: mechanism.sizeOf?.(live) ?? live.spec.replicas ?? 1,
          problem: managed
            ? null
            : `${kind} ${namespace}/${workload} is there and was not made by Halcyon for ${app}`,
        };
      } catch (error) {
        if (hasReason(error, "NotFound")) return { replicas: null, problem: null };
        throw error;
      }
    },
    async fence(call, mark) {
      const at = await place(call);
      const view = await mechanism.look(at, call, null, call.signal);
      await mechanism.fence(at, view, `${call.release}:${mark}`, call.signal);
    },
    reconcile,
    async instances(call, signal) {
      const at = await place(call);
      const view = await mechanism.look(at, call, notesOf(call), signal);
      return newPods(at.reader, mechanism.newPods(view), call.target, signal);
    },
    async explain(call, signal) {
      const at = await place(call);
      const view = await mechanism.look(at, call, notesOf(call), signal);
      return explainPods(at.reader, mechanism.newPods(view), call.target, signal);
    },
  };
}

const notesOf = (call: { memory: unknown }) =>
  call.memory === null ? null : memorySchema.parse(call.memory);

const common: ReadonlySet<string> = new Set<Exclude<Act["do"], "scale-set">>([
  "wait",
  "satisfied",
  "drift",
  "prepare",
  "objects",
  "shape",
  "create",
  "scale",
  "delete",
  "settle-reset",
]);

/** Whether the two versions' templates differ, as the API server has them. */
const changes = (notes: Memory | null) => notes !== null && notes.templates.from !== notes.templates.to;

/** A StatefulSet's partition as it is. */
function partitionOf(live: LiveDeployment | null): number {
  const { updateStrategy } = (live?.spec ?? {}) as {
    updateStrategy?: { rollingUpdate?: { partition?: number } };
  };
  return updateStrategy?.rollingUpdate?.partition ?? 0;
}

/** Whether every kind of workload has the act. */
function isCommon(act: { readonly do: string }): act is Exclude<Act, { do: "scale-set" }> {
  return common.has(act.do);
}

const described = (shape: Shape, kind: string): string =>
  ({
    from: `gave the ${kind} the old version's own spec`,
    to: `gave the ${kind} the new version's own spec`,
    "armed-to": `armed the ${kind} with the new template`,
    "armed-from": `armed the ${kind} with the old template`,
    "express-from": `gave the ${kind} the old template, nothing unavailable`,
  })[shape];
