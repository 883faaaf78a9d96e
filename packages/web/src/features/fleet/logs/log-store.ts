/**
 * Logs as a page follows them: a stream for each source, their lines in one buffer. A container that ends or is not there yet is
 * asked for again, from its last line on, until its pod is gone: what a restart writes is seen, and nothing twice.
 */
import type { LogLine, Problem } from "@halcyon/contracts";
import { createPace } from "../list/pace.ts";
import { type BufferedLine, createLineBuffer } from "./line-buffer.ts";
import type { LogSource } from "./sources.ts";

export interface SourceState {
  /** `over`: nothing more will come. */
  readonly stage: "opening" | "following" | "ended" | "over";
  /** Why there is nothing, as the server says. */
  readonly problem: Problem | undefined;
  /** Lines the server left out because they came faster than they could be sent. */
  readonly dropped: number;
}

export interface LogsState {
  readonly lines: readonly BufferedLine[];
  /** Lines left out here because there were too many. */
  readonly forgotten: number;
  readonly sources: readonly SourceState[];
}

export interface LogBatch {
  readonly lines: readonly LogLine[];
  readonly dropped: number;
}

interface StreamHandler {
  item(batch: LogBatch): void;
  problem(problem: Problem): void;
  end(): void;
}

interface LogStoreDeps {
  readonly sources: readonly LogSource[];
  /**
   * Opens a source's stream.
   * @param since the moment of the last line that is known, when one is; asked again whenever the connection was lost
   * @returns stops it
   */
  readonly open: (source: LogSource, since: () => string | undefined, handler: StreamHandler) => () => void;
}

export interface LogStore {
  state(): LogsState;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/** Lines that come faster than people read are shown together. */
const paceMs = 100;
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;

export function createLogStore({ sources, open }: LogStoreDeps): LogStore {
  const buffer = createLineBuffer();
  const listeners = new Set<() => void>();
  const states: SourceState[] = sources.map(() => ({ stage: "opening", problem: undefined, dropped: 0 }));
  const stops: (() => void)[] = [];
  let state: LogsState = { lines: [], forgotten: 0, sources: [...states] };
  const pace = createPace(paceMs, () => {
    state = { lines: buffer.lines(), forgotten: buffer.forgotten, sources: [...states] };
    for (const listener of listeners) listener();
  });

  function follow(source: LogSource, index: number): void {
    let last: string | undefined;
    let pauseMs = firstPauseMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let close = () => {};

    const become = (changes: Partial<SourceState>) => {
      states[index] = { ...(states[index] as SourceState), ...changes };
      pace.ask();
    };
    const later = () => {
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    };
    function start(): void {
      close = open(source, () => last, {
        item({ lines, dropped }) {
          if (lines.length > 0) pauseMs = firstPauseMs;
          for (const { at } of lines) last = at ?? last;
          buffer.push(index, lines);
          const before = states[index]?.dropped ?? 0;
          become({ stage: "following", problem: undefined, dropped: before + dropped });
        },
        problem(problem) {
          // What cannot be found, or is not allowed, stays so; anything else may pass.
          const over = problem.status >= 400 && problem.status <= 404;
          become({ stage: over ? "over" : "ended", problem });
          if (!over) later();
        },
        end() {
          become({ stage: "ended" });
          later();
        },
      });
    }
    stops.push(() => {
      clearTimeout(timer);
      close();
    });
    start();
  }

  for (const [index, source] of sources.entries()) follow(source, index);
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      pace.stop();
      for (const stop of stops) stop();
    },
  };
}
