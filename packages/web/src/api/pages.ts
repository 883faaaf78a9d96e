/** Lists that are read page by page while somebody scrolls: by the cursor each page ends with. */
import type { OutputOf } from "@halcyon/contracts";
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type AnyEndpoint, call, type CallInput, type ProblemError } from "./call.ts";
import { keyOf } from "./hooks.ts";

type ItemOf<E extends AnyEndpoint> = OutputOf<E> extends { readonly items: readonly (infer I)[] } ? I : never;

/** What a table needs of such a list. */
export interface Pages<T> {
  readonly items: readonly T[];
  /** How many rows to make room for: those that are there, and one in waiting when there are more. */
  readonly total: number;
  readonly rowAt: (index: number) => T | undefined;
  readonly onRange: (first: number, last: number) => void;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: ProblemError | null;
  readonly refresh: () => void;
}

const pageSize = 100;
/** Rows before the last one at which the page after is asked for. */
const ahead = 40;

export function usePages<E extends AnyEndpoint>(endpoint: E, input: CallInput<E> = {}): Pages<ItemOf<E>> {
  type Page = { readonly items: readonly ItemOf<E>[]; readonly next: string | null };
  const { query = {}, ...rest } = input as { query?: object };
  const asked = useInfiniteQuery<
    Page,
    ProblemError,
    InfiniteData<Page, string | undefined>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: [...keyOf(endpoint, input), "pages"],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(endpoint, { ...rest, query: { ...query, limit: pageSize, cursor } } as CallInput<E>, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = asked;
  const items = useMemo(() => (data?.pages ?? []).flatMap((page) => page.items), [data]);
  const rowAt = useCallback((index: number) => items[index], [items]);
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= items.length - ahead) void fetchNextPage();
    },
    [items.length, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return {
    items,
    total: items.length + (hasNextPage ? 1 : 0),
    rowAt,
    onRange,
    isPending: asked.isPending,
    isFetching: asked.isFetching,
    error: asked.error,
    refresh: useCallback(() => void refetch(), [refetch]),
  };
}
