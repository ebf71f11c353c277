import { type Fen, formatYuan } from '../primitives/money.ts'
import { type Explanation, type Indication, type PricedLot, sumsOf } from './indicator.ts'
import { noPopulation, placeIn } from './population.ts'
import { compareRatios, decimalOf, type Ratio, ratioOf, ratioOfDecimal, rootDecimalOf } from './ratio.ts'

const FORMULA = 'CV = s / m'
/** The source's own bound, used until the market has lots enough. */
const STARRED = '0.05'
const LOWEST_SHARE = '0.10'

/**
 * P01: the coefficient of variation of all prices, sample standard deviation over mean. Low is notable: the lowest tenth of its own market, or
 * below 5 % while fewer than twenty earlier lots are known. `market` holds squares of CV.
 */
export function priceVariation(lot: PricedLot, market: readonly Ratio[]): Indication {
  const { bids, ceiling } = lot
  const n = BigInt(bids.length)
  const base = { id: 'P01', strength: 'medium', formula: FORMULA, bids: [] } as const
  if (bids.length < 3 || lot.isAverageBid)
    return {
      ...base,
      inputs: [{ name: 'n', value: `${bids.length}` }],
      value: null,
      exact: null,
      threshold: STARRED,
      population: noPopulation,
      verdict: 'not-computed',
      cause: bids.length < 3 ? 'too-few-bids' : 'average-bid',
      explanations: [],
    }
  const { sum, squares } = sumsOf(bids)
  const squared = ratioOf(n * (n * squares - sum * sum), (n - 1n) * sum * sum)
  const { share, ...population } = placeIn(market, squared, 'low')
  const isNotable =
    share === null
      ? compareRatios(squared, square(ratioOfDecimal(STARRED))) < 0
      : compareRatios(share, ratioOfDecimal(LOWEST_SHARE)) <= 0
  return {
    ...base,
    inputs: [
      { name: 'n', value: `${bids.length}` },
      { name: 'm', value: decimalOf(ratioOf(sum, 100n * n), 2) },
      { name: 's', value: rootDecimalOf(ratioOf(n * squares - sum * sum, 10_000n * n * (n - 1n)), 2) },
      ...(ceiling === null ? [] : [{ name: 'E', value: formatYuan(ceiling) }]),
    ],
    value: rootDecimalOf(squared, 6),
    exact: squared,
    threshold: share === null ? STARRED : LOWEST_SHARE,
    population,
    verdict: isNotable ? 'notable' : 'unremarkable',
    cause: null,
    bids: isNotable ? bids.map(({ number }) => number) : [],
    explanations: explanationsOf(
      bids.length,
      bids.map(({ price }) => price),
      ceiling,
    ),
  }
}

/** Few prices lie close together by chance; prices pressed against a ceiling lie close together by themselves. */
function explanationsOf(count: number, prices: readonly Fen[], ceiling: Fen | null): Explanation[] {
  const isPressed = ceiling !== null && prices.every((price) => price * 100n >= ceiling * 95n)
  return [
    { name: 'few-bids', state: count < 5 ? 'applies' : 'ruled-out' },
    { name: 'tight-ceiling', state: ceiling === null ? 'unknown' : isPressed ? 'applies' : 'ruled-out' },
    { name: 'common-prices', state: 'unknown' },
  ]
}

function square({ numerator, denominator }: Ratio): Ratio {
  return { numerator: numerator * numerator, denominator: denominator * denominator }
}
