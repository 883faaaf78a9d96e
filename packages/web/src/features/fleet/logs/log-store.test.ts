import type { Problem } from "@halcyon/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLogStore, type LogBatch } from "./log-store.ts";
import { parseSources } from "./sources.ts";

interface Opened {
  readonly pod: string;
  readonly since: () => string | undefined;
  readonly item: (batch: LogBatch) => void;
  readonly problem: (problem: Problem) => void;
  readonly end: () => void;
  closed: boolean;
}

function lab(pods: string) {
  const opened: Opened[] = [];
  const store = createLogStore({
    sources: parseSources(pods),
    open({ pod }, since, handler) {
      const one: Opened = { pod, since, ...handler, closed: false };
      opened.push(one);
      return () => (one.closed = true);
    },
  });
  const stream = (at: number) => opened.at(at) as Opened;
  const texts = () => store.state().lines.map(({ text }) => text);
  return { store, opened, stream, texts };
}

const at = (second: number) => `2026-11-25T10:00:0${second}.5Z`;
const batch = (...seconds: number[]): LogBatch => ({
  lines: seconds.map((second) => ({ at: at(second), text: `l${second}` })),
  dropped: 0,
});
const problem = (status: number): Problem => ({
  type: "x",
  title: "t",
  status,
  code: "c",
  detail: "d",
  hint: "h",
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("lines of all sources are shown in one list", () => {
  const { stream, texts } = lab("a/n/one,a/n/two");
  stream(0).item(batch(1, 3));
  stream(1).item(batch(2));
  vi.advanceTimersByTime(100);
  expect(texts()).toEqual(["l1", "l2", "l3"]);
});

test("after a lost connection a stream goes on where its own last line was", () => {
  const { stream } = lab("a/n/one,a/n/two");
  expect(stream(0).since()).toBeUndefined();
  stream(0).item(batch(1, 2));
  stream(1).item(batch(7));
  expect(stream(0).since()).toBe(at(2));
  stream(0).item({ lines: [{ at: null, text: "no time" }], dropped: 0 });
  expect(stream(0).since()).toBe(at(2));
});

test("a container that ended is asked for again from its last line on, ever more rarely", () => {
  const { store, opened, stream } = lab("a/n/one");
  stream(0).item(batch(1));
  stream(0).end();
  vi.advanceTimersByTime(100);
  expect(store.state().sources[0]?.stage).toBe("ended");
  vi.advanceTimersByTime(2_000);
  expect(opened).toHaveLength(2);
  expect(stream(1).since()).toBe(at(1));
  stream(1).end();
  vi.advanceTimersByTime(2_000);
  expect(opened).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  expect(opened).toHaveLength(3);
});

test("a container that waits to start is waited for, a pod that is gone is not", () => {
  const { store, opened, stream } = lab("a/n/starting,a/n/gone");
  stream(0).problem(problem(409));
  stream(1).problem(problem(404));
  vi.advanceTimersByTime(60_000);
  expect(opened.map(({ pod }) => pod)).toEqual(["starting", "gone", "starting"]);
  expect(store.state().sources.map(({ stage }) => stage)).toEqual(["ended", "over"]);
  stream(2).item(batch(4));
  vi.advanceTimersByTime(100);
  expect(store.state().sources[0]).toEqual({ stage: "following", problem: undefined, dropped: 0 });
});

test("lines the server left out are counted, for each source", () => {
  const { store, stream } = lab("a/n/one,a/n/two");
  stream(0).item({ lines: [], dropped: 3 });
  stream(0).item({ lines: [], dropped: 4 });
  vi.advanceTimersByTime(200);
  expect(store.state().sources.map(({ dropped }) => dropped)).toEqual([7, 0]);
});

test("nothing is asked for any more once it is stopped", () => {
  const { store, opened, stream } = lab("a/n/one,a/n/two");
  stream(0).end();
  store.stop();
  vi.advanceTimersByTime(60_000);
  expect(opened).toHaveLength(2);
  expect(opened.every(({ closed }) => closed)).toBe(true);
});
