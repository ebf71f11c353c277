import { fromHex } from '#shared/primitives/bytes.ts'
import type { Criterion } from '#shared/scoring/plan.ts'
import { pseudonymsOf } from '#shared/scoring/pseudonyms.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'

/** What stands for each bid of a lot where a criterion is scored: its pseudonym where that part is blind, else its digest. */
export interface BidNames {
  nameOf(bid: string, part: Criterion['part']): string
  /** The bid behind a digest or a pseudonym, or undefined. */
  bidOf(name: string): string | undefined
}

/** The names of the bids of a lot. Pseudonyms are of all bids opened, so that a later rejection renames nobody. */
export function namesOfBids(
  evaluation: Pick<EvaluationRecord, 'seed' | 'plan'>,
  lot: Pick<EvaluationLot, 'lot' | 'bids'>,
): BidNames {
  const pseudonyms = pseudonymsOf(fromHex(evaluation.seed), lot.lot, lot.bids)
  const behind = new Map([...pseudonyms].map(([bid, name]) => [name, bid]))
  return {
    nameOf: (bid, part) => (evaluation.plan.isBlind && part === 'technical' ? (pseudonyms.get(bid) ?? bid) : bid),
    bidOf: (name) => behind.get(name) ?? (lot.bids.includes(name) ? name : undefined),
  }
}
