import { useQuery } from '@tanstack/react-query'
import { ProblemError } from '#shared/contracts/client.ts'
import { getCoefficient } from '#shared/contracts/coefficient.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'

/** A drawn coefficient as everybody may see it. */
export type Coefficient = ResultOf<typeof getCoefficient>
/** Whose number it is, and how far it has come. */
export type CoefficientContributor = Coefficient['contributors'][number]

/** After these facts of a tender its coefficient is read again. */
const CHANGING = ['coefficient.', 'tender.', 'deadline.', 'reveal.', 'notice.']

/** The coefficient of a tender, followed live; null where none is drawn. */
export function useCoefficient(tender: string) {
  useLive(`tender:${tender}`, (event) => {
    if (event !== 'missed' && !CHANGING.some((start) => event.type.startsWith(start))) return
    void queries.invalidateQueries({ queryKey: ['coefficient', tender] })
  })
  return useQuery({
    queryKey: ['coefficient', tender],
    queryFn: () =>
      api.call(getCoefficient, { params: { tender } }).catch((error: unknown) => {
        if (error instanceof ProblemError && error.problem.code === 'coefficient-none') return null
        throw error
      }),
    // Silent parties are opened when a limit has passed: a moment, not an event.
    refetchInterval: ({ state }) => (state.data?.state === 'revealing' || state.data?.state === 'confirming' ? 15_000 : false),
  })
}

/** How far the number of one contributor is, in one word. */
export function stageOf(one: CoefficientContributor): 'waiting' | 'committed' | 'revealed' | 'opened' | 'out' {
  if (one.fault !== null) return 'out'
  if (one.r !== null) return one.isOpened ? 'opened' : 'revealed'
  return one.c === null ? 'waiting' : 'committed'
}
