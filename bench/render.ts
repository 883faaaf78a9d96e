/**
 * From a spec's text to the manifests of every cluster, in this process; beside it `kubectl kustomize` making the same objects from a
 * base and an overlay for each cluster, its start included: what a pipeline runs.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { ensureComponents } from "@halcyon/lab";
import { stringify } from "yaml";
import {
  objectPrinter,
  printManifests,
  renderTarget,
} from "../packages/server/src/domains/apps/render/render.ts";
import { type KnownPlaces, resolveTargets } from "../packages/server/src/domains/apps/render/targets.ts";
import { parseSpec } from "../packages/server/src/domains/apps/spec/parse.ts";
import type { BenchResult, BenchRow } from "./report.ts";

const execute = promisify(execFile);
/** Fewer where one round of the peer takes many seconds. */
const fleets = [
  { clusters: 4, rounds: 15 },
  { clusters: 200, rounds: 5 },
];
const maxOutputBytes = 256 * 1024 * 1024;

export async function run(): Promise<BenchResult> {
  const { kubectl } = await ensureComponents({ names: ["kubectl"] });
  const rows: BenchRow[] = [];
  for (const { clusters, rounds } of fleets) rows.push(await row(kubectl, clusters, rounds));
  return { name: "render", rows };
}

async function row(kubectl: string, clusters: number, rounds: number): Promise<BenchRow> {
  const dir = await mkdtemp(join(tmpdir(), "halcyon-bench-render-"));
  try {
    const fleet = fleetOf(clusters);
    const text = specOf(fleet);
    const objects = await writeKustomization(dir, fleet, text);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      const print = objectPrinter();
      const made = manifestsOf(text, fleet).map((manifests) => printManifests(manifests, print));
      ours.push(performance.now() - begun);
      if (made.length !== clusters) throw new Error(`${made.length} of ${clusters} clusters were rendered`);
      const started = performance.now();
      const { stdout } = await execute(kubectl, ["kustomize", dir], { maxBuffer: maxOutputBytes });
      theirs.push(performance.now() - started);
      const count = stdout.split(/^---$/m).length;
      if (count !== objects) throw new Error(`kustomize made ${count} objects of ${objects}`);
    }
    return {
      what: `a spec's text -> YAML of ${objects} objects for ${clusters} clusters`,
      unit: "ms",
      samples: ours,
      peer: { name: "kubectl kustomize", samples: theirs },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function manifestsOf(text: string, fleet: KnownPlaces) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { spec } = result.parsed;
  return resolveTargets(spec, spec.name, fleet).targets.map((target) => renderTarget(spec, target));
}

/** A room for each cluster. */
function fleetOf(clusters: number): KnownPlaces {
  const rooms = Array.from({ length: clusters }, (_, index) => `room-${index + 1}`);
  return { rooms, clusters: rooms.map((room) => ({ cluster: `${room}-a`, room })) };
}

/** A page of the news: two containers, files, checks, an entrance, a schedule, autoscaling, spread. */
function specOf({ rooms }: KnownPlaces): string {
  return stringify({
    name: "frontpage",
    team: "news",
    image: "registry.demo/frontpage:1",
    ports: [{ name: "http", port: 8080, service: 80 }],
    env: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`SETTING_${index}`, `value ${index}`])),
    files: { "/etc/frontpage/layout.conf": "columns = 3\n".repeat(100) },
    resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    health: {
      readiness: { http: { path: "/healthz", port: "http" } },
      liveness: { tcp: { port: "http" } },
    },
    stop: { gracePeriodSeconds: 60, drain: { sleepSeconds: 10 } },
    sidecars: [{ name: "proxy", image: "registry.demo/proxy:1", resources: { limits: { memory: "64Mi" } } }],
    placement: { spread: [{ over: "zones" }] },
    ingress: [{ host: "www.news.example", paths: [{ path: "/", port: "http" }], bodySize: "100m" }],
    schedules: [{ name: "tidy", cron: "30 3 * * *", command: ["/bin/tidy"] }],
    autoscaling: { cpu: 60, min: 2, max: 10 },
    unavailable: 1,
    replicas: Object.fromEntries(rooms.map((room) => [room, 4])),
  });
}

/**
 * The same objects as Kustomize has them: a base, and an overlay with a namespace for each cluster.
 * @returns how many objects there are over all clusters
 */
async function writeKustomization(dir: string, fleet: KnownPlaces, text: string): Promise<number> {
  const all = manifestsOf(text, fleet);
  const [base = []] = all;
  await mkdir(join(dir, "base"));
  await writeFile(join(dir, "base", "objects.yaml"), printManifests(base));
  await writeFile(join(dir, "base", "kustomization.yaml"), stringify({ resources: ["objects.yaml"] }));
  for (const { cluster } of fleet.clusters) {
    await mkdir(join(dir, cluster));
    const overlay = {
      resources: ["../base"],
      namespace: cluster,
      patches: [
        {
          patch: stringify([{ op: "replace", path: "/spec/replicas", value: 4 }]),
          target: { kind: "Deployment" },
        },
      ],
    };
    await writeFile(join(dir, cluster, "kustomization.yaml"), stringify(overlay));
  }
  const top = { resources: fleet.clusters.map(({ cluster }) => cluster) };
  await writeFile(join(dir, "kustomization.yaml"), stringify(top));
  return all.reduce((sum, manifests) => sum + manifests.length, 0);
}
