/** `npm run bench [name...]`: runs the benchmarks one after the other, keeps the raw samples, prints the table. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchResult, kept, machine, table } from "./report.ts";

const benchmarks: Record<string, () => Promise<{ run(): Promise<BenchResult> }>> = {
  "release-finish": () => import("./release-finish.ts"),
  "release-next": () => import("./release-next.ts"),
  "fleet-search": () => import("./fleet-search.ts"),
  staleness: () => import("./staleness.ts"),
  "cache-memory": () => import("./cache-memory.ts"),
  render: () => import("./render.ts"),
  "git-export": () => import("./git-export.ts"),
  web: () => import("./web.ts"),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.`,
  );
  process.exit(2);
}

const results: BenchResult[] = [];
const before = machine();
for (const [name, load] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = Date.now();
  console.error(`${name}: running`);
  results.push(await (await load()).run());
  console.error(`${name}: done after ${Math.round((Date.now() - started) / 1000)} s`);
}

const dir = join(import.meta.dirname, "results");
await mkdir(dir, { recursive: true });
const file = join(dir, `${before.at.replaceAll(":", "-")}.json`);
await writeFile(file, `${JSON.stringify({ machine: before, results }, null, 2)}\n`);
console.log(table(results));
console.log(
  `\n${before.cpu}, ${before.cores} cores, ${before.memoryGiB} GiB, Node ${before.node}, ${before.commit}; raw samples in ${file}`,
);
const missed = results.flatMap((result) => result.rows).filter((row) => kept(row) === false).length;
console.log(missed === 0 ? "Every bar was kept." : `${missed} bars were missed.`);
