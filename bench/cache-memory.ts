/**
 * Resident memory of a cache of pods over the same process before it loads them: Halcyon's cache with its search
 * index, and a client-go informer, started in turn on the same clusters.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Room } from "@halcyon/lab";
import { withFilledRooms } from "./fleet-rooms.ts";
import { goProgram } from "./go-program.ts";
import type { BenchResult } from "./report.ts";
import { serverFlags } from "./server-flags.ts";

const clusters = 3;
const podsEach = 10_000;
const rounds = 5;
/** For garbage to be collected and memory to be given back as far as each runtime does by itself. */
const settleMs = 10_000;

export async function run(): Promise<BenchResult> {
  const informer = await goProgram("client-go-informer");
  const flags = await serverFlags();
  const dir = await mkdtemp(join(tmpdir(), "halcyon-bench-memory-"));
  try {
    return await withFilledRooms(clusters, podsEach, async (rooms) => {
      const targets = await Promise.all(rooms.map((room) => writeTarget(dir, room)));
      const program = join(import.meta.dirname, "cache-memory-process.ts");
      const kubeconfigs = rooms.map((room) => room.kubeconfigs.admin);
      const all = clusters * podsEach;
      const contenders = {
        fleet: () => measure(all, process.execPath, [...flags, program, ...targets]),
        fleetPeer: () => measure(all, informer, ["full", ...kubeconfigs]),
        one: () => measure(podsEach, process.execPath, [...flags, program, ...targets.slice(0, 1)]),
        onePeer: () => measure(podsEach, informer, ["lean", ...kubeconfigs.slice(0, 1)]),
      };
      const taken: Record<keyof typeof contenders, Measured[]> = {
        fleet: [],
        fleetPeer: [],
        one: [],
        onePeer: [],
      };
      const names = Object.keys(contenders) as (keyof typeof contenders)[];
      for (let round = 0; round < rounds; round++) {
        for (const name of round % 2 === 0 ? names : [...names].reverse())
          taken[name].push(await contenders[name]());
      }
      const per10k = (name: keyof typeof contenders) =>
        taken[name].map(({ added, pods }) => (added * 10_000) / pods);
      const started = flags.length === 0 ? "" : `, node ${flags.join(" ")}`;
      return {
        name: "cache-memory",
        rows: [
          {
            what: `RSS per 10,000 pods over the empty process: ${clusters} clusters, ${all} pods${started}`,
            unit: "MB",
            samples: per10k("fleet"),
            peer: { name: "client-go informer", samples: per10k("fleetPeer") },
            bar: { of: "median", most: 20, text: "<= 20 MB" },
          },
          {
            what: `the same, 1 cluster, ${podsEach} pods`,
            unit: "MB",
            samples: per10k("one"),
            peer: { name: "client-go informer without managedFields", samples: per10k("onePeer") },
            note: "about half is compiled code and buffers, which do not grow with pods",
          },
          {
            what: `${all} pods loaded`,
            unit: "ms",
            samples: taken.fleet.map(({ syncedMs }) => syncedMs),
            peer: { name: "client-go informer", samples: taken.fleetPeer.map(({ syncedMs }) => syncedMs) },
          },
          {
            what: "longest stop of the event loop while loading",
            unit: "ms",
            samples: taken.fleet.map(({ blockedMs }) => blockedMs),
            bar: { of: "median", most: 50, text: "<= 50 ms" },
          },
        ],
      };
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function writeTarget(dir: string, room: Room): Promise<string> {
  const file = join(dir, `${room.name}.json`);
  const credentials = { server: room.server, ca: room.caData, token: room.tokens.halcyon };
  await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  return file;
}

interface Measured {
  readonly pods: number;
  /** Megabytes that loading added. */
  readonly added: number;
  readonly syncedMs: number;
  /** The longest the event loop stood still while loading; NaN where there is none. */
  readonly blockedMs: number;
}

async function measure(pods: number, file: string, args: readonly string[]): Promise<Measured> {
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value as string) as Record<string, number>;
    const empty = await next();
    const synced = await next();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    child.stdin.write("\n");
    const full = await next();
    if (full["pods"] !== pods) throw new Error(`${file} holds ${full["pods"]} pods, not ${pods}`);
    return {
      pods,
      added: ((full["rss_kb"] ?? Number.NaN) - (empty["rss_kb"] ?? Number.NaN)) / 1024,
      syncedMs: synced["synced_ms"] ?? Number.NaN,
      blockedMs: synced["blocked_ms"] ?? Number.NaN,
    };
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
