import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getDeposits, listDeposits } from '#shared/contracts/deposits.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'

/** The deposits of a tender as the reader may know them. */
export type Deposits = ResultOf<typeof getDeposits>
/** The deposit of one bidder for one lot. */
export type Deposit = Deposits['deposits'][number]
/** A lot with what it asks for, and its bidders. */
export type DepositLot = Deposits['lots'][number]

/** The deposits of a tender, kept true by the facts that are committed about it. */
export function useDeposits(tender: string) {
  const client = useQueryClient()
  useLive(`tender:${tender}`, () => void client.invalidateQueries({ queryKey: ['deposits', tender] }))
  return useQuery({
    queryKey: ['deposits', tender],
    queryFn: () => api.call(getDeposits, { params: { tender } }),
    // A time runs out by the server's clock without anybody doing anything.
    refetchInterval: 60_000,
  })
}

/** The deposits that concern the reader, those due first. */
export function useDepositList(isAsked = true) {
  return useQuery({
    queryKey: ['deposits', 'list'],
    queryFn: async () => (await api.call(listDeposits, {})).deposits,
    enabled: isAsked,
  })
}
