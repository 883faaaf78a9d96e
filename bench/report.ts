/** What a benchmark answers, and how it is told: raw samples with the machine as JSON, and a table for people. */
import { execFileSync } from "node:child_process";
import { cpus, freemem, loadavg, release, totalmem } from "node:os";

/** One row: a bar, what was measured for it, and what it was measured against in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly unit: "ms" | "KB" | "MB" | "ratio" | "%";
  /** In the order they were taken. */
  readonly samples: readonly number[];
  /** The contender of the same run, its samples in the same order. */
  readonly peer?: { readonly name: string; readonly samples: readonly number[] };
  /** Which statistic the bar is about, and what it must not exceed. */
  readonly bar?: { readonly of: keyof typeof shares; readonly most: number; readonly text: string };
  readonly note?: string;
}

export interface BenchResult {
  readonly name: string;
  readonly rows: readonly BenchRow[];
}

/** The value below which `share` (0..1) of the samples lie; nearest rank. NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]) => percentile(samples, 0.5);

const shares = { median: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

/** Whether a row keeps its bar; null when it has none. */
export function kept(row: BenchRow): boolean | null {
  return row.bar === undefined ? null : percentile(row.samples, shares[row.bar.of]) <= row.bar.most;
}

/** What the figures were taken on. */
export function machine() {
  const [cpu] = cpus();
  return {
    at: new Date().toISOString(),
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    freeGiB: Math.round(freemem() / 2 ** 30),
    load: loadavg().map((value) => Math.round(value * 100) / 100),
    kernel: release(),
    node: process.version,
    commit: commit(),
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** The results as a Markdown table. */
export function table(results: readonly BenchResult[]): string {
  const head = ["benchmark", "what", "n", "median", "p95", "p99", "peer (median)", "bar", ""];
  const lines = results.flatMap((result) => result.rows.map((row) => cells(result.name, row)));
  const text = [head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`);
  return text.join("\n");
}

function cells(name: string, row: BenchRow): string[] {
  const value = (share: number) => `${round(percentile(row.samples, share))} ${row.unit}`;
  const peer =
    row.peer === undefined ? "" : `${row.peer.name}: ${round(median(row.peer.samples))} ${row.unit}`;
  const verdict = kept(row);
  const told =
    verdict === null
      ? (row.note ?? "")
      : `${verdict ? "kept" : "MISSED"}${row.note === undefined ? "" : `; ${row.note}`}`;
  return [
    name,
    row.what,
    String(row.samples.length),
    value(0.5),
    value(0.95),
    value(0.99),
    peer,
    row.bar?.text ?? "",
    told,
  ];
}

const round = (value: number) => (Math.abs(value) >= 100 ? String(Math.round(value)) : value.toPrecision(3));
