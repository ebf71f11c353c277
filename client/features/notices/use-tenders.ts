import { useQuery } from '@tanstack/react-query'
import type { CallInput } from '#shared/contracts/client.ts'
import { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import { api } from '../../platform/api.ts'

/** Filters of the public list, as its contract takes them. */
export type TenderQuery = NonNullable<CallInput<typeof listTendersContract>['query']>

const AGAIN_EVERY_MS = 30_000

/** One page of the public list, read again every half minute. */
export function useTenders(query: TenderQuery) {
  return useQuery({
    queryKey: ['tenders', 'list', query],
    queryFn: () => api.call(listTendersContract, { query }),
    refetchInterval: AGAIN_EVERY_MS,
  })
}
