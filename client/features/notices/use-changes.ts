import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { QueryGivenOf, ResultOf } from '#shared/contracts/contract.ts'
import { listChangesContract } from '#shared/contracts/notices/changes.ts'
import { api } from '../../platform/api.ts'

/** An amendment or an answered question of any tender. */
export type Change = ResultOf<typeof listChangesContract>['changes'][number]

/** What a list of changes is narrowed by. */
export type ChangesQuery = Omit<NonNullable<QueryGivenOf<typeof listChangesContract>>, 'cursor'>

/** Amendments and answers, the newest first, page after page by cursor. */
export function useChanges(query: ChangesQuery) {
  return useInfiniteQuery({
    queryKey: ['changes', query],
    queryFn: ({ pageParam }) =>
      api.call(listChangesContract, { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}
