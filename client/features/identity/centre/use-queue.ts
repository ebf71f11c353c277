import { useInfiniteQuery } from '@tanstack/react-query'

/** A list that comes in pages by cursor. */
export function useQueue<Item>(
  key: readonly unknown[],
  load: (after: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  return {
    items: query.data?.pages.flatMap(({ items }) => items),
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoading: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
  }
}
