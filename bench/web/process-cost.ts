/** What a process costs, as Linux tells it. */
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** Ticks a second in /proc: USER_HZ, 100 on every platform of Node. */
const ticksPerSecond = 100;

export interface ProcessCost {
  /** Resident megabytes (2^20), once a second. */
  readonly rss: readonly number[];
  /** Share of one core, in percent, of each second. */
  readonly cpu: readonly number[];
}

/** Looks at a process once a second. */
export async function processCost(pid: number, seconds: number): Promise<ProcessCost> {
  const rss: number[] = [];
  const cpu: number[] = [];
  let before = { ticks: await ticksOf(pid), at: performance.now() };
  for (let second = 0; second < seconds; second++) {
    await wait(1_000);
    const now = { ticks: await ticksOf(pid), at: performance.now() };
    cpu.push(((now.ticks - before.ticks) / ticksPerSecond / (now.at - before.at)) * 100_000);
    before = now;
    rss.push(await rssOf(pid));
  }
  return { rss, cpu };
}

async function ticksOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; utime and stime are the 14th and 15th fields, proc(5).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function rssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) / 1024;
}
