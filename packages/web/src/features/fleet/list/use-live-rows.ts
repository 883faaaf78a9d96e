import type { OutputOf } from "@halcyon/contracts";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { AnyEndpoint } from "#api/call.ts";
import { live } from "#api/session.ts";
import { createLiveRows, type LiveRows, type RowsAnswer, type RowsState } from "./live-rows.ts";

/** What a list can be narrowed to. */
export interface ListFilter {
  readonly q?: string | undefined;
  readonly room?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
}

/** A row of what a list endpoint answers. */
export type RowOf<E extends AnyEndpoint> = OutputOf<E> extends RowsAnswer<infer T> ? T : never;

/**
 * Follows a list: rows in sight, as they are now.
 * @param endpoint of kind `events`, with `offset` and `limit`; the same in every call
 */
export function useLiveRows<E extends AnyEndpoint>(
  endpoint: E,
  filter: ListFilter,
  keyOf: (row: RowOf<E>) => string,
): RowsState<RowOf<E>> & { readonly onRange: (first: number, last: number) => void } {
  const key = useRef(keyOf);
  key.current = keyOf;
  const [rows] = useState<LiveRows<RowOf<E>, ListFilter>>(() =>
    createLiveRows({
      keyOf: (row) => key.current(row),
      open: (query, window, handler) =>
        live.open<AnyEndpoint>(
          endpoint,
          { query: { ...query, ...window } },
          {
            item: (item) => handler.item(item as RowsAnswer<RowOf<E>>),
            problem: (problem) => handler.problem(problem),
          },
        ),
    }),
  );
  const { q, room, cluster, namespace } = filter;
  useEffect(() => rows.ask({ q: q?.trim(), room, cluster, namespace }), [rows, q, room, cluster, namespace]);
  useEffect(() => () => rows.stop(), [rows]);
  const state = useSyncExternalStore(rows.subscribe, rows.state);
  const onRange = useCallback((first: number, last: number) => rows.see(first, last), [rows]);
  return { ...state, onRange };
}
