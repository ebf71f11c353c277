import { z } from 'zod'
import { tenderChain } from '../ledger/index.ts'
import type { NoticesReads } from './deps.ts'

const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/** Suspensions of a tender that have ended, as its chain tells them. */
export interface Resumptions {
  /** Place of the last one in the chain. */
  readonly through: number
  /** When the first of them began, in ms since 1970: what had passed by then does not move. */
  readonly since: number
  /** How long the tender stood still in all of them. */
  readonly pausedMs: number
}

/**
 * The suspensions that ended after a place in the tender's chain, or undefined: by exactly this length every limit that was running moves,
 * whoever was down meanwhile.
 */
export async function resumptionsAfter(deps: NoticesReads, tender: string, place: number): Promise<Resumptions | undefined> {
  const resumed = (await tenderChain(deps, tender)).filter(
    ({ event }) => event.type === 'tender.resumed' && (event.seq ?? 0) > place,
  )
  const [first] = resumed
  const through = resumed.at(-1)?.event.seq
  if (first === undefined || through === undefined) return undefined
  return {
    through,
    since: Date.parse(first.event.at) - resumedFacts.parse(first.facts).pausedMs,
    pausedMs: resumed.reduce((sum, { facts }) => sum + resumedFacts.parse(facts).pausedMs, 0),
  }
}
