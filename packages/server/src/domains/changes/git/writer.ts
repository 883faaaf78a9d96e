/** The one writer: whichever server process holds the lease exports what is queued and keeps the remote up to date. */
import { setTimeout as wait } from "node:timers/promises";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { Platform } from "#platform/domain.ts";
import type { Lease } from "#platform/leases.ts";
import { readState, updateState } from "../repo.ts";
import type { RemoteState } from "../tables.ts";
import { createExporter, LeaseLost } from "./exporter.ts";
import type { Git } from "./git.ts";
import { push, type RemoteSettings } from "./remote.ts";
import { createRepository } from "./repository.ts";

export interface WriterDeps extends Pick<Platform, "database" | "events" | "leases" | "log" | "clock"> {
  readonly apps: Pick<AppsDomain, "version" | "baseVersion">;
  readonly git: Git;
  /** Of the bare repository. */
  readonly path: string;
  readonly remote: RemoteSettings | null;
  readonly pace?: Partial<typeof defaultPace> | undefined;
}

const defaultPace = {
  leaseMs: 10_000,
  /** Of looking into the queue though nothing was heard. */
  sweepMs: 2_000,
  /** After the first failed push; doubled with each further one. */
  retryMs: 1_000,
  longestRetryMs: 300_000,
};
/** What makes a commit is announced under these. */
const topics = ["app", "base"];

export function createWriter(deps: WriterDeps) {
  const { database, events, leases, log, clock, git, remote } = deps;
  const pace = { ...defaultPace, ...deps.pace };
  const repository = createRepository({ git, path: deps.path });
  const exporter = createExporter({ database, apps: deps.apps, repository, now: () => clock.now() });
  let running: Promise<void> = Promise.resolve();
  let wake = () => {};
  let retryAt = 0;
  let retryMs = pace.retryMs;
  let written = 0;

  async function hold(lease: Lease, signal: AbortSignal): Promise<void> {
    await repository.prepare();
    while (!signal.aborted && lease.held()) {
      let more = true;
      while (more && !signal.aborted) {
        more = await exporter.step(lease);
        written += Number(more);
      }
      if (written >= 100) {
        written = 0;
        await repository.tidy();
      }
      if (remote !== null) await keepRemote(remote, signal);
      await pause(signal);
    }
  }

  async function keepRemote(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const { commit, remote: before } = await readState(database.db);
    const current = before?.state === "in-sync" && before.commit === commit;
    if (commit === null || current || clock.monotonic() < retryAt) return;
    const now = clock.now().toISOString();
    const { pushed, ...result } = await push({ git, path: repository.path, signal }, settings, commit);
    const after: RemoteState = {
      ...result,
      commit: result.commit ?? before?.commit ?? null,
      since: before?.state === result.state ? before.since : now,
      pushedAt: pushed ? now : (before?.pushedAt ?? null),
    };
    await database.transaction((tx) => updateState(tx, { remote: after }));
    if (result.state === "in-sync") {
      retryAt = 0;
      retryMs = pace.retryMs;
      return;
    }
    log.warn(
      { remote: settings.url, state: result.state, reason: result.reason },
      "versions were not pushed; trying again",
    );
    retryAt = clock.monotonic() + retryMs;
    retryMs = Math.min(retryMs * 2, pace.longestRetryMs);
  }

  async function pause(signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const ending = new AbortController();
    const slept = wait(pace.sweepMs, undefined, {
      signal: AbortSignal.any([signal, ending.signal]),
      ref: false,
    });
    await Promise.race([woken, slept.catch(() => undefined)]);
    ending.abort();
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let lease: Lease | null = null;
      try {
        lease = await leases.acquire("git-export", { ttlMs: pace.leaseMs });
        if (lease !== null) await hold(lease, signal);
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof LeaseLost)) await failed(error);
      } finally {
        await lease?.release();
      }
      await pause(signal);
    }
  }

  async function failed(cause: unknown): Promise<void> {
    log.warn({ err: cause }, "versions were not exported to Git; trying again");
    const problem = cause instanceof Error ? cause.message : String(cause);
    await database
      .transaction(async (tx) => {
        const state = await readState(tx);
        await updateState(tx, { problem, problem_since: state.problem_since ?? clock.now() });
      })
      // The database itself may be what is away.
      .catch(() => undefined);
  }

  return {
    start(signal: AbortSignal): void {
      const unsubscribe = topics.map((topic) => events.subscribe(topic, () => wake()));
      running = run(signal).finally(() => {
        for (const end of unsubscribe) end();
      });
    },
    stop: () => running,
  };
}
