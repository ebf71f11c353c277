import { z } from 'zod'
import type { TenderState } from './tender.ts'

/** What the public chain of a tender tells, as far as it is needed here. */
export interface ToldEvent {
  readonly type: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly facts: unknown
}

const begunFacts = z.looseObject({ lots: z.array(z.looseObject({ lot: z.string(), failure: z.string().nullable() })) })
const drawFacts = z.looseObject({ draw: z.string() })

/** Events that end a draw: until one of them its custodians may still be asked. */
const DRAW_ENDS: ReadonlySet<string> = new Set(['draw.released', 'draw.void'])
/** One that nobody is left of is over, too; not so once a committee sits by it: then its release is still to come. */
const EXHAUSTED = 'draw.exhausted'

/** Whether every lot has a winner or has failed, by the chain's own events: from then on the committee is no secret any more (X3; ZTB 37, 87-69). */
export function isResultPublic(chain: readonly ToldEvent[]): boolean {
  const begun = chain.findLast(({ type }) => type === 'award.begun')
  if (begun === undefined) return false
  const settled = new Set(
    chain.filter(({ type }) => type === 'award.decided' || type === 'award.failed').map(({ subject }) => subject['lot']),
  )
  return begunFacts.parse(begun.facts).lots.every(({ lot, failure }) => failure !== null || settled.has(lot))
}

/**
 * Whether a custodian's key of this tender may still be asked for. An opened tender needs it again: for the draw of its experts (`draw/1`) and for
 * envelopes that open later, until the result is public and no draw is under way.
 */
export function isKeyNeeded(state: TenderState, chain: readonly ToldEvent[]): boolean {
  if (state === 'terminated' || state === 'discarded') return false
  if (state === 'failed') return hasOpenDraw(chain)
  return state !== 'opened' || !isResultPublic(chain) || hasOpenDraw(chain)
}

function hasOpenDraw(chain: readonly ToldEvent[]): boolean {
  const nameOf = ({ facts }: ToldEvent) => {
    const parsed = drawFacts.safeParse(facts)
    return parsed.success ? parsed.data.draw : undefined
  }
  const seated = chain.findIndex(({ type }) => type === 'evaluation.committee-seated')
  const isEnd = ({ type }: ToldEvent, index: number) =>
    DRAW_ENDS.has(type) || (type === EXHAUSTED && (seated === -1 || index < seated))
  const ended = new Set(chain.filter(isEnd).map(nameOf))
  return chain.some((event) => event.type === 'draw.pooled' && !ended.has(nameOf(event)))
}
