/** Follows clusters as the server does, with the search index; says its resident memory before and, for each line of input, after. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import {
  cachedKindOf,
  searchKinds as searchable,
  type SearchKind,
  type SearchRecord,
} from "../packages/server/src/domains/fleet/search/facts.ts";
import { createFleetIndex } from "../packages/server/src/domains/fleet/search/fleet-index.ts";
import { createKubeClient } from "../packages/server/src/kube/client.ts";
import { createClusterCache } from "../packages/server/src/kube/store/cluster-cache.ts";
import { createInterner } from "../packages/server/src/kube/store/intern.ts";
import { clusterUid } from "../packages/server/src/kube/store/probe.ts";
import type { KubeCredentials } from "../packages/server/src/kube/types.ts";

const credentials = await Promise.all(
  process.argv.slice(2).map(async (file) => JSON.parse(await readFile(file, "utf8")) as KubeCredentials),
);
const clients = await Promise.all(
  credentials.map(async (each) => {
    const client = createKubeClient(each);
    return { client, expectedUid: await clusterUid(client, { timeoutMs: 10_000 }) };
  }),
);
report("empty", 0);

const index = createFleetIndex();
const interner = createInterner();
const searchKinds = new Map<string, SearchKind>(searchable.map((kind) => [cachedKindOf[kind], kind]));
const caches = clients.map(({ client, expectedUid }, at) =>
  createClusterCache({
    client,
    expectedUid,
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: Math.random,
    interner,
    onChange({ kind, type, object, before }) {
      const searched = searchKinds.get(kind);
      if (searched === undefined) return;
      if (type === "upsert")
        index.put(`c-${at}`, searched, object as SearchRecord, before as SearchRecord | undefined);
      else index.remove(object as SearchRecord);
    },
    onCleared: () => undefined,
    onStatus: () => undefined,
  }),
);
const ending = new AbortController();
const loop = monitorEventLoopDelay({ resolution: 2 });
loop.enable();
const started = performance.now();
const running = caches.map((cache) => cache.run(ending.signal));
while (!caches.every((cache) => cache.status().state === "fresh"))
  await new Promise((resolve) => setTimeout(resolve, 20));
// As after the first searches: names stand in the texts that are searched.
index.query({
  terms: [{ not: false, field: "word", value: "a" }],
  order: "rank",
  limit: 50,
  roomOf: () => "",
});
console.log(
  JSON.stringify({ synced_ms: Math.round(performance.now() - started), blocked_ms: loop.max / 1e6 }),
);

const input = createInterface({ input: process.stdin });
input.on("line", () =>
  report(
    "loaded",
    caches.reduce((sum, cache) => sum + cache.count("pods"), 0),
  ),
);
await once(input, "close");
ending.abort();
await Promise.all(clients.map(({ client }) => client.close()));
await Promise.all(running);

function report(when: string, pods: number): void {
  console.log(JSON.stringify({ when, pods, rss_kb: Math.round(process.memoryUsage.rss() / 1024) }));
}
