import { formatYuan } from '../primitives/money.ts'
import { fromLowest, type Indication, type PricedBid, type PricedLot } from './indicator.ts'
import { noPopulation } from './population.ts'
import { compareRatios, decimalOf, type Ratio, ratioOf, ratioOfDecimal } from './ratio.ts'

const FORMULA = 'max |d_i − d̄| / d̄,  d_i = b_{i+1} − b_i  (or b_{i+1} / b_i − 1)'
const STARRED = '0.02'

/**
 * P14: prices that go up in equal steps, of yuan or of percent: every step within 2 % of their mean. Computed from three bids on, notable from
 * four. Steps of percent are measured on the growth (ratio − 1): on the ratio itself any bids that lie within 2 % of each other would do.
 */
export function regularSteps(lot: PricedLot): Indication {
  const bids = fromLowest(lot.bids)
  const [lowest] = bids
  const highest = bids.at(-1)
  const base = {
    id: 'P14',
    strength: 'medium',
    formula: FORMULA,
    threshold: STARRED,
    population: noPopulation,
    bids: [],
  } as const
  const n = { name: 'n', value: `${bids.length}` }
  if (lowest === undefined || highest === undefined || bids.length < 3)
    return { ...base, inputs: [n], value: null, exact: null, verdict: 'not-computed', cause: 'too-few-bids', explanations: [] }
  if (lowest.price === highest.price)
    return { ...base, inputs: [n], value: null, exact: null, verdict: 'not-computed', cause: 'no-spread', explanations: [] }
  const ofYuan = unevenness(pairsOf(bids).map(([low, high]) => ratioOf(high.price - low.price, 1n)))
  const ofPercent = unevenness(pairsOf(bids).map(([low, high]) => ratioOf(high.price - low.price, low.price)))
  const smaller = compareRatios(ofYuan, ofPercent) <= 0 ? ofYuan : ofPercent
  const isNotable = bids.length >= 4 && compareRatios(smaller, ratioOfDecimal(STARRED)) <= 0
  return {
    ...base,
    inputs: [
      n,
      { name: 'b1', value: formatYuan(lowest.price) },
      { name: 'bn', value: formatYuan(highest.price) },
      { name: 'd̄', value: decimalOf(ratioOf(highest.price - lowest.price, 100n * BigInt(bids.length - 1)), 2) },
      { name: '|d_i − d̄| / d̄ (¥)', value: decimalOf(ofYuan, 6) },
      { name: '|d_i − d̄| / d̄ (%)', value: decimalOf(ofPercent, 6) },
    ],
    value: decimalOf(smaller, 6),
    exact: smaller,
    verdict: isNotable ? 'notable' : 'unremarkable',
    cause: null,
    bids: isNotable ? bids.map(({ number }) => number).sort((left, right) => left - right) : [],
    explanations: [
      { name: 'few-bids', state: bids.length < 5 ? 'applies' : 'ruled-out' },
      { name: 'common-prices', state: 'unknown' },
    ],
  }
}

/** The largest distance of a step from the mean of all, as a share of that mean. */
function unevenness(steps: readonly Ratio[]): Ratio {
  const common = steps.reduce((product, { denominator }) => product * denominator, 1n)
  const whole = steps.map(({ numerator, denominator }) => numerator * (common / denominator))
  const total = whole.reduce((sum, step) => sum + step, 0n)
  const count = BigInt(steps.length)
  let largest = 0n
  for (const step of whole) {
    const distance = step * count - total
    const size = distance < 0n ? -distance : distance
    if (size > largest) largest = size
  }
  return ratioOf(largest, total)
}

function pairsOf(bids: readonly PricedBid[]): (readonly [PricedBid, PricedBid])[] {
  return bids.slice(1).flatMap((high, index) => {
    const low = bids[index]
    return low === undefined ? [] : [[low, high] as const]
  })
}
