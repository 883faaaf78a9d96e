/**
 * From an accepted `next` to the first change in every one of four clusters. Watched from outside, by a watch on
 * Deployments and ReplicaSets of each cluster.
 */
import { performance } from "node:perf_hooks";
import { releaseEndpoints } from "@halcyon/contracts";
import type { Room } from "@halcyon/lab";
import { stringify } from "yaml";
import { createKubeClient } from "../packages/server/src/kube/client.ts";
import type { KubeObject } from "../packages/server/src/kube/types.ts";
import { startHalcyon } from "./halcyon.ts";
import type { BenchResult } from "./report.ts";
import { withRooms } from "./rooms.ts";

const clusters = 4;
const steps = 25;
const rounds = 4;

export async function run(): Promise<BenchResult> {
  return withRooms(clusters, { nodes: 10 }, async (rooms) => {
    const halcyon = await startHalcyon();
    const ending = new AbortController();
    try {
      for (const room of rooms) await halcyon.register(room);
      await halcyon.ship("news", specOf(rooms));
      const changes = rooms.map((room) => watchChanges(room, ending.signal));
      const all: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        const image = `registry.demo/news:${round + 1}`;
        const { id } = await halcyon.approved({ app: "news", image, steps: clusters, order: "across" });
        for (let step = 1; step <= steps; step++) {
          const marks = changes.map((change) => change.next());
          await halcyon.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
          const accepted = performance.now();
          // A change that was there before the answer arrived took no time.
          all.push(...(await Promise.all(marks)).map((at) => Math.max(0, at - accepted)));
          await halcyon.until(id, (release) => release.stepReady && release.position === step);
        }
        await halcyon.until(id, (release) => release.state === "done");
      }
      const bar = { of: "p99" as const, most: 300, text: "p99 <= 300 ms" };
      return {
        name: "release-next",
        rows: [
          {
            what: `next accepted -> first change in each of ${clusters} clusters`,
            unit: "ms",
            samples: all,
            bar,
          },
        ],
      };
    } finally {
      ending.abort();
      await halcyon.stop();
    }
  });
}

function specOf(rooms: readonly Room[]): string {
  return stringify({
    name: "news",
    team: "news",
    image: "registry.demo/news:1",
    ports: [{ name: "http", port: 8080 }],
    replicas: Object.fromEntries(rooms.map((room) => [room.name, steps])),
  });
}

/** `next()` resolves with the time of the first change of a spec from then on. */
function watchChanges(room: Room, signal: AbortSignal): { next(): Promise<number> } {
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  let heard = (_at: number) => {};
  const generations = new Map<string, number>();
  async function follow(path: string): Promise<void> {
    const { metadata, items } = await client.list<KubeObject>(path);
    for (const item of items) generations.set(item.metadata.uid, item.metadata.generation ?? 0);
    for await (const event of client.watch<KubeObject>(
      path,
      { resourceVersion: metadata.resourceVersion, timeoutSeconds: 3600 },
      signal,
    )) {
      const { uid, generation = 0 } = event.object.metadata;
      if (event.type === "BOOKMARK" || generations.get(uid) === generation) continue;
      generations.set(uid, generation);
      heard(performance.now());
    }
  }
  for (const kind of ["deployments", "replicasets"]) {
    follow(`/apis/apps/v1/namespaces/news/${kind}`).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return {
    next: () =>
      new Promise((resolve) => {
        heard = resolve;
      }),
  };
}
