/** What components read and change: queries, live streams, changes. */
import type { OutputOf, Problem } from "@halcyon/contracts";
import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type AnyEndpoint, call, type CallInput, ProblemError } from "./call.ts";
import { live } from "./session.ts";
import type { LiveStatus } from "./live.ts";

/** The key an answer is kept under; its first part finds every answer of an endpoint. */
export function keyOf<E extends AnyEndpoint>(endpoint: E, input: CallInput<E> = {}): readonly unknown[] {
  const { params = {}, query = {}, body } = input as { params?: unknown; query?: unknown; body?: unknown };
  return body === undefined ? [endpoint.id, params, query] : [endpoint.id, params, query, body];
}

export interface GetOptions {
  /** False: not yet. */
  readonly enabled?: boolean;
  /** Show the last answer while one to a changed question is on its way. */
  readonly keep?: boolean;
  readonly staleMs?: number;
  /** Asks again so often while the page is in sight: for what has no live stream. */
  readonly everyMs?: number;
}

/** Reads an endpoint. */
export function useGet<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  { enabled = true, keep = false, staleMs = 5_000, everyMs }: GetOptions = {},
) {
  return useQuery<OutputOf<E>, ProblemError>({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    enabled,
    staleTime: staleMs,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}

export interface LiveState<T> {
  readonly item: T | undefined;
  readonly problem: Problem | undefined;
  readonly ended: boolean;
}

const nothing = { item: undefined, problem: undefined, ended: false } as const;

/**
 * Follows an `events` endpoint; the last item stays while the question changes or the connection is lost.
 * @param input null: nothing is asked
 * @param again another number asks anew: for a stream that has ended
 */
export function useLive<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E> | null,
  again = 0,
): LiveState<OutputOf<E>> {
  const [state, setState] = useState<LiveState<OutputOf<E>>>(nothing);
  const key = input === null ? null : JSON.stringify(keyOf(endpoint, input));
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    if (key === null || latest.current === null) return setState(nothing);
    setState((before) => ({ ...before, problem: undefined, ended: false }));
    return live.open(endpoint, latest.current, {
      item: (item) => setState({ item, problem: undefined, ended: false }),
      problem: (problem) => setState((before) => ({ ...before, problem })),
      end: () => setState((before) => ({ ...before, ended: true })),
    });
  }, [endpoint, key, again]);
  return state;
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.onStatus, live.status);
}

export interface ChangeOptions<E extends AnyEndpoint> {
  /** Endpoints whose answers it makes old. */
  readonly outdates?: readonly AnyEndpoint[];
  readonly onDone?: (output: OutputOf<E>, client: QueryClient) => void;
}

/** Changes something. A change that is sent again because its answer was lost is carried out once. */
export function useChange<E extends AnyEndpoint>(
  endpoint: E,
  { outdates = [], onDone }: ChangeOptions<E> = {},
) {
  const client = useQueryClient();
  return useMutation<OutputOf<E>, ProblemError, CallInput<E>>({
    mutationFn: async (input) => {
      const key = crypto.randomUUID();
      try {
        return await call(endpoint, input, { key });
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.code !== "network_unreachable") throw error;
        return call(endpoint, input, { key });
      }
    },
    onSuccess: (output) => {
      for (const one of outdates) void client.invalidateQueries({ queryKey: [one.id] });
      onDone?.(output, client);
    },
  });
}
