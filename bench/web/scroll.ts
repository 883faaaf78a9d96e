/** A long list turned by the wheel from end to end, every turn so far that each row of a step is another. */
import type { Page } from "playwright-core";
import type { BenchRow } from "../report.ts";

const wheelPx = 1_500;
const wheelPauseMs = 8;

interface Second {
  readonly task: number;
  readonly gap: number;
}

/** Down with the page's own clock, and up with the browser's record of its tasks, which costs a little of them. */
export async function scrolling(page: Page): Promise<BenchRow[]> {
  const box = await page.getByRole("grid").boundingBox();
  if (box === null) throw new Error("there is no list to scroll");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const began = performance.now();
  await page.evaluate("void (globalThis.benchTasks = benchClock.watchTasks())");
  await scrollThrough(page, wheelPx);
  const seconds = await page.evaluate<Second[]>("benchTasks()");
  const took = Math.round((performance.now() - began) / 1_000);
  const over = seconds.filter(({ task }) => task > 0).length;
  return [
    {
      what: "30,000 pods: longest task in each second of scrolling through all of them",
      unit: "ms",
      samples: seconds.map(({ task }) => task),
      bar: { of: "max", most: 50, text: "no task over 50 ms" },
      note: `a task of 50 ms or less counts as 0; ${over} of ${seconds.length} seconds had a longer one; end to end in ${took} s`,
    },
    {
      what: "the same: longest gap of a 4 ms timer in the page",
      unit: "ms",
      samples: seconds.map(({ gap }) => gap),
    },
    {
      what: "the same: longest task by the processor time it took",
      unit: "ms",
      samples: await taskTimes(page, () => scrollThrough(page, -wheelPx)),
      note: "what of a task is the page's own, and not the wait for a core",
    },
  ];
}

/** Turns the wheel until the list's end. */
async function scrollThrough(page: Page, by: number): Promise<void> {
  const atEnd =
    by > 0
      ? "(({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 1)"
      : "(({ scrollTop }) => scrollTop <= 0)";
  for (let turn = 1; ; turn++) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(wheelPauseMs);
    if (turn % 40 === 0 && (await page.evaluate(`${atEnd}(document.querySelector("[role=grid]"))`))) return;
  }
}

/** As Chromium's trace format writes them; times in microseconds, `tdur` by the thread's own clock. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The most processor time that a task of a page's main thread took, in each second of the work. */
async function taskTimes(page: Page, work: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser");
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
    traceEvents: TraceEvent[];
  };
  const place = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(place),
  );
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && event.tdur !== undefined && mains.has(place(event)),
  );
  const began = tasks.reduce((first, { ts }) => Math.min(first, ts), Number.POSITIVE_INFINITY);
  const longest: number[] = [];
  for (const { ts, tdur = 0 } of tasks) {
    const second = Math.floor((ts - began) / 1e6);
    longest[second] = Math.max(longest[second] ?? 0, tdur / 1_000);
  }
  return Array.from(longest, (ms) => ms ?? 0);
}
