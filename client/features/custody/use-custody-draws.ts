import { useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listCustodyDraws } from '#shared/contracts/experts-custody.ts'
import { api } from '../../platform/api.ts'

/** A draw under way of a tender whose key one keeps, and what it asks now. */
export type CustodyDraw = ResultOf<typeof listCustodyDraws>['items'][number]

/** Draws under way of the tenders whose keys one keeps. A step lasts minutes: the desk looks again by itself. */
export function useCustodyDraws(isCustodian = true) {
  return useQuery({
    queryKey: ['custody', 'draws'],
    queryFn: async () => (await api.call(listCustodyDraws, {})).items,
    refetchInterval: 20_000,
    enabled: isCustodian,
  })
}
