/** What 200 browsers' sockets cost one server, and how soon each hears of a change. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fleetEndpoints, type PodItem } from "@halcyon/contracts";
import type { KubeClient } from "../../packages/server/src/kube/client.ts";
import type { MeasuredHalcyon } from "../halcyon.ts";
import type { Arrival, SocketsWanted } from "../live-sockets-process.ts";
import type { BenchRow } from "../report.ts";
import { readdress, restore } from "./changes.ts";
import { type ProcessCost, processCost } from "./process-cost.ts";

const count = 200;
const idleSeconds = 8;
const changes = 150;
const changeEveryMs = 100;
/** Pods that change in turn. Each is in the first rows of every query. */
const changing = 25;
const rows = 100;

export async function manySockets(
  halcyon: MeasuredHalcyon,
  clientOf: (pod: PodItem) => KubeClient,
): Promise<BenchRow[]> {
  const { pods, queries } = await sharedPods(halcyon);
  const before = await processCost(halcyon.pid, idleSeconds);
  const sockets = await openSockets({
    url: halcyon.url,
    token: halcyon.developer.token ?? "",
    count,
    each: queries.map((query) => ({
      endpoint: fleetEndpoints.podWatch.id,
      query: { ...query, limit: String(rows) },
    })),
    all: [{ endpoint: fleetEndpoints.overviewWatch.id }],
    mark: markedAddress(String.raw`(\d+)`).replaceAll(".", String.raw`\.`),
  });
  try {
    await wait(2_000);
    const idle = await processCost(halcyon.pid, idleSeconds);
    const sentAt: number[] = [];
    const [busy] = await Promise.all([
      processCost(halcyon.pid, (changes * changeEveryMs) / 1_000),
      change(pods, clientOf, sentAt),
    ]);
    const after = await processCost(halcyon.pid, idleSeconds);
    const { arrivals, open, bytes } = await sockets.end();
    if (open !== count) throw new Error(`of ${count} sockets ${open} were left`);
    const latencies = arrivals.map(
      ({ mark, at }) => Math.round((at - (sentAt[mark] ?? Number.NaN)) * 10) / 10,
    );
    return told({ before, idle, busy, after }, latencies, bytes);
  } finally {
    await sockets.end();
    await restore(clientOf, pods);
  }
}

/** The pods that all sockets have before them, and what the sockets ask. */
async function sharedPods({ developer }: MeasuredHalcyon) {
  const list = async (query: Readonly<Record<string, string>>) =>
    (await developer.get(fleetEndpoints.podList, { query: { ...query, limit: rows } })).items;
  const first = await list({});
  const [pod] = first;
  if (pod === undefined) throw new Error("there are no pods");
  const queries = [
    {},
    { cluster: pod.cluster },
    { q: `app:${pod.app}` },
    { namespace: pod.namespace, q: "running" },
  ];
  const lists = await Promise.all(queries.map(list));
  const pods = first.filter(({ uid }) => lists.every((items) => items.some((item) => item.uid === uid)));
  if (pods.length < changing)
    throw new Error(`only ${pods.length} pods are in the first rows of every query`);
  return { pods: pods.slice(0, changing), queries };
}

/** One pod after the other, whether the last change was told or not. */
async function change(
  pods: readonly PodItem[],
  clientOf: (pod: PodItem) => KubeClient,
  sentAt: number[],
): Promise<void> {
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let mark = 0; mark < changes; mark++) {
    const pod = pods[mark % pods.length];
    if (pod === undefined) return;
    await wait(Math.max(0, began + mark * changeEveryMs - performance.now()));
    sentAt[mark] = performance.timeOrigin + performance.now();
    sent.push(readdress(clientOf(pod), pod, markedAddress(String(mark))));
  }
  await Promise.all(sent);
}

/** An address that tells which change it is of, and of which run. */
const markedAddress = (mark: string) => `10.251.${mark}.${(process.pid % 250) + 1}`;

interface OpenSockets {
  /** Ends them; what arrived. */
  end(): Promise<{ readonly bytes: number; readonly open: number; readonly arrivals: readonly Arrival[] }>;
}

async function openSockets(wanted: SocketsWanted): Promise<OpenSockets> {
  const program = join(import.meta.dirname, "..", "live-sockets-process.ts");
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("the process with the sockets ended");
    return line.value;
  };
  const exited = once(child, "exit");
  let ended: ReturnType<OpenSockets["end"]> | undefined;
  const end = async () => {
    child.stdin.end();
    const told = JSON.parse(await next()) as Awaited<ReturnType<OpenSockets["end"]>>;
    await exited;
    return told;
  };
  child.stdin.write(`${JSON.stringify(wanted)}\n`);
  await next();
  return { end: () => (ended ??= end()) };
}

function told(
  { before, idle, busy, after }: Readonly<Record<"before" | "idle" | "busy" | "after", ProcessCost>>,
  latencies: readonly number[],
  bytes: number,
): BenchRow[] {
  const every = `one pod changes every ${changeEveryMs} ms`;
  return [
    {
      what: `server's RSS with ${count} live sockets, each with a list of pods and the overview`,
      unit: "MB",
      samples: idle.rss,
      peer: { name: "without", samples: before.rss },
    },
    { what: `the same while ${every}`, unit: "MB", samples: busy.rss },
    { what: "the same in the seconds after", unit: "MB", samples: after.rss },
    {
      what: `server's share of a core with ${count} live sockets, nothing changing`,
      unit: "%",
      samples: idle.cpu,
      peer: { name: "without", samples: before.cpu },
    },
    {
      what: `the same while ${every}`,
      unit: "%",
      samples: busy.cpu,
      note: `${(bytes / 1e6).toFixed(0)} MB sent to the sockets for ${changes} changes`,
    },
    { what: "a change sent to a cluster -> heard on each socket", unit: "ms", samples: latencies },
  ];
}
