import { keepPreviousData, useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import { useMemo } from 'react';
import { LIVE_MS } from '../api/query-client.ts';
import { MOST_ROWS, type MoreProps } from './table.tsx';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

interface KeysetOptions<Item> {
  readonly queryKey: QueryKey;
  /** @param cursor of the page before; none for the first */
  readonly page: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly enabled?: boolean;
  /** Asked again while somebody looks, as long as it is one page. */
  readonly isLive?: boolean;
}

/** A list that is read page by page, as `Queried` and `Table` take it. */
interface Keyset<Item> {
  readonly query: {
    readonly data: readonly Item[] | undefined;
    readonly error: Error | null;
    readonly dataUpdatedAt: number;
    readonly isFetching: boolean;
    /** What is shown was asked for before: what is asked for now is awaited. */
    readonly isOld: boolean;
    readonly refetch: () => unknown;
  };
  readonly more: MoreProps;
}

/** A list that is read page by page, as `Queried` and `Table` take it. */
export function useKeyset<Item>({ queryKey, page, enabled = true, isLive = false }: KeysetOptions<Item>): Keyset<Item> {
  const {
    data,
    error,
    dataUpdatedAt,
    isFetching,
    isPlaceholderData,
    refetch,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = useInfiniteQuery<Page<Item>, Error, InfiniteData<Page<Item>, string | undefined>, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled,
    placeholderData: keepPreviousData,
    // Of many pages each would be asked again: then only what is new is missing, until the first is looked at.
    refetchInterval: ({ state }) => (isLive && (state.data?.pages.length ?? 0) <= 1 ? LIVE_MS : false),
  });
  const items = useMemo(() => data?.pages.flatMap((one) => one.items).slice(0, MOST_ROWS), [data]);
  return {
    query: { data: items, error, dataUpdatedAt, isFetching, isOld: isPlaceholderData, refetch },
    more: { hasMore: hasNextPage, isLoading: isFetchingNextPage, onMore: () => void fetchNextPage() },
  };
}
