import { useInfiniteQuery } from '@tanstack/react-query'
import { listResults } from '#shared/contracts/awards.ts'
import { visitorClient } from '../../platform/api.ts'

/** The published results, the newest first, so many at a time. */
export function useResults(limit: number) {
  return useInfiniteQuery({
    queryKey: ['results', limit],
    queryFn: ({ pageParam }) =>
      visitorClient().call(listResults, { query: { limit, ...(pageParam === '' ? {} : { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 30_000,
  })
}
