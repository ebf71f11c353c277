import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getDraw, listDraws } from '#shared/contracts/experts-draw.ts'
import { listSpecialities } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { serverNow } from '../../platform/server-time.ts'

/** A draw as everybody may see it. */
export type Draw = ResultOf<typeof getDraw>
/** One attempt as a list shows it. */
export type DrawLine = ResultOf<typeof listDraws>['items'][number]
/** What a supplementary draw would have to fill. */
export type Supplement = NonNullable<ResultOf<typeof listDraws>['supplement']>

/**
 * The attempts of a tender, and the seats of its committee that another draw is needed for; read again with every fact of a draw, and when a
 * member is excused. `isStill`: the last change was read after a gap.
 */
export function useDraws(tender: string) {
  const [isStill, setStill] = useState(true)
  useLive(`tender:${tender}`, (event) => {
    if (event !== 'missed' && !event.type.startsWith('draw.') && event.type !== 'evaluation.member-excused') return
    setStill(event === 'missed')
    void queries.invalidateQueries({ queryKey: ['draws', tender] })
  })
  const list = useQuery({
    queryKey: ['draws', tender, 'list'],
    queryFn: () => api.call(listDraws, { params: { tender } }),
  })
  return { ...list, data: list.data?.items, supplement: list.data?.supplement ?? undefined, isStill }
}

/** One draw, kept true by `useDraws` of its tender; looked at again by itself where what it asks may change without an event: a time that passes. */
export function useDraw(tender: string, draw: string | undefined, everyMs?: number) {
  return useQuery({
    queryKey: ['draws', tender, 'draw', draw],
    queryFn: () => api.call(getDraw, { params: { draw: draw ?? '' } }),
    enabled: draw !== undefined,
    refetchInterval: ({ state }) => everyMs ?? lookAgainIn(state.data),
    placeholderData: (known) => (known?.draw === draw ? known : undefined),
  })
}

/** Draws of a tender read together, in the order given; those still on their way are left out. Read again as often as told. */
export function useDrawsOf(tender: string, names: readonly string[], everyMs: number | false = false): readonly Draw[] {
  return useQueries({
    queries: names.map((draw) => ({
      queryKey: ['draws', tender, 'draw', draw],
      queryFn: () => api.call(getDraw, { params: { draw } }),
      refetchInterval: everyMs,
    })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  })
}

/** The lines of the draws that one committee comes from: the one that drew it, and those that completed it since. */
export function committeeLines(
  lines: readonly DrawLine[],
  { draw, completes }: Pick<DrawLine, 'draw' | 'completes'>,
): readonly DrawLine[] {
  const base = completes ?? draw
  return lines.filter((line) => line.draw === base || (line.completes === base && line.state !== 'void'))
}

/** How often a draw is looked at while custodians are awaited: they may come, and a restart ends, without an event. */
const WHILE_AWAITED_MS = 15_000

/** When to look again at a draw without an event having come: just after the next limit has passed. */
function lookAgainIn(draw: Draw | undefined): number | false {
  if (draw === undefined || !['committing', 'escrowing', 'confirming', 'revealing', 'calling'].includes(draw.state)) return false
  const limits = draw.calls.flatMap(({ outcome, until }) => (outcome === 'called' ? [until] : []))
  const next = Math.min(...[...limits, ...(draw.stepEndsAt === null ? [] : [draw.stepEndsAt])].map((at) => Date.parse(at)))
  const left = next - serverNow()
  return draw.wanted.length > 0 || !Number.isFinite(left) || left <= 0 ? WHILE_AWAITED_MS : Math.min(left + 1500, 3_600_000)
}

/** The classification of specialities, by code. */
export function useSpecialities() {
  return useQuery({
    queryKey: ['specialities'],
    queryFn: () => api.call(listSpecialities, {}),
    staleTime: Infinity,
  })
}

/** Name of a speciality; its code while the classification is on its way. The classification is in Chinese. */
export function useSpecialityName(): (code: string) => string {
  const items = useSpecialities().data?.items
  return (code) => items?.find((each) => each.code === code)?.zh ?? code
}
