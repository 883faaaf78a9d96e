import { setTimeout as delay } from "node:timers/promises";
import type { KubeClient } from "../client.ts";
import { KubeError } from "../errors.ts";
import { objectPath } from "../paths.ts";
import type { KubeClock } from "../types.ts";

/**
 * Asks a cluster at short intervals whether it answers and is still the one it was: the uid of its kube-system
 * namespace is its identity. A watch alone does not tell; it is silent when nothing happens and when the API
 * server hangs.
 */
export interface Probe {
  /** Probes until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  result(): ProbeResult;
  /** Waits for a good answer to a question asked after now; hurries the next probe. */
  untilGood(signal: AbortSignal): Promise<void>;
}

export type ProbeResult =
  | { readonly outcome: "none" }
  | { readonly outcome: "good"; readonly version: string }
  | { readonly outcome: "failed"; readonly error: KubeError }
  | { readonly outcome: "replaced"; readonly uid: string };

export interface ProbeDeps {
  readonly client: KubeClient;
  readonly expectedUid: string;
  readonly clock: KubeClock;
  readonly random: () => number;
  readonly onResult: (result: ProbeResult) => void;
  /** Between answers; 3 s unless told. */
  readonly intervalMs?: number;
  /** Time limit of one; 4 s unless told. */
  readonly timeoutMs?: number;
}

/** Hurried probes come no closer together than this. */
const leastGapMs = 250;

/** The uid of kube-system: what makes a cluster this cluster. @throws KubeError */
export async function clusterUid(
  client: KubeClient,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<string> {
  const namespace = await client.get(objectPath("Namespace", undefined, "kube-system"), options);
  return namespace.metadata.uid;
}

export function createProbe(deps: ProbeDeps): Probe {
  let result: ProbeResult = { outcome: "none" };
  let version: string | null = null;
  let hurry = new AbortController();
  let waiting: { since: number; resolve: () => void }[] = [];

  async function ask(signal: AbortSignal): Promise<ProbeResult> {
    const options = { timeoutMs: deps.timeoutMs ?? 4_000, signal };
    try {
      const uid = await clusterUid(deps.client, options);
      if (uid !== deps.expectedUid) return { outcome: "replaced", uid };
      // An upgrade restarts the API server, so its version is asked for again after each failure.
      version ??= (await deps.client.get<{ gitVersion: string }>("/version", options)).gitVersion;
      return { outcome: "good", version };
    } catch (error) {
      version = null;
      return { outcome: "failed", error: error instanceof KubeError ? error : unexpected(error) };
    }
  }

  return {
    result: () => result,
    async run(signal) {
      signal.addEventListener("abort", () => hurry.abort(), { once: true });
      while (!signal.aborted) {
        const asked = deps.clock.monotonic();
        const answer = await ask(signal);
        if (signal.aborted) return;
        result = answer;
        deps.onResult(result);
        if (result.outcome === "good") {
          const ready = waiting.filter((waiter) => waiter.since <= asked);
          waiting = waiting.filter((waiter) => waiter.since > asked);
          for (const waiter of ready) waiter.resolve();
        }
        hurry = new AbortController();
        const wait = waiting.length > 0 && result.outcome === "good" ? leastGapMs : interval();
        await delay(leastGapMs, undefined, { signal }).catch(() => undefined);
        await delay(wait - leastGapMs, undefined, { signal: hurry.signal }).catch(() => undefined);
      }
    },
    untilGood(signal) {
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          waiting = waiting.filter((waiter) => waiter.resolve !== done);
          reject(signal.reason);
        };
        const done = () => {
          signal.removeEventListener("abort", giveUp);
          resolve();
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.push({ since: deps.clock.monotonic(), resolve: done });
        // Only while all was well: a cluster known to be down is asked at the usual pace.
        if (result.outcome === "good") hurry.abort();
      });
    },
  };

  function interval(): number {
    return (deps.intervalMs ?? 3_000) * (0.9 + 0.2 * deps.random());
  }
}

function unexpected(error: unknown): KubeError {
  return new KubeError({
    kind: "protocol",
    message: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
