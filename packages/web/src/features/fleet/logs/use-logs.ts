import { type LogLine, podEndpoints } from "@halcyon/contracts";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useGet } from "#api/hooks.ts";
import { live } from "#api/session.ts";
import { type BufferedLine, createLineBuffer } from "./line-buffer.ts";
import { createLogStore, type LogStore, type LogsState } from "./log-store.ts";
import type { LogSource } from "./sources.ts";

const nothing: LogsState = { lines: [], forgotten: 0, sources: [] };
const noListener = () => () => {};

/**
 * Follows the logs of several containers.
 * @param sources null: none
 * @param tail lines of each to begin with
 */
export function useFollowedLogs(sources: readonly LogSource[] | null, tail: number): LogsState {
  const [store, setStore] = useState<LogStore | null>(null);
  const key = sources === null ? null : JSON.stringify(sources);
  useEffect(() => {
    if (key === null) return setStore(null);
    const next = createLogStore({ sources: JSON.parse(key) as LogSource[], open: opener(tail) });
    setStore(next);
    return () => next.stop();
  }, [key, tail]);
  return useSyncExternalStore(store?.subscribe ?? noListener, () => store?.state() ?? nothing);
}

function opener(tail: number): Parameters<typeof createLogStore>[0]["open"] {
  return ({ cluster, namespace, pod, container }, since, handler) => {
    const query = () => {
      const from = since();
      return { container, ...(from === undefined ? { tail } : { since: from }) };
    };
    return live.open(
      podEndpoints.followLogs,
      { params: { cluster, namespace, pod }, query: query() },
      handler,
      {
        resume: query,
      },
    );
  };
}

/** Reads what a container wrote before its last restart; it does not change any more. */
export function usePreviousLog(source: LogSource, tail: number, enabled: boolean) {
  const { container, ...params } = source;
  const { data, error, isPending } = useGet(
    podEndpoints.logs,
    { params, query: { container, previous: "true", timestamps: "true", tail } },
    { enabled, staleMs: 60_000 },
  );
  const lines = useMemo(() => (data === undefined ? [] : linesOf(data)), [data]);
  return { lines, problem: error?.problem, waiting: enabled && isPending };
}

function linesOf(text: string): readonly BufferedLine[] {
  const buffer = createLineBuffer();
  buffer.push(0, text.replace(/\n$/, "").split("\n").map(stampedLine));
  return buffer.lines();
}

/** `2026-11-25T10:00:00.123456789Z text` */
function stampedLine(line: string): LogLine {
  const blank = line.indexOf(" ");
  const at = blank === -1 ? line : line.slice(0, blank);
  return Number.isNaN(Date.parse(at)) || !/^\d{4}-\d\d-\d\dT/.test(at)
    ? { at: null, text: line }
    : { at, text: blank === -1 ? "" : line.slice(blank + 1) };
}
