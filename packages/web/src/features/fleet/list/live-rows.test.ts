import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLiveRows, type RowsHandler } from "./live-rows.ts";
import type { Window } from "./window.ts";

interface Row {
  readonly name: string;
}
interface Opened {
  readonly query: { readonly q: string };
  readonly window: Window;
  readonly handler: RowsHandler<Row>;
  closed: boolean;
}

/** A server that answers when the test says so. */
function lab() {
  const opened: Opened[] = [];
  const rows = createLiveRows<Row, { readonly q: string }>({
    keyOf: ({ name }) => name,
    open(query, window, handler) {
      const one: Opened = { query, window, handler, closed: false };
      opened.push(one);
      return () => (one.closed = true);
    },
  });
  const last = () => opened.at(-1) as Opened;
  const answer = (one: Opened, total: number, prefix = one.query.q) => {
    const { offset, limit } = one.window;
    const count = Math.max(0, Math.min(limit, total - offset));
    const items = Array.from({ length: count }, (_, at) => ({ name: `${prefix}${offset + at}` }));
    one.handler.item({ items, total, clusters: [] });
  };
  const open = () => opened.filter(({ closed }) => !closed);
  return { rows, opened, open, last, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTime(ms);

test("a list is asked for at once and shown with its answer", () => {
  const { rows, last, answer } = lab();
  rows.ask({ q: "a" });
  expect(rows.state().total).toBeUndefined();
  expect(last().window).toEqual({ offset: 0, limit: 100 });
  answer(last(), 30_000);
  expect(rows.state().total).toBe(30_000);
  expect(rows.state().rowAt(3)?.name).toBe("a3");
});

test("typing shows the old rows until the first answer, and asks for what it comes to rest at", () => {
  const { rows, opened, last, answer } = lab();
  rows.ask({ q: "" });
  answer(last(), 500, "all");
  pass(60);
  rows.ask({ q: "w" });
  rows.ask({ q: "we" });
  rows.ask({ q: "web" });
  expect(rows.state().rowAt(0)?.name).toBe("all0");
  pass(60);
  expect(opened.map(({ query }) => query.q)).toEqual(["", "w", "web"]);
  answer(last(), 20);
  expect(rows.state().rowAt(0)?.name).toBe("web0");
  expect(rows.state().rowAt(20)).toBeUndefined();
});

test("an answer to what was typed before is not shown", () => {
  const { rows, opened, last, answer } = lab();
  rows.ask({ q: "w" });
  pass(60);
  rows.ask({ q: "web" });
  answer(opened[0] as Opened, 40);
  expect(rows.state().total).toBeUndefined();
  answer(last(), 4);
  expect(rows.state().total).toBe(4);
});

test("scrolling asks for the window in sight and keeps what was seen", () => {
  const { rows, open, last, answer } = lab();
  rows.ask({ q: "" });
  answer(last(), 30_000, "p");
  pass(60);
  rows.see(10_010, 10_060);
  answer(last(), 30_000, "p");
  expect(last().window.offset).toBe(10_000);
  expect(rows.state().rowAt(10_010)?.name).toBe("p10010");
  expect(rows.state().rowAt(5)?.name).toBe("p5");
  expect(open()).toHaveLength(1);
});

test("scrolling on before answers arrive never stops rows from coming, and leaves no stream behind", () => {
  const { rows, opened, open, last, answer } = lab();
  rows.ask({ q: "" });
  answer(last(), 30_000, "p");
  for (let at = 1; at <= 6; at++) {
    pass(60);
    rows.see(at * 1_000, at * 1_000 + 50);
  }
  expect(open()).toHaveLength(3);
  answer(opened.at(-2) as Opened, 30_000, "p");
  expect(rows.state().rowAt(5_010)?.name).toBe("p5010");
  answer(last(), 30_000, "p");
  expect(open()).toEqual([last()]);
  rows.stop();
  expect(open()).toEqual([]);
});

test("where the old rows are scrolled to says nothing about the new ones", () => {
  const { rows, last, answer } = lab();
  rows.ask({ q: "" });
  answer(last(), 30_000);
  pass(60);
  rows.see(20_000, 20_050);
  pass(60);
  rows.ask({ q: "web" });
  rows.see(20_100, 20_150);
  pass(60);
  expect(last().query.q).toBe("web");
  expect(last().window.offset).toBe(0);
});

test("a refusal is shown beside the rows, and goes with the next answer", () => {
  const { rows, last, answer } = lab();
  rows.ask({ q: "" });
  answer(last(), 3);
  last().handler.problem({ type: "x", title: "No", status: 400, code: "x", detail: "d", hint: "h" });
  expect(rows.state().problem?.title).toBe("No");
  expect(rows.state().total).toBe(3);
  pass(60);
  rows.ask({ q: "a" });
  answer(last(), 1);
  expect(rows.state().problem).toBeUndefined();
});
