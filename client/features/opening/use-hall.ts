import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { getOpening, getOpeningEvents, getOpeningMessages } from '#shared/contracts/opening-reading.ts'
import { api } from '../../platform/api.ts'
import { type LiveEvent, useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { applyFact, type HallFact, type HallOpening, type HallTender, knownUpTo, mergeFacts } from './hall-state.ts'
import { factsOfStage, queryOf } from './stage-facts.ts'

/** A hall as it stands now. `opening` is undefined before the deadline. */
export interface Hall {
  readonly tender: HallTender | undefined
  readonly opening: HallOpening | undefined
  readonly facts: readonly HallFact[]
  /** The last change was read after a gap: it is shown as it is, without motion. */
  readonly isStill: boolean
  /** Why there is nothing to show; not set before an opening has begun. */
  readonly error: unknown
  readonly isLoading: boolean
  readonly refetch: () => void
}

const openingKey = (tender: string, stage?: LaterStage) => ['hall', tender, 'opening', stage ?? 'opening'] as const
const factsKey = (tender: string) => ['hall', tender, 'facts'] as const

/** Why there is nothing to show yet, before an opening or a later stage has begun. */
const NOT_YET: ReadonlySet<string> = new Set(['opening-not-begun', 'stage-not-opened'])

/** Places in the log are asked for this long after a live fact, spread so that a full hall does not ask at once. */
const CATCH_UP_MS = 500
const CATCH_UP_SPREAD_MS = 1000

/** Follows one opening, or a later stage of it: what stands, the facts with their places in the log, and every change as it is committed. */
export function useHall(tenderId: string, stage?: LaterStage): Hall {
  const [isStill, setStill] = useState(true)
  const catchUp = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const tender = useQuery({
    queryKey: ['hall', tenderId, 'tender'],
    queryFn: () => api.call(readTenderContract, { params: { tender: tenderId } }),
  })
  const opening = useQuery({
    queryKey: openingKey(tenderId, stage),
    // That it has not begun is an answer, too: asked again, the page keeps what it shows.
    queryFn: () =>
      readOpening(tenderId, stage).catch((refusal: unknown) => {
        if (refusal instanceof ProblemError && NOT_YET.has(refusal.problem.code)) return null
        throw refusal
      }),
    staleTime: ({ state }) => (state.data == null ? 0 : 30_000),
  })
  const facts = useQuery({ queryKey: factsKey(tenderId), queryFn: () => readFacts(tenderId), staleTime: 30_000 })
  const hear = useCallback(
    (event: LiveEvent | 'missed') => {
      if (event === 'missed') {
        setStill(true)
        void queries.invalidateQueries({ queryKey: ['hall', tenderId] })
        return
      }
      setStill(false)
      take(tenderId, event, stage)
      clearTimeout(catchUp.current)
      catchUp.current = setTimeout(
        () => void queries.invalidateQueries({ queryKey: factsKey(tenderId) }),
        CATCH_UP_MS + Math.random() * CATCH_UP_SPREAD_MS,
      )
    },
    [tenderId, stage],
  )
  useLive(`tender:${tenderId}`, hear)
  const known = facts.data
  const shown = useMemo(() => factsOfStage(known ?? [], stage), [known, stage])
  return {
    tender: tender.data,
    opening: opening.data ?? undefined,
    facts: shown,
    isStill,
    error: tender.error ?? opening.error,
    isLoading: tender.isPending || opening.isPending,
    refetch: () => void queries.invalidateQueries({ queryKey: ['hall', tenderId] }),
  }
}

/** The chat, read again whenever the chain says that something was written or hidden. */
export function useMessages({ tender: tenderId, stage }: Pick<HallOpening, 'tender' | 'stage'>, isThere: boolean) {
  return useQuery({
    queryKey: ['hall', tenderId, 'messages', stage ?? 'opening'],
    queryFn: () => api.call(getOpeningMessages, { params: { tender: tenderId }, query: queryOf({ stage }) }),
    enabled: isThere,
    staleTime: 30_000,
  })
}

/** One live fact: into the list, and onto the opening where it alone says all. */
function take(tenderId: string, { sequence, type, at, facts }: LiveEvent, stage: LaterStage | undefined): void {
  const fact: HallFact = { sequence, type, at, facts: (facts ?? {}) as Record<string, unknown> }
  queries.setQueryData<readonly HallFact[]>(factsKey(tenderId), (known) => mergeFacts(known ?? [], [fact]))
  if (type.startsWith('opening.message-')) void queries.invalidateQueries({ queryKey: ['hall', tenderId, 'messages'] })
  if (type.startsWith('tender.') || type.startsWith('notice.'))
    void queries.invalidateQueries({ queryKey: ['hall', tenderId, 'tender'] })
  const key = openingKey(tenderId, stage)
  const known = queries.getQueryData<HallOpening | null>(key)
  const next = known == null ? 'refetch' : applyFact(known, fact)
  if (next === 'refetch') void queries.invalidateQueries({ queryKey: key })
  else queries.setQueryData(key, next)
}

/** The opening, with whatever was heard while the answer was on its way: an answer never takes the page back. */
async function readOpening(tenderId: string, stage: LaterStage | undefined): Promise<HallOpening> {
  for (let attempt = 0; ; attempt += 1) {
    let opening: HallOpening | 'refetch' = await api.call(getOpening, { params: { tender: tenderId }, query: queryOf({ stage }) })
    const answered = opening
    for (const fact of queries.getQueryData<readonly HallFact[]>(factsKey(tenderId)) ?? [])
      if (opening !== 'refetch' && fact.sequence > opening.sequence) opening = applyFact(opening, fact)
    if (opening !== 'refetch') return opening
    if (attempt === 2) return answered
  }
}

async function readFacts(tenderId: string): Promise<readonly HallFact[]> {
  const known = queries.getQueryData<readonly HallFact[]>(factsKey(tenderId)) ?? []
  const { events } = await api.call(getOpeningEvents, { params: { tender: tenderId }, query: { after: knownUpTo(known) } })
  const latest = queries.getQueryData<readonly HallFact[]>(factsKey(tenderId)) ?? known
  return mergeFacts(
    latest,
    events.map((event) => ({ ...event, facts: (event.facts ?? {}) as Record<string, unknown> })),
  )
}
