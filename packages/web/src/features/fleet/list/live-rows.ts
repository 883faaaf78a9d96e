/**
 * A long list that changes, as a page looks at it: which windows are asked for, and what is known. It knows no component and no
 * socket, so that its order of events is tested.
 */
import type { ClusterFreshness, Problem } from "@halcyon/contracts";
import { createPace } from "./pace.ts";
import { createRowCache, type RowCache } from "./row-cache.ts";
import { firstWindow, type Window, windowAt } from "./window.ts";

export interface RowsAnswer<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly clusters: readonly ClusterFreshness[];
}

export interface RowsHandler<T> {
  item(answer: RowsAnswer<T>): void;
  problem(problem: Problem): void;
}

/** What is shown now. */
export interface RowsState<T> {
  /** Undefined before the first answer. */
  readonly total: number | undefined;
  readonly rowAt: (index: number) => T | undefined;
  readonly clusters: readonly ClusterFreshness[];
  readonly problem: Problem | undefined;
  /** What the rows shown are narrowed to; behind what was asked for until the answer is there. */
  readonly subject: string | undefined;
}

export interface LiveRows<T, Q> {
  /** Narrows the list; the old rows stay until the first answer. */
  ask(query: Q): void;
  /** Tells which rows are in sight. */
  see(first: number, last: number): void;
  state(): RowsState<T>;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

interface LiveRowsDeps<T, Q> {
  /** @returns stops it */
  readonly open: (query: Q, window: Window, handler: RowsHandler<T>) => () => void;
  readonly keyOf: (row: T) => string;
}

interface Stream {
  readonly subject: string;
  readonly close: () => void;
}

/** A changed wish goes out at once, the next ones not before so long: typing and scrolling ask for what they come to rest at. */
const paceMs = 50;
/** While somebody scrolls faster than answers come, these many windows are waited for. */
const mostStreams = 3;

export function createLiveRows<T, Q>({ open, keyOf }: LiveRowsDeps<T, Q>): LiveRows<T, Q> {
  const listeners = new Set<() => void>();
  let streams: Stream[] = [];
  let cache: RowCache<T> | undefined;
  let wanted: { readonly query: Q; readonly subject: string; readonly window: Window } | undefined;
  let asked: typeof wanted;
  let state: RowsState<T> = {
    total: undefined,
    rowAt: () => undefined,
    clusters: [],
    problem: undefined,
    subject: undefined,
  };
  const pace = createPace(paceMs, request);

  function show(next: RowsState<T>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function request(): void {
    if (wanted === undefined || wanted === asked) return;
    const { query, subject, window } = wanted;
    asked = wanted;
    const stream: { subject: string; close: () => void } = { subject, close: () => undefined };
    streams.push(stream);
    stream.close = open(query, window, {
      item: (answer) => take(stream, window, answer),
      problem(problem) {
        if (stream === streams.at(-1)) show({ ...state, problem });
      },
    });
    while (streams.length > mostStreams) streams.shift()?.close();
  }

  function take(stream: Stream, { offset }: Window, { items, total, clusters }: RowsAnswer<T>): void {
    const at = streams.indexOf(stream);
    if (at === -1 || stream.subject !== wanted?.subject) return;
    // Whatever was asked for before it has been waited for long enough.
    for (const older of streams.splice(0, at)) older.close();
    if (cache === undefined || state.subject !== stream.subject) cache = createRowCache(keyOf);
    cache.put(offset, items, total);
    show({ total, rowAt: cache.rowAt, clusters, problem: undefined, subject: stream.subject });
  }

  return {
    ask(query) {
      const subject = JSON.stringify(query);
      if (subject === wanted?.subject) return;
      wanted = { query, subject, window: firstWindow };
      pace.ask();
    },
    see(first, last) {
      // Rows of another question are in sight: where they are says nothing about this one.
      if (wanted === undefined || state.subject !== wanted.subject) return;
      const window = windowAt(first, last, wanted.window);
      if (window === wanted.window) return;
      wanted = { ...wanted, window };
      pace.ask();
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      pace.stop();
      for (const { close } of streams) close();
      streams = [];
    },
  };
}
