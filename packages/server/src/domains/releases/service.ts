/** What people do with releases. Decisions are the machine's; here they meet the database, the apps and the clusters. */
import type { BodyOf, Plan, Release, releaseEndpoints } from "@halcyon/contracts";
import type { AppsDomain, AppVersionRecord } from "#domains/apps/index.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Platform } from "#platform/domain.ts";
import type { Actor } from "#platform/http/types.ts";
import { approvalProblem, authorsOf } from "./approval.ts";
import { manifestDiffs } from "./diff.ts";
import { errors } from "./errors.ts";
import { frozen } from "./freezes.ts";
import { command, type Command, type Facts } from "./machine.ts";
import { contentHash, makePlan, type PlanWish, targetKind } from "./planner.ts";
import * as repo from "./repo.ts";
import { running as rowsRunning } from "./repo.ts";
import { createRevokedGuard } from "./revoked.ts";
import type { Inspection, TargetProvider } from "./targets/port.ts";
import { append } from "./timeline.ts";
import { gatesOf, viewOf } from "./view.ts";

export type CreateInput = BodyOf<typeof releaseEndpoints.create> & Pick<PlanWish, "only" | "putBack">;
export type EditInput = BodyOf<typeof releaseEndpoints.edit>;

export interface Planned {
  readonly row: repo.ReleaseRow;
  readonly plan: Plan;
  readonly hash: string;
}

/** What was looked at before a transaction. */
interface Ahead extends Pick<TargetProvider, "inspect"> {
  readonly places: Awaited<ReturnType<AppsDomain["places"]>>;
}

/** How long planning waits for one cluster, ms. */
const inspectMs = 5000;

/** A plan that is not stored, and what it would change. */
interface Previewed extends Pick<Planned, "plan" | "hash"> {
  readonly diff: Awaited<ReturnType<typeof manifestDiffs>>;
}

/** Carries a preview out of the transaction that must leave no trace. */
class Preview extends Error {
  readonly planned: Previewed;
  constructor(planned: Previewed) {
    super("a preview is rolled back");
    this.planned = planned;
  }
}

export function createReleaseService(deps: Platform & { apps: AppsDomain; provider: TargetProvider }) {
  const { database, apps, provider, clock, events } = deps;
  const revoked = createRevokedGuard(apps);

  async function get(id: string): Promise<repo.ReleaseRow> {
    const row = await repo.find(database.db, id);
    if (row === undefined) throw errors.not_found({ detail: `there is no release ${id}` });
    return row;
  }

  async function locked(tx: Tx, id: string): Promise<repo.ReleaseRow> {
    const row = await repo.lock(tx, id);
    if (row === undefined) throw errors.not_found({ detail: `there is no release ${id}` });
    return row;
  }

  /** Looks at rooms and clusters before the transaction: no network call and no second connection belong inside one. */
  async function lookAhead(app: string, base: AppVersionRecord, signal: AbortSignal): Promise<Ahead> {
    const seen = new Map<string, Promise<Inspection>>();
    for (const target of base.targets) {
      const kind = targetKind(base);
      const at = {
        kind,
        cluster: target.cluster,
        namespace: target.namespace,
        workload: target.workload,
        app,
      };
      const looked = provider.inspect(at, AbortSignal.any([signal, AbortSignal.timeout(inspectMs)]));
      looked.catch(() => undefined);
      seen.set(target.cluster, looked);
    }
    const [places] = await Promise.all([apps.places(), Promise.allSettled(seen.values())]);
    return {
      places,
      inspect: (at, limit) => seen.get(at.cluster) ?? provider.inspect(at, limit),
    };
  }

  async function versionToRelease(
    tx: Tx,
    actor: Actor,
    app: string,
    given: { image?: string | undefined; version?: number | undefined },
    options: { places: Ahead["places"]; message: string },
  ): Promise<AppVersionRecord> {
    if (given.image !== undefined)
      return (await apps.deriveVersion(tx, actor, app, { image: given.image }, options)).version;
    if (given.version !== undefined) return apps.version(app, given.version, tx);
    const latest = await apps.latestVersion(app, tx);
    if (latest === null)
      throw errors.nothing_to_release({
        detail: `${app} has no version yet`,
        hint: `halcyon app apply -f ${app}.yaml`,
      });
    return latest;
  }

  async function baseVersion(app: string, version: number | undefined): Promise<AppVersionRecord> {
    const base = version === undefined ? await apps.latestVersion(app) : await apps.version(app, version);
    if (base === null)
      throw errors.nothing_to_release({
        detail: `${app} has no version yet`,
        hint: `halcyon app apply -f ${app}.yaml`,
      });
    return base;
  }

  async function planIn(
    tx: Tx,
    ahead: Ahead,
    given: { app: string; to: AppVersionRecord; wish: PlanWish },
    signal: AbortSignal,
  ): Promise<{ plan: Plan; hash: string; fromVersion: number | null; authors: string[] }> {
    const app = await apps.getApp(given.app, tx);
    await revoked.refusePlan(tx, given.to);
    const running = await rowsRunning(tx, given.app);
    const version = (number: number) => apps.version(given.app, number, tx);
    const plan = await makePlan(
      { version, inspect: ahead.inspect },
      { ...given, app, running, now: clock.now(), signal },
    );
    const hash = contentHash({ app: given.app, toVersion: given.to.number, plan });
    const from = plan.targets.flatMap((target) => target.from ?? []);
    const authors = await authorsOf(given.to, plan, version);
    return { plan, hash, fromVersion: from.length === 0 ? null : Math.max(...from), authors };
  }

  /** @param run opens the audited transaction, or for a preview one that is rolled back */
  async function create(input: CreateInput, actor: Actor, signal: AbortSignal) {
    refuseBoth(input);
    const ahead = await lookAhead(input.app, await baseVersion(input.app, input.version), signal);
    const message = input.message ?? "";
    return async (tx: Tx): Promise<Planned> => {
      const app = await apps.getApp(input.app, tx);
      const to = await versionToRelease(tx, actor, input.app, input, { places: ahead.places, message });
      const wish = wishOf(input);
      const { plan, hash, fromVersion, authors } = await planIn(
        tx,
        ahead,
        { app: input.app, to, wish },
        signal,
      );
      if (input.dryRun) {
        const version = (number: number) => apps.version(input.app, number, tx);
        throw new Preview({ plan, hash, diff: await manifestDiffs(to, plan.targets, version) });
      }
      const contributors = [...new Set([actor.name, ...authors])];
      const row = await repo.insert(tx, {
        app: input.app,
        team: app.team,
        author: actor.name,
        contributors,
        message,
        fromVersion,
        toVersion: to.number,
        plan,
        hash,
        wish,
      });
      await told(
        tx,
        row,
        actor,
        "planned",
        `planned version ${to.number} in ${plan.steps.length} steps over ${plan.targets.length} targets`,
      );
      return { row, plan, hash };
    };
  }

  /** The plan of a release that is not stored. */
  async function preview(input: CreateInput, actor: Actor, signal: AbortSignal): Promise<Previewed> {
    const work = await create({ ...input, dryRun: true }, actor, signal);
    try {
      await database.transaction(work);
    } catch (error) {
      if (error instanceof Preview) return error.planned;
      throw error;
    }
    throw new Error("a preview stored something");
  }

  /** Replaces the plan of a release that has not begun; what is not given stays as it was. */
  async function edit(id: string, input: EditInput, actor: Actor, signal: AbortSignal) {
    refuseBoth(input);
    const before = await get(id);
    const ahead = await lookAhead(
      before.app,
      await baseVersion(before.app, input.version ?? before.to_version),
      signal,
    );
    return async (tx: Tx): Promise<repo.ReleaseRow> => {
      const row = await locked(tx, id);
      if (row.state !== "planned" && row.state !== "approved") {
        throw errors.not_editable({ detail: `${id} is ${row.state}` });
      }
      const message = input.message ?? row.message;
      const chosen = { version: input.image === undefined ? row.to_version : undefined, ...input };
      const to = await versionToRelease(tx, actor, row.app, chosen, { places: ahead.places, message });
      const wish = { ...row.wish, ...wishOf(input) };
      const { plan, hash, fromVersion, authors } = await planIn(
        tx,
        ahead,
        { app: row.app, to, wish },
        signal,
      );
      const contributors = [...new Set([...row.contributors, actor.name, ...authors])];
      const next = await repo.replan(
        tx,
        id,
        { plan, hash, wish, fromVersion, toVersion: to.number, message, contributors },
        clock.now(),
      );
      const voided =
        row.approval === null
          ? ""
          : hash === row.hash
            ? "; approval is asked anew"
            : "; its approval is void";
      await told(tx, next, actor, "edited", `changed the plan${voided}`);
      return next;
    };
  }

  async function approve(
    tx: Tx,
    id: string,
    given: { hash: string; comment: string },
    actor: Actor,
  ): Promise<repo.ReleaseRow> {
    const row = await locked(tx, id);
    if (row.state !== "planned") throw errors.wrong_state({ detail: `${id} is ${row.state}, not planned` });
    if (row.contributors.includes(actor.name)) {
      throw errors.own_release({
        detail: `${actor.name} is among its authors: ${row.contributors.join(", ")}`,
      });
    }
    if (given.hash !== row.hash)
      throw errors.content_changed({ detail: `${id} is ${row.hash} now, not ${given.hash}` });
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + row.plan.expiresInHours * 3_600_000).toISOString();
    const approval = {
      by: actor.name,
      at: now.toISOString(),
      hash: row.hash,
      expiresAt,
      comment: given.comment,
    };
    const next = await repo.setApproval(tx, id, approval, "approved", now);
    await told(
      tx,
      next,
      actor,
      "approved",
      `approved ${row.hash.slice(0, 19)}, good until ${expiresAt}${given.comment === "" ? "" : `: ${given.comment}`}`,
    );
    return next;
  }

  async function reject(tx: Tx, id: string, reason: string, actor: Actor): Promise<repo.ReleaseRow> {
    const row = await locked(tx, id);
    if (row.state !== "planned" && row.state !== "approved")
      throw errors.wrong_state({ detail: `${id} is ${row.state}` });
    const next = await repo.setApproval(tx, id, null, "rejected", clock.now(), reason);
    await told(tx, next, actor, "rejected", `rejected: ${reason}`);
    return next;
  }

  /** Judges and stores a command; the engine hears of it when the transaction commits. */
  async function act(tx: Tx, id: string, given: Command, actor: Actor): Promise<repo.ReleaseRow> {
    const row = await locked(tx, id);
    const facts = await factsOf(tx, row, actor);
    const verdict = command(repo.recordOf(row), row.plan, given, facts);
    if (!verdict.ok) throw errors[verdict.code]({ detail: `${id}: ${verdict.detail}` });
    await revoked.refuseAct(tx, row, given, verdict.record.direction);
    if (!inSlot(row.state) && inSlot(verdict.record.state)) await takeSlot(tx, row);
    const next = await repo.saveRecord(tx, id, verdict.record, clock.now());
    await told(tx, next, actor, given.kind, verdict.text);
    return next;
  }

  async function factsOf(tx: Tx, row: repo.ReleaseRow, actor: Actor): Promise<Facts> {
    const now = clock.now();
    const current = row.status.revision === row.revision;
    const skipped = new Set(row.skipped.map((one) => one.target));
    const counted = row.status.targets.filter((one) => !skipped.has(one.target));
    const open = counted
      .filter((one) => !one.satisfied)
      .map((one) => `${one.target}: ${one.reason ?? "under way"}`);
    const drifted = counted.filter((one) => one.drift !== null);
    const drift = drifted[0]?.drift ?? null;
    return {
      now: now.getTime(),
      actor: actor.name,
      stepReady: current && row.status.stepReady,
      notReady: current && open.length > 0 ? open.join("; ") : `step ${row.position} is under way`,
      gate: gatesOf(row).find((gate) => !gate.passed)?.reason ?? null,
      frozen: await frozen(tx, row, now),
      approval: await approvalProblem(row, (number) => apps.version(row.app, number, tx), now),
      drift: drift === null ? null : `${drifted[0]?.target}: ${drift.who}: ${drift.what}`,
      drifted: drifted.map((one) => one.target),
    };
  }

  const inSlot = (state: string) => (repo.slotStates as readonly string[]).includes(state);

  /** One release at a time per app, and only from what still runs. */
  async function takeSlot(tx: Tx, row: repo.ReleaseRow): Promise<void> {
    await repo.lockReleases(tx, row.app);
    const other = await repo.inSlot(tx, row.app);
    if (other !== undefined)
      throw errors.another_running({ detail: `${other.id} of ${row.app} is ${other.state}` });
    const runs = await rowsRunning(tx, row.app);
    const skipped = new Set(row.skipped.map((one) => one.target));
    for (const target of row.plan.targets) {
      if (skipped.has(target.target)) continue;
      const expected = row.state === "done" ? row.to_version : target.from;
      const actual = runs.get(target.target) ?? null;
      if (actual !== expected) {
        const runsNow = actual === null ? "nothing" : `version ${actual}`;
        throw errors.superseded({
          detail: `${target.target} runs ${runsNow}, ${row.id} goes on from ${expected === null ? "nothing" : `version ${expected}`}`,
        });
      }
    }
  }

  async function told(tx: Tx, row: repo.ReleaseRow, actor: Actor, kind: string, text: string): Promise<void> {
    await append(tx, row.id, { at: clock.now(), actor: actor.name, kind, text, step: row.position });
    await events.publish(tx, "release.changed", { release: row.id, revision: row.revision });
  }

  /** Waits until the engine has no earlier write under way, or `limitMs` has passed. */
  async function acknowledged(
    id: string,
    revision: number,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<repo.ReleaseRow> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    for await (const row of changes(id, limit)) if (row.acknowledged >= revision) return row;
    return get(id);
  }

  /** The row now, and each time it changes, until the signal aborts. */
  async function* changes(id: string, signal: AbortSignal): AsyncGenerator<repo.ReleaseRow> {
    let wake = () => {};
    let dirty = true;
    const stir = () => {
      dirty = true;
      wake();
    };
    const unsubscribe = events.subscribe("release", (_topic, payload) => {
      if (payload.resync === true || payload["release"] === id) stir();
    });
    signal.addEventListener("abort", stir, { once: true });
    try {
      while (!signal.aborted) {
        if (!dirty)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (signal.aborted) return;
        dirty = false;
        yield await get(id);
      }
    } finally {
      unsubscribe();
      signal.removeEventListener("abort", stir);
    }
  }

  const view = (row: repo.ReleaseRow, actor: Actor): Release => viewOf(row, actor, clock.now().getTime());

  return { get, create, preview, edit, approve, reject, act, acknowledged, changes, view };
}

export type ReleaseService = ReturnType<typeof createReleaseService>;

function refuseBoth(input: { image?: string | undefined; version?: number | undefined }): void {
  if (input.image === undefined || input.version === undefined) return;
  throw errors.version_unclear({ detail: "give an image or a version, not both" });
}

/** What of an input is about the plan; what was not given is not in it. */
function wishOf(input: PlanWish): PlanWish {
  const { steps, order, finishOrder, gates, stepTimeLimitSeconds, expiresInHours, putBack, only } = input;
  const wish = { steps, order, finishOrder, gates, stepTimeLimitSeconds, expiresInHours, putBack, only };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}
