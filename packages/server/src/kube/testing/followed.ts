import { setTimeout as delay } from "node:timers/promises";
import { createKubeClient, type KubeClient } from "../client.ts";
import { collectionPath } from "../paths.ts";
import { type PodRecord, podProjection } from "../projections/pod.ts";
import {
  type CacheChange,
  type ClusterCache,
  type ClusterCacheDeps,
  createClusterCache,
} from "../store/cluster-cache.ts";
import { createInterner } from "../store/intern.ts";
import { clusterUid } from "../store/probe.ts";
import type { KubeLimits } from "../transport.ts";
import type { KubeList } from "../types.ts";

/** A cache that follows an API server, for tests. */
export interface Followed {
  readonly client: KubeClient;
  readonly cache: ClusterCache;
  readonly changes: readonly CacheChange[];
  stop(): Promise<void>;
}

/** @param more probes come quickly unless told */
export async function follow(
  target: { server: string; caData: string; token: string },
  { limits, ...more }: Partial<ClusterCacheDeps> & { limits?: Partial<KubeLimits> } = {},
): Promise<Followed> {
  const credentials = { server: target.server, ca: target.caData, token: target.token };
  const client = createKubeClient(credentials, limits);
  const changes: CacheChange[] = [];
  const cache = createClusterCache({
    client,
    expectedUid: more.expectedUid ?? (await clusterUid(client, { timeoutMs: 10_000 })),
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: Math.random,
    interner: createInterner(),
    onChange: (change) => changes.push(change),
    onCleared: () => undefined,
    onStatus: () => undefined,
    probeIntervalMs: 500,
    probeTimeoutMs: 1_500,
    ...more,
  });
  const ending = new AbortController();
  const running = cache.run(ending.signal);
  return {
    client,
    cache,
    changes,
    async stop() {
      ending.abort();
      await client.close();
      await running;
    },
  };
}

/** Waits until `condition` gives something else than null, and gives that. @throws Error naming what it waited for */
export async function until<T>(
  what: string,
  condition: () => T | null | Promise<T | null>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`);
    await delay(25);
  }
}

/** What the API server has now, listed afresh and projected. */
export async function listedPods(client: KubeClient): Promise<PodRecord[]> {
  const project = podProjection(createInterner());
  const found: PodRecord[] = [];
  let next: string | undefined;
  do {
    const page: KubeList<never> = await client.list(collectionPath("Pod"), {
      limit: 400,
      ...(next ? { continue: next } : {}),
    });
    found.push(...page.items.map(project));
    next = page.metadata.continue;
  } while (next);
  return found.sort(byUid);
}

export function cachedPods(cache: ClusterCache): PodRecord[] {
  return [...cache.all("pods")].sort(byUid);
}

function byUid(a: PodRecord, b: PodRecord): number {
  return a.uid < b.uid ? -1 : 1;
}
