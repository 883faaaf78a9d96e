/**
 * One release while this process holds its lease: a worker for each target, and one loop that gathers what they report,
 * asks the gates, lets the machine judge, and persists once.
 */
import type { Gate, TargetStatus } from "@halcyon/contracts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Platform } from "#platform/domain.ts";
import { systemActor } from "#platform/http/actor.ts";
import type { Lease } from "#platform/leases.ts";
import { frozen } from "../freezes.ts";
import type { GateResult, Gates } from "../gates.ts";
import { advance, gatesAt, goalOf } from "../machine.ts";
import * as repo from "../repo.ts";
import type { EngineStatus } from "../tables.ts";
import type { TargetProvider } from "../targets/port.ts";
import { append } from "../timeline.ts";
import { type Asked, createBoundary } from "./boundary.ts";
import { instancesOf } from "./instances.ts";
import { statusOf } from "./status.ts";
import { type Report, startWorker, type Worker } from "./worker.ts";

export interface RunDeps extends Platform {
  readonly provider: TargetProvider;
  readonly fleet: FleetDomain;
  readonly gates: Gates;
}

export interface Run {
  /** The row may have changed. */
  wake(): void;
  /** Whether it ended because it failed, rather than because nothing is left to do or the lease is gone. */
  readonly done: Promise<{ readonly failed: boolean }>;
}

/** Pace of noticing that time has passed, ms. */
const loopPace = 1000;
/** How long a target may stay unsatisfied before it is asked why, ms. */
const patience = 8000;

export function startRun(
  deps: RunDeps,
  first: repo.ReleaseRow,
  memories: Map<string, unknown>,
  lease: Lease,
  stop: AbortSignal,
): Run {
  const { database, clock, events, log, provider } = deps;
  const ended = new AbortController();
  const signal = AbortSignal.any([lease.signal, stop, ended.signal]);
  const release = first.id;
  let row = first;
  let gates: readonly Asked[] = [];
  let stale = false;
  let written = "";
  let wakeLoop = () => {};
  const reports = new Map<string, Report>();
  const workers = new Map<string, Worker>();

  const skippedTargets = () => new Set(row.skipped.map((one) => one.target));

  function satisfied(target: string): boolean {
    const report = reports.get(target);
    return report?.revision === row.revision && report.outcome?.satisfied === true;
  }

  for (const target of first.plan.targets) {
    const worker = startWorker(
      {
        provider,
        epoch: lease.epoch,
        now: () => clock.now(),
        memory: memories.get(target.target) ?? null,
        asked: () => ({
          revision: row.revision,
          goal: goalOf(repo.recordOf(row), row.plan, target.target, satisfied),
          call: {
            release,
            app: row.app,
            target,
            versions: { from: target.from, to: row.to_version },
            order: row.plan.order,
            actor: row.actor,
            putBack: row.put_back[target.target] ?? 0,
          },
          patienceMs: patience,
        }),
        remember: async (memory) => {
          const kept =
            lease.held() &&
            (await repo.remember(
              database.db,
              { release, target: target.target, epoch: lease.epoch },
              memory,
            ));
          if (!kept) throw new Error(`another process has taken ${release} over`);
        },
        assertHeld: () => {
          if (!lease.held()) throw new Error(`the lease of ${release} has run out`);
        },
        report: (report) => {
          const before = satisfied(target.target);
          reports.set(target.target, report);
          // Targets that go in order wait for each other.
          if (!before && satisfied(target.target))
            for (const [name, other] of workers) if (name !== target.target) other.wake();
          wakeLoop();
        },
        wrote: async (text) => {
          const entry = {
            at: clock.now(),
            actor: row.actor,
            kind: "write",
            text,
            step: row.position,
            target: target.target,
          };
          await database.transaction((tx) => append(tx, release, entry));
        },
      },
      signal,
    );
    workers.set(target.target, worker);
  }

  const stopListening = deps.fleet.onChange({ kinds: ["deployments", "replicasets", "pods"] }, (change) => {
    if (change.app === row.app) workers.get(change.cluster)?.nudge();
  });

  function status(stepReady: boolean): EngineStatus {
    const skipped = skippedTargets();
    // Nothing is looked for while it is stopped: what stopped it stays shown until somebody decides.
    const shown = row.state === "stopped" ? row.status.targets : [];
    const record = repo.recordOf(row);
    const standing = { ...record, state: "running", skipped: [] } as const;
    const targets: TargetStatus[] = row.plan.targets.map((target) => {
      return statusOf(target, reports.get(target.target), {
        revision: row.revision,
        skipped: skipped.has(target.target),
        goal: goalOf(record, row.plan, target.target, satisfied),
        standing: goalOf(standing, row.plan, target.target, satisfied),
        before: row.status.targets.find((one) => one.target === target.target),
        drift: shown.find((one) => one.target === target.target)?.drift ?? null,
      });
    });
    return {
      revision: row.revision,
      stepReady,
      targets,
      gates: gates.map(({ passed, reason, since }) => ({ passed, reason, since })),
    };
  }

  function ready(): boolean {
    const skipped = skippedTargets();
    return row.plan.targets.every((target) => skipped.has(target.target) || satisfied(target.target));
  }

  function firstDrift(): string | null {
    const skipped = skippedTargets();
    for (const target of row.plan.targets) {
      const report = reports.get(target.target);
      const drift = report?.revision === row.revision ? report.outcome?.drift : null;
      if (drift != null && !skipped.has(target.target))
        return `${target.target}: ${drift.who}: ${drift.what}`;
    }
    return null;
  }

  /** No target has a write under way that was computed before the row in force. */
  function acknowledged(): number {
    const settled = [...workers.keys()].every((target) => {
      const report = reports.get(target);
      return report !== undefined && report.fenced && report.revision === row.revision;
    });
    return settled ? row.revision : row.acknowledged;
  }

  const boundary = createBoundary({ clock, ask: answersOf, answered: () => wakeLoop() }, signal);

  function askGates(): void {
    const wanted = ready() && row.state === "running" ? gatesAt(repo.recordOf(row), row.plan) : [];
    gates = boundary.answers(`${row.revision}:${wanted.length}`, wanted);
  }

  async function answersOf(wanted: readonly Gate[], limit: AbortSignal): Promise<GateResult[]> {
    const since = row.step_ready_at?.getTime() ?? clock.now().getTime();
    const needsRestarts = wanted.some((gate) => gate.kind === "cel");
    const restarts = needsRestarts ? await restartsNow() : 0;
    const facts = {
      step: row.position,
      steps: row.plan.steps.length,
      allowed: row.plan.steps[row.position - 1]?.cumulative ?? 0,
      total: row.plan.total,
      targets: status(true).targets,
      readyFor: clock.now().getTime() - since,
      restarts,
    };
    const results = await Promise.all(wanted.map((gate) => deps.gates.ask(gate, facts, limit)));
    if (row.direction === "back" || wanted.some((gate) => gate.kind === "manual")) return results;
    // Without a person in between, a freeze is what stops it from going on by itself.
    const freeze = await frozen(database.db, row, clock.now());
    return freeze === null ? results : results.map(() => ({ passed: false, reason: freeze }));
  }

  async function restartsNow(): Promise<number> {
    const { items } = await instancesOf(
      provider,
      row,
      await repo.memories(database.db, release),
      2000,
      signal,
    );
    return items.reduce((sum, one) => sum + one.restarts, 0);
  }

  /** Persists what changed: the status, and what the machine makes of it. */
  async function persist(): Promise<void> {
    const stepReady = ready();
    const next = status(stepReady);
    const now = clock.now();
    const step = advance(repo.recordOf(row), row.plan, {
      revision: row.revision,
      now: now.getTime(),
      stepReady,
      drift: firstDrift(),
      gatesPassed: gates.length > 0 && gates.every((gate) => gate.passed),
    });
    const ack = acknowledged();
    const text = JSON.stringify({
      ...next,
      targets: next.targets.map((one) => ({ ...one, observedAt: null })),
      ack,
    });
    if (step === null && text === written) return;
    const instances =
      step?.kind === "step-ready"
        ? (await instancesOf(provider, row, await repo.memories(database.db, release), 2000, signal)).items
        : [];
    await database.transaction(async (tx) => {
      const current = await repo.lock(tx, release);
      if (
        current === undefined ||
        current.revision !== row.revision ||
        current.state !== row.state ||
        !lease.held()
      ) {
        stale = true;
        return;
      }
      // The freeze may have begun since the gates were asked.
      if (step?.kind === "next" && row.direction === "forward" && (await frozen(tx, row, now)) !== null)
        return;
      await repo.saveStatus(tx, release, next, ack, now);
      row = { ...current, status: next, acknowledged: ack };
      if (step === null) {
        await events.publish(tx, "release.seen", { release });
        return;
      }
      row = { ...(await repo.saveRecord(tx, release, step.record, now)), status: next };
      await closed(tx);
      const automatic =
        step.kind === "next" || step.kind === "done" || step.kind === "rolled-back" || step.kind === "drift";
      if (automatic) await audited(tx, step.kind, step.text);
      await append(tx, release, {
        at: now,
        actor: systemActor.name,
        kind: step.kind,
        text: step.text,
        step: row.position,
        instances: instances.map((one) => one.name),
        ...(instances.length === 0 ? {} : { detail: { instances } }),
      });
      await events.publish(tx, "release.changed", { release, revision: row.revision });
    });
    written = text;
    if (step !== null) for (const worker of workers.values()) worker.wake();
  }

  async function audited(tx: Parameters<typeof append>[0], kind: string, text: string): Promise<void> {
    const subject = {
      kind: "release",
      id: release,
      name: release,
      team: row.team,
      app: row.app,
      clusters: row.plan.targets.map(({ cluster }) => cluster),
      rooms: row.plan.targets.map(({ room }) => room),
    };
    await deps.recordAudit(tx, {
      actor: systemActor,
      verb: `release.${kind}`,
      subject,
      detail: { text, on: row.actor },
    });
  }

  /** What runs where, once the release is over. A skipped target is as it was. */
  async function closed(tx: Parameters<typeof append>[0]): Promise<void> {
    if (row.state !== "done" && row.state !== "rolled-back") return;
    const skipped = skippedTargets();
    for (const target of row.plan.targets) {
      if (skipped.has(target.target)) continue;
      await repo.setRunning(tx, row.app, target.target, row.state === "done" ? row.to_version : target.from);
    }
  }

  async function refresh(): Promise<void> {
    stale = false;
    const next = await repo.find(database.db, release);
    if (next === undefined) throw new Error(`release ${release} is gone from the database`);
    const changed = next.revision !== row.revision || next.state !== row.state;
    row = next;
    if (changed) for (const worker of workers.values()) worker.wake();
  }

  const over = () => !repo.slotStates.some((state) => state === row.state);
  const resting = () => row.state !== "running" && row.acknowledged >= row.revision;

  async function loop(): Promise<void> {
    signal.addEventListener("abort", () => wakeLoop(), { once: true });
    while (!signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wakeLoop = resolve;
      if (stale) await refresh();
      askGates();
      await persist();
      if (over() || resting()) return;
      if (stale) continue;
      const timer = setTimeout(resolve, loopPace);
      await promise;
      clearTimeout(timer);
    }
  }

  async function run(): Promise<{ failed: boolean }> {
    try {
      // A worker that fails for another reason than its cluster ends the run; the next holder starts from the database.
      await Promise.race([loop(), ...[...workers.values()].map((worker) => worker.done)]);
      return { failed: false };
    } catch (error) {
      if (signal.aborted) return { failed: false };
      log.error({ err: error, release }, "a release's run failed; it is taken up again");
      return { failed: true };
    } finally {
      ended.abort();
      stopListening();
      await Promise.allSettled([...workers.values()].map((worker) => worker.done));
    }
  }

  return {
    wake() {
      stale = true;
      wakeLoop();
    },
    done: run(),
  };
}
