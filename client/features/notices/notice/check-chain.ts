import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readTenderChain } from '#shared/contracts/ledger.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { eventCommitmentHex, factsDigest, parseLedgerEvent } from '#shared/transparency/event.ts'

type ChainEvent = ResultOf<typeof readTenderChain>['events'][number]

/** What is wrong with a chain, at which event. */
export interface ChainFault {
  readonly kind: 'order' | 'subject' | 'commitment' | 'previous' | 'facts'
  readonly seq: number
}

/**
 * Checks a tender's chain by itself: numbered from 1 without a gap, each about this tender, each commitment that of its event, each naming
 * the one before it, the facts those that were committed. That all of it stands in the log is for its proofs. Returns the first fault.
 */
export function chainFault(tender: string, events: readonly ChainEvent[]): ChainFault | undefined {
  let previous: string | undefined
  for (const [index, { c, salt, event, facts }] of events.entries()) {
    const seq = index + 1
    if (event.seq !== seq) return { kind: 'order', seq }
    if (event.subject['tender'] !== tender) return { kind: 'subject', seq }
    if (eventCommitmentHex(fromHex(salt), parseLedgerEvent(event)) !== c) return { kind: 'commitment', seq }
    if (event.previous !== previous) return { kind: 'previous', seq }
    if (facts !== undefined && event.actSha256 === undefined && factsDigest(facts as Json) !== event.objectSha256)
      return { kind: 'facts', seq }
    previous = c
  }
  return undefined
}
