/** Deployments in clusters as targets of a release. */
import type { AppsDomain, AppVersionRecord, Manifest } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import type { Goal, Outcome, TargetCall, TargetProvider } from "../port.ts";
import { decide, seen } from "./decide.ts";
import { explainPods, newPods } from "./instances.ts";
import { strangers } from "./managers.ts";
import { type Memory, memory as memorySchema } from "./memory.ts";
import { decided, settled } from "./notes.ts";
import { type LiveDeployment, look, type Look, specHash } from "./observe.ts";
import type { Act, Terms } from "./observed.ts";
import { driftOf, prepared } from "./prepare.ts";
import {
  applyDeployment,
  deleteDeployment,
  fenceObjects,
  keepsAll,
  type Renderings,
  scaleDeployment,
  scaleSet,
  selectorOf,
  shaped,
  surgeOf,
  takeOver,
} from "./write.ts";

interface Place {
  readonly renderings: Renderings;
  readonly manifests: { readonly from: readonly Manifest[]; readonly to: readonly Manifest[] };
  readonly terms: Terms;
  readonly reader: KubeClient;
  readonly writer: KubeClient;
}

/** @param deps the fleet's clients and the apps' versions; versions are immutable, the newest few are kept in memory */
export function createDeploymentProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  const { fleet, apps } = deps;
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
    const workload = (list: readonly Manifest[]) => list.find((one) => one.kind === "Deployment") ?? null;
    const rendered = workload(manifests.to);
    if (rendered === null)
      throw new Error(`${call.app} version ${to.number} has no Deployment for ${target.cluster}`);
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
        replicas: { from: sizeOf(from), to: sizeOf(to) },
        plainExpress: renderings.from !== null && keepsAll(renderings.from),
      },
    };
  }

  const lookAt = (at: Place, call: Pick<TargetCall, "target">, memory: Memory | null, signal: AbortSignal) =>
    look(
      at.reader,
      {
        namespace: call.target.namespace,
        workload: call.target.workload,
        labelSelector: selectorOf(at.renderings.to),
      },
      memory,
      (replicas) => surgeOf(at.renderings.to, replicas),
      signal,
    );

  /** Carries out one act; answers what was written, for the timeline, or null when it was no write. */
  async function carryOut(
    act: Act,
    at: Place,
    view: Look,
    memory: Memory | null,
    call: TargetCall,
  ): Promise<string | null> {
    const { signal } = call;
    if (act.do === "shape" || (act.do === "prepare" && call.putBack > 0)) {
      const taken = await takeBack(at, view.live, signal);
      if (taken !== null) return taken;
    }
    if (act.do === "prepare") {
      await apps.ensureNamespace(at.writer, call.target.namespace, signal);
      await call.remember(await prepared(at, view.live, call));
      return null;
    }
    if (memory === null) throw new Error(`${act.do} before the target was prepared`);
    switch (act.do) {
      case "objects": {
        await applyObjects(act.to, at, memory, call);
        await call.remember({ ...memory, objects: act.to, overwriteObjects: false });
        return `applied the objects around the workload (${act.to})`;
      }
      case "shape":
      case "create": {
        const create = act.do === "create";
        const shape = act.do === "shape" ? act.shape : at.terms.fresh ? "to" : "from";
        const body = shaped(shape, at.renderings, call.release, view.live);
        if (create)
          (body["spec"] as Record<string, unknown>)["replicas"] = at.terms.fresh ? 0 : at.terms.planned;
        const force = memory.reset === "overwrite";
        if (create) await apps.ensureNamespace(at.writer, call.target.namespace, signal);
        const expected = await applyDeployment(at.writer, body, { dryRun: true, force, signal });
        await call.remember({
          ...memory,
          intended: { spec: specHash(expected), shape },
          created: memory.created || create,
        });
        await applyDeployment(at.writer, body, { force, signal });
        return create ? "created the Deployment" : described[shape];
      }
      case "scale-set": {
        const { set, replicas } = act;
        const total = view.observed.deployment?.replicas ?? 0;
        await scaleSet(at.writer, { ...set, namespace: call.target.namespace }, replicas, total, signal);
        const which = set.side === "to" ? "new" : "old";
        return `${set.replicas < replicas ? "raised" : "lowered"} the ${which} instances from ${set.replicas} to ${replicas}`;
      }
      case "scale": {
        if (view.live === null) return null;
        const from = view.live.spec.replicas ?? 1;
        await call.remember({ ...memory, scale: { from, to: act.replicas, seen: false } });
        await scaleDeployment(at.writer, view.live, act.replicas, signal);
        return `set replicas from ${from} to ${act.replicas}`;
      }
      case "delete": {
        if (view.live === null) return null;
        await call.remember({ ...memory, created: false, scale: null });
        await deleteDeployment(at.writer, view.live, signal);
        return "deleted the Deployment this release had made";
      }
      case "settle-reset": {
        for (const set of view.sets.filter((one) => strangers(one.metadata, "replicas").length > 0))
          await takeOver(at.writer, "ReplicaSet", set, signal);
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
    await takeOver(at.writer, "Deployment", live, signal);
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
    const view = await lookAt(at, call, notes, call.signal);
    if (notes !== null && goal.kind !== "rest") {
      const next = decided(settled(notes, view.observed), goal, view.observed, at.terms, call.putBack);
      if (next !== notes) await call.remember(next);
      notes = next;
    }
    // Where nothing was prepared yet there is nothing to go back from, but for what a person chose to put back.
    const first = notes === null && call.putBack > 0 && goal.kind !== "rest" && !at.terms.fresh;
    const act: Act = first ? { do: "prepare" } : decide(goal, view.observed, notes, at.terms);
    const counts = seen(view.observed, notes, at.terms);
    const outcome = (part: Partial<Outcome>): Outcome => ({
      seen: counts,
      satisfied: false,
      reason: null,
      drift: null,
      wrote: null,
      again: false,
      ...part,
    });
    switch (act.do) {
      case "satisfied":
        return outcome({ satisfied: true });
      case "wait":
        return outcome({ reason: act.reason });
      case "drift":
        return outcome({ drift: act.drift, reason: act.drift.what });
      default:
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
    kind: "deployment",
    async inspect({ cluster, namespace, workload, app }, signal) {
      const client = await fleet.client(cluster, "read");
      try {
        const live = await client.get<LiveDeployment>(objectPath("Deployment", namespace, workload), {
          signal,
        });
        const managed = live.metadata.labels?.["halcyon.dev/app"] === app;
        return {
          replicas: live.spec.replicas ?? 1,
          problem: managed
            ? null
            : `Deployment ${namespace}/${workload} is there and was not made by Halcyon for ${app}`,
        };
      } catch (error) {
        if (hasReason(error, "NotFound")) return { replicas: null, problem: null };
        throw error;
      }
    },
    async fence(call, mark) {
      const at = await place(call);
      const view = await lookAt(at, call, null, call.signal);
      await fenceObjects(at.writer, view, `${call.release}:${mark}`, call.signal);
    },
    reconcile,
    async instances(call, signal) {
      const at = await place(call);
      return newPods(at.reader, await lookAt(at, call, notesOf(call), signal), call.target, signal);
    },
    async explain(call, signal) {
      const at = await place(call);
      return explainPods(at.reader, await lookAt(at, call, notesOf(call), signal), call.target, signal);
    },
  };
}

const notesOf = (call: { memory: unknown }) =>
  call.memory === null ? null : memorySchema.parse(call.memory);

const described: Record<Memory["shape"], string> = {
  from: "gave the Deployment the old version's own spec",
  to: "gave the Deployment the new version's own spec",
  "armed-to": "armed the Deployment with the new template",
  "armed-from": "armed the Deployment with the old template",
  "express-from": "gave the Deployment the old template, nothing unavailable",
};
