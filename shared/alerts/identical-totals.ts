import { type Fen, formatYuan } from '../primitives/money.ts'
import type { Indication, PricedBid, PricedLot } from './indicator.ts'
import { noPopulation } from './population.ts'
import { ratioOf } from './ratio.ts'

const FORMULA = 'b_i = b_j,  i ≠ j,  b ≠ E'
/** Amounts in fen that are multiples of 10,000 yuan meet more easily. */
const ROUND = 1_000_000n

/**
 * P16 (R028): different bidders with the same total to the fen. A price at the published ceiling does not count: there equality is normal.
 * Stands beside other evidence only.
 */
export function identicalTotals(lot: PricedLot): Indication {
  const { bids, ceiling } = lot
  const base = { id: 'P16', strength: 'context', formula: FORMULA, threshold: '1', population: noPopulation } as const
  if (bids.length < 2)
    return {
      ...base,
      inputs: [{ name: 'n', value: `${bids.length}` }],
      value: null,
      exact: null,
      verdict: 'not-computed',
      cause: 'too-few-bids',
      bids: [],
      explanations: [],
    }
  const byPrice = new Map<Fen, PricedBid[]>()
  for (const bid of bids) byPrice.set(bid.price, [...(byPrice.get(bid.price) ?? []), bid])
  const equal = [...byPrice].filter(([, group]) => new Set(group.map(({ party }) => party)).size > 1)
  const counted = equal.filter(([price]) => price !== ceiling)
  const pairs = counted.reduce((sum, [, group]) => sum + pairsWithin(group), 0)
  return {
    ...base,
    inputs: [
      { name: 'n', value: `${bids.length}` },
      ...(ceiling === null ? [] : [{ name: 'E', value: formatYuan(ceiling) }]),
      ...counted.map(([price, group]) => ({
        name: group.map(({ number }) => `b${number}`).join(' = '),
        value: formatYuan(price),
      })),
    ],
    value: `${pairs}`,
    exact: ratioOf(BigInt(pairs), 1n),
    verdict: pairs > 0 ? 'notable' : 'unremarkable',
    cause: null,
    bids: counted.flatMap(([, group]) => group.map(({ number }) => number)).sort((left, right) => left - right),
    explanations: [
      {
        name: 'at-ceiling',
        state: ceiling === null ? 'unknown' : equal.length > counted.length ? 'applies' : 'ruled-out',
      },
      { name: 'round-amounts', state: counted.some(([price]) => price % ROUND === 0n) ? 'applies' : 'ruled-out' },
      { name: 'common-prices', state: 'unknown' },
    ],
  }
}

/** Pairs of bids of different parties. */
function pairsWithin(group: readonly PricedBid[]): number {
  let pairs = 0
  for (const [index, left] of group.entries())
    for (const right of group.slice(index + 1)) if (left.party !== right.party) pairs += 1
  return pairs
}
