import { assertNever } from '../primitives/assert.ts'
import type { Fen } from '../primitives/money.ts'
import type { EvaluationPlan } from './plan.ts'
import { decimal } from './points.ts'
import { meanOf, type PricedBid, sorted } from './price.ts'
import { dividedBy, type Rational, rational, times } from './rational.ts'

/**
 * The bids whose price must be explained (87-60, TL 51(5); rule X12): below the stated percentage of the mean of the valid prices, of the
 * second-lowest, or of the ceiling. A flag voids nothing: the bidder is asked, and the committee decides by majority.
 */
export function lowPrices(
  rule: EvaluationPlan['lowPrice'],
  bids: readonly PricedBid[],
  ceilingPrice: Fen,
): { readonly bid: string; readonly price: Fen; readonly limit: Rational }[] {
  if (rule === null) return []
  const base = baseOf(rule.of, bids, ceilingPrice)
  if (base === undefined) return []
  const limit = dividedBy(times(base, decimal(rule.belowPercent)), rational(100n))
  return bids.filter(({ price }) => price * limit.denominator < limit.numerator).map(({ bid, price }) => ({ bid, price, limit }))
}

function baseOf(
  of: NonNullable<EvaluationPlan['lowPrice']>['of'],
  bids: readonly PricedBid[],
  ceilingPrice: Fen,
): Rational | undefined {
  switch (of) {
    case 'mean':
      return bids.length === 0 ? undefined : meanOf(bids.map(({ price }) => price))
    case 'second-lowest': {
      const second = sorted(bids)[1]
      return second === undefined ? undefined : rational(second)
    }
    case 'ceiling-price':
      return rational(ceilingPrice)
    default:
      return assertNever(of)
  }
}
