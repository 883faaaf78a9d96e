/**
 * Search over 30,000 pods in three clusters, by one client over HTTP, whole answers read. The peer is what Kingfisher
 * does for each query: list every pod of every cluster and look through them.
 */
import { performance } from "node:perf_hooks";
import { fleetEndpoints } from "@halcyon/contracts";
import { Client } from "undici";
import { createKubeClient } from "../packages/server/src/kube/client.ts";
import { collectionPath } from "../packages/server/src/kube/paths.ts";
import type { KubeObject } from "../packages/server/src/kube/types.ts";
import { appName, podAddress } from "./fleet-pods.ts";
import { withFilledRooms } from "./fleet-rooms.ts";
import { type MeasuredHalcyon, startHalcyon } from "./halcyon.ts";
import type { BenchResult } from "./report.ts";

const clusters = 3;
const podsEach = 10_000;
const searches = 2_000;
const listings = 5;

/** What people type: rare and common words, every filter, and what is not there. */
const queries = [
  (n: number) => appName(n % 200),
  (n: number) => `app:${appName(n % 200)} phase:running`,
  (n: number) => `ip:${podAddress(128 + 16 * (n % 3), n % podsEach)}`,
  (n: number) => `node:node-00${String(n % 20).padStart(2, "0")} team=team-${n % 12}`,
  (n: number) => `image:1.${n % 40}.2 room:filled-${n % 3}`,
  (n: number) => `hostip:172.128.0.${(n % 20) + 1} label:tier=front`,
  () => "web",
  () => "running",
  () => "kind:pod -label:tier=back worker",
  (n: number) => `nowhere-${n}`,
];

export async function run(): Promise<BenchResult> {
  return withFilledRooms(clusters, podsEach, async (rooms) => {
    const halcyon = await startHalcyon();
    const lister = rooms.map((room) =>
      createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin }),
    );
    const client = new Client(halcyon.url);
    try {
      for (const room of rooms) await halcyon.register(room);
      await loaded(halcyon, clusters * podsEach);
      const search = searcher(client, halcyon.developer.token ?? "");
      for (let at = 0; at < 300; at++) await search(at);
      const samples: number[] = [];
      const listed: number[] = [];
      for (let at = 0; at < searches; at++) {
        if (at % (searches / listings) === 0)
          listed.push(await timed(() => Promise.all(lister.map(listAll))));
        samples.push(await timed(() => search(at)));
      }
      return {
        name: "fleet-search",
        rows: [
          {
            what: `search over ${clusters * podsEach} pods, one client`,
            unit: "ms",
            samples,
            peer: { name: "listing every cluster", samples: listed },
            bar: { of: "p95", most: 5, text: "p95 <= 5 ms" },
          },
        ],
      };
    } finally {
      await Promise.all([client.close(), ...lister.map((each) => each.close())]);
      await halcyon.stop();
    }
  });
}

function searcher(client: Client, token: string) {
  return async (at: number): Promise<void> => {
    const query = queries[at % queries.length]?.(at) ?? "";
    const { statusCode, body } = await client.request({
      method: "GET",
      path: `${fleetEndpoints.search.path}?q=${encodeURIComponent(query)}`,
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${query}: ${statusCode} ${text}`);
  };
}

async function listAll(client: ReturnType<typeof createKubeClient>): Promise<number> {
  let found = 0;
  let next: string | undefined;
  do {
    const query = { limit: 500, ...(next === undefined ? {} : { continue: next }) };
    const page = await client.list<KubeObject>(collectionPath("Pod"), query, { timeoutMs: 60_000 });
    found += page.items.filter((pod) => pod.metadata.name.includes("nowhere")).length;
    next = page.metadata.continue || undefined;
  } while (next !== undefined);
  return found;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Waits until every cluster is fresh and all pods are there. */
export async function loaded(halcyon: MeasuredHalcyon, pods: number): Promise<void> {
  for (const deadline = performance.now() + 300_000; ; ) {
    const page = await halcyon.developer.get(fleetEndpoints.podList, { query: { limit: 1 } });
    if (page.total >= pods && page.clusters.every(({ state }) => state === "fresh")) return;
    if (performance.now() > deadline)
      throw new Error(`not loaded: ${page.total} pods, ${JSON.stringify(page.clusters)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
