import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readNoticesContract, readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'

/** A tender as everybody may see it. */
export type Tender = ResultOf<typeof readTenderContract>
/** A published notice act of a tender. */
export type NoticeAct = ResultOf<typeof readNoticesContract>['notices'][number]

/** A tender, kept true by the facts that are committed about it. */
export function useTender(tender: string) {
  const client = useQueryClient()
  useLive(`tender:${tender}`, () => void client.invalidateQueries({ queryKey: ['tender', tender] }))
  return useQuery({ queryKey: ['tender', tender], queryFn: () => api.call(readTenderContract, { params: { tender } }) })
}

/** The signed notices of a tender, oldest first. */
export function useNoticeActs(tender: string) {
  return useQuery({
    queryKey: ['tender', tender, 'notices'],
    queryFn: async () => (await api.call(readNoticesContract, { params: { tender } })).notices,
  })
}
