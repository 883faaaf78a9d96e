/** Takes up the releases that need work: one run each, under a lease, in whichever server process gets it. */
import { setTimeout as wait } from "node:timers/promises";
import type { Lease } from "#platform/leases.ts";
import { type Run, type RunDeps, startRun } from "./engine/run.ts";
import * as repo from "./repo.ts";

const leaseMs = 6000;
/** Pace of looking for releases nobody drives, ms: after a crash of their holder, or a lost event. */
const sweepMs = 1500;

export function createReconciler(deps: RunDeps) {
  const { database, events, leases, log } = deps;
  const runs = new Map<string, Run>();
  const taking = new Set<string>();
  let ended: Promise<void> = Promise.resolve();

  async function consider(id: string, signal: AbortSignal): Promise<void> {
    const known = runs.get(id);
    if (known !== undefined) return known.wake();
    if (taking.has(id) || signal.aborted) return;
    taking.add(id);
    try {
      await take(id, signal);
    } finally {
      taking.delete(id);
    }
  }

  async function take(id: string, signal: AbortSignal): Promise<void> {
    if (!(await needed(id))) return;
    const lease = await leases.acquire(`release:${id}`, { ttlMs: leaseMs });
    if (lease === null) return;
    const run = await begin(id, lease, signal).catch(async (error: unknown) => {
      // A lease is renewed for as long as it is not given back: without a run it would keep everybody else out.
      await lease.release();
      throw error;
    });
    if (run === null) return lease.release();
    runs.set(id, run);
    void run.done.then(async ({ failed }) => {
      runs.delete(id);
      await lease.release();
      // What was asked while the run ended is taken up at once; what failed waits for the next sweep.
      if (signal.aborted || failed) return;
      await consider(id, signal).catch((error: unknown) =>
        log.error({ err: error, release: id }, "a release could not be taken up"),
      );
    });
  }

  /** Read again under the lease: what another process did until then is in the database. */
  async function begin(id: string, lease: Lease, signal: AbortSignal): Promise<Run | null> {
    const row = await repo.find(database.db, id);
    if (row === undefined || !(await needed(id))) return null;
    return startRun(deps, row, await repo.memories(database.db, id), lease, signal);
  }

  async function needed(id: string): Promise<boolean> {
    return (await repo.toDrive(database.db)).includes(id);
  }

  async function sweep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for (const id of await repo.toDrive(database.db)) await consider(id, signal);
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, "releases could not be looked through; trying again");
      }
      await wait(sweepMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    async start(signal: AbortSignal): Promise<void> {
      const unsubscribe = events.subscribe("release.changed", (_topic, payload) => {
        const id = payload["release"];
        if (typeof id === "string") {
          consider(id, signal).catch((error: unknown) =>
            log.warn({ err: error, release: id }, "a release could not be taken up"),
          );
        } else for (const run of runs.values()) run.wake();
      });
      ended = sweep(signal).finally(unsubscribe);
    },
    async stop(): Promise<void> {
      await ended;
      await Promise.allSettled([...runs.values()].map((run) => run.done));
    },
  };
}
