import { identicalTotals } from './identical-totals.ts'
import type { Indication, IndicatorId, PricedLot, Strength } from './indicator.ts'
import { priceVariation } from './price-variation.ts'
import type { Ratio } from './ratio.ts'
import { regularSteps } from './regular-steps.ts'
import { relativeDistance } from './relative-distance.ts'

/** Exact values of earlier lots of the same buyer, category and method, by indicator. */
export type Market = Readonly<Partial<Record<IndicatorId, readonly Ratio[]>>>

/** What the prices of one opened lot show. A clue to be verified, never a verdict. */
export interface LotAssessment {
  /** All four, in the order of their ids, whatever they found. */
  readonly indications: readonly Indication[]
  /** The strongest notable indication; null when nothing is notable and nothing is raised. */
  readonly strength: Strength | null
}

/** Computes P01, P04, P14 and P16 of a lot whose prices are public. */
export function assessLot(lot: PricedLot, market: Market): LotAssessment {
  const indications = [
    priceVariation(lot, market.P01 ?? []),
    relativeDistance(lot, market.P04 ?? []),
    regularSteps(lot),
    identicalTotals(lot),
  ]
  const notable = indications.filter(({ verdict }) => verdict === 'notable')
  const strength = notable.some((indication) => indication.strength === 'medium')
    ? 'medium'
    : notable.length > 0
      ? 'context'
      : null
  return { indications, strength }
}
