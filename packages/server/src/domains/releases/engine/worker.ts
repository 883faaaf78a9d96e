/**
 * One target of a running release: fence, look, write at most once, report, wait for a reason to look again.
 *
 * Each target has its own loop, so a cluster that hangs holds up nobody else. A loop holds nothing a crash could lose:
 * what is asked comes from the release's row, what is there from the cluster, the provider's notes from the database.
 */
import { KubeError } from "#kube/errors.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Goal, Outcome, TargetCall, TargetProvider } from "../targets/port.ts";

/** What is asked of the target now, from the newest row the engine has read. */
export interface Asked {
  readonly revision: number;
  readonly goal: Goal;
  readonly call: Omit<TargetCall, "memory" | "remember" | "assertHeld" | "signal">;
  /** After this many ms without success the provider is asked why. */
  readonly patienceMs: number;
}

export interface Report {
  readonly revision: number;
  readonly outcome: Outcome | null;
  /** Why the look or the write failed; null when it did not. `reachable`: the cluster answered, and refused. */
  readonly failure: { readonly reason: string; readonly reachable: boolean } | null;
  readonly explain: readonly string[];
  /** No earlier write of anybody can still arrive. */
  readonly fenced: boolean;
  readonly at: Date;
}

export interface WorkerDeps {
  readonly provider: TargetProvider;
  readonly epoch: number;
  readonly now: () => Date;
  readonly asked: () => Asked;
  readonly memory: unknown;
  readonly remember: (memory: unknown) => Promise<void>;
  readonly assertHeld: () => void;
  readonly report: (report: Report) => void;
  /** Tells the timeline of a write; awaited, so that the order is kept. */
  readonly wrote: (text: string) => Promise<void>;
}

/** Slowest pace of looking without being woken, ms: watches may be late, never the only reason to look. */
const pace = { waiting: 1000, satisfied: 5000, unreachable: 5000, silence: 3000, explain: 10_000, apart: 50 };

export interface Worker {
  /** Something else is asked: look at once. */
  wake(): void;
  /** Something changed in the cluster: look soon. A rollout of hundreds of pods is looked at a few times, not at each. */
  nudge(): void;
  /** Resolves when the loop has ended, which it does when the signal aborts. */
  readonly done: Promise<void>;
}

export function startWorker(deps: WorkerDeps, signal: AbortSignal): Worker {
  let memory = deps.memory;
  let fenced = false;
  let fences = 0;
  let failures = 0;
  let woken = false;
  let lookedAt = 0;
  let nudge: NodeJS.Timeout | undefined;
  let interrupt = () => {};
  let explain: readonly string[] = [];
  let explainedAt = 0;
  let unsatisfiedSince: number | null = null;

  const callOf = (asked: Asked): TargetCall => ({
    ...asked.call,
    memory,
    remember: async (next) => {
      await deps.remember(next);
      memory = next;
    },
    assertHeld: deps.assertHeld,
    signal,
  });

  async function sleep(ms: number): Promise<void> {
    if (woken || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    interrupt = resolve;
    await promise;
    clearTimeout(timer);
  }

  function wake(): void {
    woken = true;
    interrupt();
  }

  /** A target that does not answer is named long before its request gives up. */
  function watchSilence(asked: Asked): () => void {
    const timer = setTimeout(() => {
      const failure = { reason: `no answer for ${pace.silence / 1000} s`, reachable: false };
      deps.report({
        revision: asked.revision,
        outcome: null,
        failure,
        explain: [],
        fenced: false,
        at: deps.now(),
      });
    }, pace.silence);
    return () => clearTimeout(timer);
  }

  async function why(asked: Asked, outcome: Outcome): Promise<void> {
    const now = deps.now().getTime();
    if (outcome.satisfied) {
      unsatisfiedSince = null;
      explain = [];
      return;
    }
    unsatisfiedSince ??= now;
    if (now - unsatisfiedSince < asked.patienceMs || now - explainedAt < pace.explain) return;
    explainedAt = now;
    explain = await deps.provider.explain(callOf(asked), signal);
  }

  /** @returns how long to wait before the next look, ms */
  async function once(): Promise<number> {
    const asked = deps.asked();
    const spoke = watchSilence(asked);
    try {
      if (!fenced) {
        // A mark of its own each time: writing the same one again changes nothing, and would refuse nothing.
        fences += 1;
        await deps.provider.fence(callOf(asked), `${deps.epoch}.${fences}`);
        fenced = true;
      }
      const outcome = await deps.provider.reconcile(callOf(asked), asked.goal);
      failures = 0;
      if (outcome.wrote !== null) await deps.wrote(outcome.wrote);
      await why(asked, outcome);
      deps.report({ revision: asked.revision, outcome, failure: null, explain, fenced, at: deps.now() });
      if (outcome.again) return 0;
      return outcome.satisfied ? pace.satisfied : pace.waiting;
    } catch (error) {
      if (signal.aborted) return 0;
      const kube = error instanceof KubeError;
      if (!kube && !(error instanceof HalcyonError)) throw error;
      // A write that may still arrive counts as made: nothing else is written before the fence has passed it.
      if (kube && error.outcomeUnknown) fenced = false;
      failures += 1;
      const failure = { reason: error.message, reachable: !kube || error.kind === "api" };
      deps.report({ revision: asked.revision, outcome: null, failure, explain, fenced, at: deps.now() });
      return Math.min(pace.unreachable, 200 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2);
    } finally {
      spoke();
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = false;
      lookedAt = performance.now();
      const pause = await once();
      if (pause > 0) await sleep(pause);
    }
  }

  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(nudge);
      interrupt();
    },
    { once: true },
  );
  return {
    wake,
    nudge() {
      if (nudge !== undefined || signal.aborted) return;
      nudge = setTimeout(
        () => {
          nudge = undefined;
          wake();
        },
        Math.max(0, lookedAt + pace.apart - performance.now()),
      );
    },
    done: run(),
  };
}
