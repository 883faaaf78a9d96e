import { hash } from "node:crypto";
import type { Clock } from "#platform/clock.ts";
import { createPacer } from "#platform/pacer.ts";

/** A question whose answer changes, and how one knows. */
export interface LiveQuery<T extends object> {
  answer(): T | Promise<T>;
  /** Calls `stir` whenever the answer may be another. @returns stops listening */
  listen(stir: () => void): () => void;
  /** What of an answer is worth sending as soon as it changes, as text. */
  essence(answer: T): string;
  /** What alone is worth sending every ten seconds, as text: the time of the last sign of life. */
  aside?(answer: T): string;
}

/** Answers the same question for many at once: it is asked once, and all get the same frozen object. */
export interface LiveQueries {
  /**
   * The answer at once, and again when it has changed: the first change is out within `settleMs`, further ones at
   * most twice a second. Who reads slowly misses answers in between, never the last.
   * @param key equal for equal questions only
   * @param make called when nobody watches under this key yet
   * @param signal ends it; when the last one leaves, nothing of the query is kept
   * @throws what the query throws when it is asked
   */
  watch<T extends object>(key: string, make: () => LiveQuery<T>, signal: AbortSignal): AsyncGenerator<T>;
  /** Questions that are watched now. */
  readonly size: number;
}

const settleMs = 100;
const gapMs = 500;
/** What depends on the time of day is looked at again after so long, though nothing was heard. */
const refreshMs = 10_000;

/** A question that is watched. */
interface Shared<T extends object> {
  /** How many answers there were. */
  count(): number;
  /** @throws what the query threw */
  last(): T;
  readonly watchers: Set<() => void>;
  end(): void;
}

export function createLiveQueries({ clock }: { clock: Clock }): LiveQueries {
  const queries = new Map<string, Shared<object>>();

  function join<T extends object>(key: string, make: () => LiveQuery<T>): Shared<T> {
    // What is under a key was put there by the same question, so it answers the same type.
    const known = queries.get(key) as Shared<T> | undefined;
    if (known) return known;
    const shared = share(make(), clock);
    queries.set(key, shared);
    return shared;
  }

  return {
    get size() {
      return queries.size;
    },
    async *watch<T extends object>(key: string, make: () => LiveQuery<T>, signal: AbortSignal) {
      if (signal.aborted) return;
      const shared = join(key, make);
      let wake = () => {};
      const stir = () => wake();
      shared.watchers.add(stir);
      signal.addEventListener("abort", stir, { once: true });
      try {
        for (let seen = 0; !signal.aborted; ) {
          const count = shared.count();
          if (count > seen) {
            seen = count;
            yield shared.last();
          } else {
            await new Promise<void>((resolve) => (wake = resolve));
          }
        }
      } finally {
        signal.removeEventListener("abort", stir);
        shared.watchers.delete(stir);
        if (shared.watchers.size === 0) {
          shared.end();
          if (queries.get(key) === (shared as Shared<object>)) queries.delete(key);
        }
      }
    },
  };
}

function share<T extends object>(query: LiveQuery<T>, clock: Clock): Shared<T> {
  const watchers = new Set<() => void>();
  let count = 0;
  let sent: { readonly answer: T; readonly essence: string; readonly aside: string; at: number } | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function look(): Promise<void> {
    try {
      const answer = await query.answer();
      // Fingerprints, so that no second copy of every answer is held.
      const essence = hash("sha1", query.essence(answer));
      const aside = query.aside?.(answer) ?? "";
      const now = clock.monotonic();
      failure = undefined;
      if (sent && essence === sent.essence && (aside === sent.aside || now - sent.at < refreshMs)) return;
      sent = { answer: Object.freeze(answer), essence, aside, at: now };
    } catch (error) {
      failure = { error };
    }
    count++;
    for (const wake of watchers) wake();
  }

  const pacer = createPacer({ clock, settleMs, gapMs, work: look });
  const unlisten = query.listen(() => pacer.ask());
  const refresh = setInterval(() => pacer.askIdly(), refreshMs);
  void look();
  return {
    watchers,
    count: () => count,
    last() {
      if (failure) throw failure.error;
      return (sent as { answer: T }).answer;
    },
    end() {
      unlisten();
      clearInterval(refresh);
      pacer.stop();
    },
  };
}
