/**
 * From a change that the API server has answered to its being found by a search over HTTP, in a fleet of 30,000 pods.
 * The floor, measured with the same changes: a bare watch on the same pods.
 */
import { performance } from "node:perf_hooks";
import { fleetEndpoints } from "@halcyon/contracts";
import type { Room } from "@halcyon/lab";
import { createKubeClient, type KubeClient } from "../packages/server/src/kube/client.ts";
import { collectionPath, objectPath } from "../packages/server/src/kube/paths.ts";
import { podsNamespace, withFilledRooms } from "./fleet-rooms.ts";
import { loaded } from "./fleet-search.ts";
import { startHalcyon } from "./halcyon.ts";
import type { BenchResult } from "./report.ts";

const clusters = 3;
const podsEach = 10_000;
const changes = 300;

export async function run(): Promise<BenchResult> {
  return withFilledRooms(clusters, podsEach, async (rooms) => {
    const halcyon = await startHalcyon();
    const ending = new AbortController();
    const admins = rooms.map(adminOf);
    try {
      for (const room of rooms) await halcyon.register(room);
      await loaded(halcyon, clusters * podsEach);
      const watches = await Promise.all(admins.map((admin) => watchMarks(admin, ending.signal)));
      const pods = await Promise.all(
        admins.map((admin) => admin.list(collectionPath("Pod", podsNamespace), { limit: 100 })),
      );
      const samples: number[] = [];
      const floor: number[] = [];
      for (let at = 0; at < changes; at++) {
        const cluster = at % clusters;
        const pod = pods[cluster]?.items[at % 100]?.metadata.name ?? "";
        const mark = `m${at}-${process.pid}`;
        const watched = watches[cluster]?.next(mark) ?? Promise.reject(new Error("no watch"));
        const patch = { metadata: { labels: { "bench-mark": mark } } };
        await admins[cluster]?.patch(objectPath("Pod", podsNamespace, pod), patch, { type: "merge" });
        const answered = performance.now();
        while (
          (
            await halcyon.developer.get(fleetEndpoints.search, {
              query: { q: `label:bench-mark=${mark}`, limit: 1 },
            })
          ).total === 0
        );
        samples.push(performance.now() - answered);
        floor.push(Math.max(0, (await watched) - answered));
      }
      return {
        name: "staleness",
        rows: [
          {
            what: "change answered by a cluster -> found by search",
            unit: "ms",
            samples,
            peer: { name: "bare watch", samples: floor },
            bar: { of: "p99", most: 1_000, text: "p99 <= 1 s" },
          },
        ],
      };
    } finally {
      ending.abort();
      await Promise.all(admins.map((admin) => admin.close()));
      await halcyon.stop();
    }
  });
}

function adminOf(room: Room): KubeClient {
  return createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
}

/** `next(mark)` resolves with the time at which a watch on pods brings that mark. */
async function watchMarks(
  client: KubeClient,
  signal: AbortSignal,
): Promise<{ next(mark: string): Promise<number> }> {
  const waiting = new Map<string, (at: number) => void>();
  const path = collectionPath("Pod", podsNamespace);
  const { metadata } = await client.list(path, { limit: 1 });
  const follow = async () => {
    const query = { resourceVersion: metadata.resourceVersion, timeoutSeconds: 3600 };
    for await (const event of client.watch(path, query, signal)) {
      const mark = event.object.metadata.labels?.["bench-mark"] ?? "";
      waiting.get(mark)?.(performance.now());
      waiting.delete(mark);
    }
  };
  follow().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return { next: (mark) => new Promise((resolve) => waiting.set(mark, resolve)) };
}
