import { useQuery, useQueryClient } from '@tanstack/react-query'
import { listArchives } from '#shared/contracts/archive.ts'
import { getAwards } from '#shared/contracts/awards.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'

/** A bag is written seconds after the event that ends its part, by nobody's act: the list is asked again this often, in ms. */
const AGAIN_MS = 10_000

/** The bags of a tender with the tender they are of, kept true by the facts about it. */
export function useBags(tender: string) {
  const client = useQueryClient()
  useLive(`tender:${tender}`, () => {
    for (const queryKey of [
      ['archive', tender],
      ['tender', tender],
      ['awards', tender],
    ])
      void client.invalidateQueries({ queryKey })
  })
  const bags = useQuery({
    queryKey: ['archive', tender],
    queryFn: async () => (await api.call(listArchives, { params: { tender } })).bags,
    refetchInterval: ({ state }) => (state.error === null ? AGAIN_MS : false),
  })
  const about = useQuery({
    queryKey: ['tender', tender],
    queryFn: () => api.call(readTenderContract, { params: { tender } }),
  })
  return { bags, about }
}

/** Where the lots of a tender stand; none before the committee has reported. Nothing is asked before the opening is recorded. */
export function useLotStates(tender: string, isRecorded: boolean) {
  return useQuery({
    queryKey: ['archive', tender, 'lots'],
    queryFn: async () => {
      try {
        return (await api.call(getAwards, { params: { tender } })).awards
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'award-not-begun') return []
        throw error
      }
    },
    enabled: isRecorded,
  })
}
