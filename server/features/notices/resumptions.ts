import { z } from 'zod'
import { tenderChain } from '../ledger/index.ts'
import type { NoticesReads } from './deps.ts'

const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/** Suspensions of a tender that have ended, as its chain tells them. */
export interface Resumptions {
  /** Place of the last one in the chain. */
  readonly through: number
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
  const through = resumed.at(-1)?.event.seq
  if (through === undefined) return undefined
  return { through, pausedMs: resumed.reduce((sum, { facts }) => sum + resumedFacts.parse(facts).pausedMs, 0) }
}
