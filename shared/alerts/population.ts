import type { Population } from './indicator.ts'
import { compareRatios, decimalOf, type Ratio, ratioOf } from './ratio.ts'

/** Earlier lots below which a percentile says nothing: then the threshold of the source stands. */
export const minimumPopulation = 20

/** Where a value stands among those of earlier lots of its own market. `notableEnd` says which end is the notable one. */
export function placeIn(
  market: readonly Ratio[],
  own: Ratio,
  notableEnd: 'low' | 'high',
): Population & { readonly share: Ratio | null } {
  if (market.length < minimumPopulation) return { kind: 'none', size: market.length, percentile: null, share: null }
  const asNotable = market.filter((other) => {
    const order = compareRatios(other, own)
    return notableEnd === 'low' ? order <= 0 : order >= 0
  }).length
  const share = ratioOf(BigInt(asNotable), BigInt(market.length))
  return { kind: 'market', size: market.length, percentile: decimalOf(share, 4), share }
}

/** The population of an indicator that compares with none. */
export const noPopulation: Population = { kind: 'none', size: 0, percentile: null }
