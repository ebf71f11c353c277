import type { Fen } from '../primitives/money.ts'
import type { Ratio } from './ratio.ts'

/** The indicators computed from the prices of one lot. */
export const indicatorIds = ['P01', 'P04', 'P14', 'P16'] as const

/** One indicator. */
export type IndicatorId = (typeof indicatorIds)[number]

/** How far one indicator goes: `medium` needs a second family of evidence before anybody acts on it, `context` only stands beside others. */
export type Strength = 'medium' | 'context'

/** Why an indicator says nothing of a lot: what is missing is unknown, not innocent. */
export const notComputedCauses = ['too-few-bids', 'average-bid', 'no-spread'] as const

/** Another explanation and what was found of it: it `applies`, was ruled out, or the platform cannot know. */
export const explanationNames = [
  'few-bids',
  'tight-ceiling',
  'at-ceiling',
  'round-amounts',
  'common-prices',
  'cost-advantage',
] as const

/** One explanation that would do without collusion. */
export interface Explanation {
  readonly name: (typeof explanationNames)[number]
  readonly state: 'applies' | 'ruled-out' | 'unknown'
}

/** Lots an indicator was compared with. */
export interface Population {
  /** `market`: same buyer, category and method. `none`: too few of them yet, so the source's own threshold was used. */
  readonly kind: 'market' | 'none'
  /** Lots in it with a value of this indicator. */
  readonly size: number
  /** Share of them that are as notable or more, decimal text between 0 and 1; null where there are too few to say. */
  readonly percentile: string | null
}

/** What one indicator finds in one lot, with all that is needed to compute it again. */
export interface Indication {
  readonly id: IndicatorId
  readonly strength: Strength
  /** As alerts.md of the documentation writes it. */
  readonly formula: string
  /** Every quantity of the formula, by its letter, in decimal text; amounts in yuan. */
  readonly inputs: readonly { readonly name: string; readonly value: string }[]
  /** Decimal text, rounded for showing; null when not computed or without a bound. */
  readonly value: string | null
  /** The same, exactly; squared where the formula has a root. Null when not computed. Stays on the server, for percentiles. */
  readonly exact: Ratio | null
  readonly threshold: string
  readonly population: Population
  readonly verdict: 'notable' | 'unremarkable' | 'not-computed'
  readonly cause: (typeof notComputedCauses)[number] | null
  /** Numbers of the bids that make it notable; empty otherwise. */
  readonly bids: readonly number[]
  readonly explanations: readonly Explanation[]
}

/** One opened bid of the lot: who offers how much. */
export interface PricedBid {
  readonly number: number
  readonly party: string
  readonly price: Fen
}

/** A lot as its opening has shown it. */
export interface PricedLot {
  /** One for each bid that opened with a price. */
  readonly bids: readonly PricedBid[]
  readonly ceiling: Fen | null
  /** Whether the price closest to a mean wins: spreads and gaps mean little there. */
  readonly isAverageBid: boolean
}

/** Bids from the lowest price up; equal ones by number. */
export function fromLowest(bids: readonly PricedBid[]): PricedBid[] {
  return [...bids].sort((left, right) =>
    left.price < right.price ? -1 : left.price > right.price ? 1 : left.number - right.number,
  )
}

/** Sum and sum of squares: all that mean and sample deviation need. */
export function sumsOf(bids: readonly PricedBid[]): { readonly sum: bigint; readonly squares: bigint } {
  let sum = 0n
  let squares = 0n
  for (const { price } of bids) {
    sum += price
    squares += price * price
  }
  return { sum, squares }
}
