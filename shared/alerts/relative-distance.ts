import { formatYuan } from '../primitives/money.ts'
import { fromLowest, type Indication, type PricedLot, sumsOf } from './indicator.ts'
import { noPopulation, placeIn } from './population.ts'
import { compareRatios, decimalOf, type Ratio, ratioOf, ratioOfDecimal, rootDecimalOf } from './ratio.ts'

const FORMULA = 'RD = (b2 − b1) / SD(b2 … bn)'
const STARRED = '1'
const HIGHEST_SHARE = '0.10'

/**
 * P04: how far the lowest price stands from the others, measured by how the others differ among themselves (sample standard deviation). Large
 * is notable: losing bids huddle behind a winner. Above 1, and in the highest tenth of its market once twenty earlier lots are known.
 * `market` holds squares of RD.
 */
export function relativeDistance(lot: PricedLot, market: readonly Ratio[]): Indication {
  const [first, ...others] = fromLowest(lot.bids)
  const [second] = others
  const base = { id: 'P04', strength: 'medium', formula: FORMULA, bids: [], threshold: STARRED } as const
  if (first === undefined || second === undefined || others.length < 2 || lot.isAverageBid)
    return notComputed(base, lot.bids.length, lot.isAverageBid && lot.bids.length > 2 ? 'average-bid' : 'too-few-bids')
  const k = BigInt(others.length)
  const { sum, squares } = sumsOf(others)
  const spread = k * squares - sum * sum
  if (spread === 0n) return notComputed(base, lot.bids.length, 'no-spread')
  const gap = second.price - first.price
  const squared = ratioOf(gap * gap * k * (k - 1n), spread)
  const { share, ...population } = placeIn(market, squared, 'high')
  const isNotable =
    compareRatios(squared, ratioOfDecimal(STARRED)) > 0 &&
    (share === null || compareRatios(share, ratioOfDecimal(HIGHEST_SHARE)) <= 0)
  return {
    ...base,
    inputs: [
      { name: 'n', value: `${lot.bids.length}` },
      { name: 'b1', value: formatYuan(first.price) },
      { name: 'b2', value: formatYuan(second.price) },
      { name: 'SD', value: rootDecimalOf(ratioOf(spread, 10_000n * k * (k - 1n)), 2) },
      { name: 'b2−b1', value: decimalOf(ratioOf(gap, 100n), 2) },
    ],
    value: rootDecimalOf(squared, 4),
    exact: squared,
    population,
    verdict: isNotable ? 'notable' : 'unremarkable',
    cause: null,
    bids: isNotable ? others.map(({ number }) => number).sort((left, right) => left - right) : [],
    explanations: [
      { name: 'few-bids', state: lot.bids.length < 5 ? 'applies' : 'ruled-out' },
      { name: 'cost-advantage', state: 'unknown' },
    ],
  }
}

type Base = Pick<Indication, 'id' | 'strength' | 'formula' | 'bids' | 'threshold'>

function notComputed(base: Base, count: number, cause: NonNullable<Indication['cause']>): Indication {
  return {
    ...base,
    inputs: [{ name: 'n', value: `${count}` }],
    value: null,
    exact: null,
    population: noPopulation,
    verdict: 'not-computed',
    cause,
    explanations: [],
  }
}
