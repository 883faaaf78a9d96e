/**
 * The gates a release stands before, asked again and again beside its loop: an address that never answers must not keep
 * a hold, a foreign edit or a way back from being seen.
 */
import type { Gate, GateStatus } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { GateResult } from "../gates.ts";

export type Asked = Pick<GateStatus, "passed" | "reason" | "since">;

export interface Boundary {
  /**
   * The newest answers, in the order of the gates; none before all have been asked once.
   * @param key of the boundary: answers for another do not count
   * @throws what asking threw
   */
  answers(key: string, gates: readonly Gate[]): readonly Asked[];
}

/** Pace of asking, ms. */
const pace = 1000;

/** @param deps.ask all gates of the boundary; the signal aborts when its answer no longer matters. @param deps.answered tells that `answers` may have changed */
export function createBoundary(
  deps: {
    readonly clock: Clock;
    readonly ask: (gates: readonly Gate[], signal: AbortSignal) => Promise<readonly GateResult[]>;
    readonly answered: () => void;
  },
  signal: AbortSignal,
): Boundary {
  const { clock } = deps;
  let known: { key: string; answers: readonly Asked[] } = { key: "", answers: [] };
  let asking: { key: string; at: number; done: boolean; stop: AbortController } | null = null;
  let failure: { error: unknown } | null = null;

  function ask(key: string, gates: readonly Gate[]): void {
    asking?.stop.abort();
    const question = { key, at: clock.monotonic(), done: false, stop: new AbortController() };
    asking = question;
    deps
      .ask(gates, AbortSignal.any([signal, question.stop.signal]))
      .then((results) => {
        if (known.key !== key) return;
        const now = clock.now().toISOString();
        const since = (index: number) => known.answers[index]?.since ?? now;
        known = { key, answers: results.map((result, index) => ({ ...result, since: since(index) })) };
      })
      .catch((error: unknown) => {
        if (!question.stop.signal.aborted) failure = { error };
      })
      .finally(() => {
        question.done = true;
        deps.answered();
      });
  }

  return {
    answers(key, gates) {
      if (failure !== null) throw failure.error;
      if (known.key !== key) known = { key, answers: [] };
      const underWay = asking !== null && asking.key === key && !asking.done;
      const fresh =
        asking !== null && asking.key === key && asking.done && clock.monotonic() - asking.at < pace;
      if (gates.length > 0 && !underWay && !fresh) ask(key, gates);
      return known.answers;
    },
  };
}
