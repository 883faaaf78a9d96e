/**
 * `finish` of a release over 3 clusters x 200 pods, beside `kubectl set image` and `kubectl rollout status` for the same
 * Deployments in parallel. The contenders have the same pod template, surge and floor, in the same clusters, in
 * alternating order.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { releaseEndpoints } from "@halcyon/contracts";
import { ensureComponents, type Room } from "@halcyon/lab";
import { stringify } from "yaml";
import { type MeasuredHalcyon, startHalcyon } from "./halcyon.ts";
import { type BenchResult, type BenchRow, median } from "./report.ts";
import { withRooms } from "./rooms.ts";

const replicas = 200;
const clusters = 3;

export async function run(): Promise<BenchResult> {
  const { kubectl } = await ensureComponents({ names: ["kubectl"] });
  return {
    name: "release-finish",
    rows: [
      ...(await at(kubectl, "controller QPS 1000", 1000, 7)),
      ...(await at(kubectl, "controller QPS 20 (default)", undefined, 3)),
    ],
  };
}

function at(kubectl: string, what: string, qps: number | undefined, pairs: number): Promise<BenchRow[]> {
  const options = qps === undefined ? { nodes: 20 } : { nodes: 20, controllerQps: qps };
  return withRooms(clusters, options, async (rooms) => {
    const halcyon = await startHalcyon();
    try {
      for (const room of rooms) await halcyon.register(room);
      await halcyon.ship("fast", specOf("fast", rooms));
      await halcyon.ship("plain", specOf("plain", rooms));
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let pair = 0; pair <= pairs; pair++) {
        const contenders = [
          async () => ours.push(await finish(halcyon, pair + 2)),
          async () => theirs.push(await rollout(kubectl, rooms, pair + 2)),
        ];
        if (pair % 2 === 1) contenders.reverse();
        for (const contend of contenders) await contend();
      }
      // The first pair warms both up.
      return [row(what, ours.slice(1), theirs.slice(1))];
    } finally {
      await halcyon.stop();
    }
  });
}

function row(what: string, ours: number[], theirs: number[]): BenchRow {
  const most = Math.max(median(theirs) * 1.05, median(theirs) + 300);
  return {
    what: `finish ${clusters} clusters x ${replicas} pods, ${what}`,
    unit: "ms",
    samples: ours,
    peer: { name: "kubectl set image + rollout status", samples: theirs },
    bar: { of: "median", most, text: "<= 5 % or 300 ms over the peer" },
  };
}

function specOf(name: string, rooms: readonly Room[]): string {
  return stringify({
    name,
    team: "news",
    image: `registry.demo/${name}:1`,
    ports: [{ name: "http", port: 8080 }],
    replicas: Object.fromEntries(rooms.map((room) => [room.name, replicas])),
    strategy: { maxSurge: "25%", maxUnavailable: 0 },
  });
}

/** From the accepted request until the release is done, ms. */
async function finish(halcyon: MeasuredHalcyon, tag: number): Promise<number> {
  const { id } = await halcyon.approved({ app: "fast", image: `registry.demo/fast:${tag}`, steps: 20 });
  const started = performance.now();
  await halcyon.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
  await halcyon.until(id, (release) => release.state === "done");
  return performance.now() - started;
}

/** From the start of the first kubectl until the last `rollout status` says it is complete, ms. */
async function rollout(kubectl: string, rooms: readonly Room[], tag: number): Promise<number> {
  const started = performance.now();
  await Promise.all(
    rooms.map(async (room) => {
      const base = ["--kubeconfig", room.kubeconfigs.admin, "--namespace", "plain"];
      await execute(kubectl, [
        ...base,
        "set",
        "image",
        "deployment/plain",
        `plain=registry.demo/plain:${tag}`,
      ]);
      await execute(kubectl, [...base, "rollout", "status", "deployment/plain"]);
    }),
  );
  return performance.now() - started;
}

async function execute(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${String(code)}`);
}
