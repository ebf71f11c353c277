import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import { api } from '../../platform/api.ts'
import type { TenderQuery } from './use-tenders.ts'

/** The public list, page after page by cursor. */
export function useTenderPages(query: TenderQuery) {
  return useInfiniteQuery({
    queryKey: ['tenders', 'pages', query],
    queryFn: ({ pageParam }) =>
      api.call(listTendersContract, { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })
}
