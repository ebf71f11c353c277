import { assertHolds, assertNever } from '../primitives/assert.ts'
import type { Fen } from '../primitives/money.ts'
import type { EvaluationPlan, PriceFormula } from './plan.ts'
import { decimal, fractionOf, type Points, parsePoints, pointsOf } from './points.ts'
import { dividedBy, minus, type Rational, rational, rounded, roundedTo, times } from './rational.ts'

/** One valid bid's evaluated price. */
export interface PricedBid {
  readonly bid: string
  readonly price: Fen
}

/** What prices are compared with: in fen, rounded half up; null where bids are ranked by price alone. */
export interface PriceScores {
  readonly benchmark: Fen | null
  readonly points: ReadonlyMap<string, Points>
}

type Benchmark = Extract<PriceFormula, { kind: 'benchmark' }>

/**
 * Price points of the valid bids of one lot, exact to the published rounding: at most `maximum`, at least 0. `coefficient` is the drawn
 * one where the formula draws it. An empty lot has no points and no benchmark.
 */
export function scorePrices(input: {
  readonly price: Pick<EvaluationPlan['price'], 'formula' | 'maximum'>
  readonly decimals: number
  readonly bids: readonly PricedBid[]
  readonly ceilingPrice: Fen
  readonly coefficient?: string | undefined
}): PriceScores {
  const { bids, decimals } = input
  const { formula, maximum: written } = input.price
  if (bids.length === 0) return { benchmark: null, points: new Map() }
  const maximum = parsePoints(written)
  switch (formula.kind) {
    case 'lowest-evaluated-price':
      return { benchmark: null, points: new Map() }
    case 'lowest-price': {
      const benchmark = sorted(bids)[0] as Fen
      return { benchmark, points: scored(bids, ({ price }) => lowestPricePoints({ maximum, benchmark, price, decimals })) }
    }
    case 'benchmark': {
      const benchmark = benchmarkOf(formula, bids, input.ceilingPrice, input.coefficient)
      return { benchmark, points: scored(bids, ({ price }) => deviationPoints({ formula, maximum, benchmark, price, decimals })) }
    }
    default:
      return assertNever(formula)
  }
}

/** 87-55 (X9): maximum × lowest / price, rounded half up to `decimals`. A price of 0 can only be the lowest, and has all points. */
export function lowestPricePoints(input: {
  readonly maximum: Points
  readonly benchmark: Fen
  readonly price: Fen
  readonly decimals: number
}): Points {
  const { maximum, benchmark, price, decimals } = input
  if (price === 0n) return maximum
  return pointsOf(roundedTo(times(fractionOf(maximum), rational(benchmark, price)), decimals), decimals)
}

/**
 * Points of a price by its deviation from a benchmark: rate = (price − benchmark) / benchmark × 100 percent, rounded if the formula says
 * so; every percent above costs `above`, every percent below `below`; never less than 0.
 */
export function deviationPoints(input: {
  readonly formula: Pick<Benchmark, 'above' | 'below' | 'rateDecimals'>
  readonly maximum: Points
  readonly benchmark: Fen
  readonly price: Fen
  readonly decimals: number
}): Points {
  const { formula, maximum, benchmark, price, decimals } = input
  const exact = times(dividedBy(rational(price - benchmark), rational(benchmark)), rational(100n))
  const rate = formula.rateDecimals === null ? exact : roundedRate(exact, formula.rateDecimals)
  const perPercent = decimal(rate.numerator > 0n ? formula.above : formula.below)
  const lost = times(absolute(rate), perPercent)
  const left = roundedTo(minus(fractionOf(maximum), lost), decimals)
  return pointsOf(left < 0n ? 0n : left, decimals)
}

/** The benchmark in fen, rounded half up: of the mean of the valid prices (those dropped left out) or of the ceiling, × the coefficient. */
export function benchmarkOf(formula: Benchmark, bids: readonly PricedBid[], ceilingPrice: Fen, drawn?: string): Fen {
  const coefficient = formula.coefficient.kind === 'stated' ? formula.coefficient.value : drawn
  assertHolds(coefficient !== undefined, 'a coefficient that is drawn has been drawn')
  assertHolds(
    formula.coefficient.kind === 'stated' || formula.coefficient.values.includes(coefficient),
    'the drawn coefficient is one of the notice',
  )
  const base = formula.of === 'mean' ? meanOf(kept(formula, sorted(bids))) : rational(ceilingPrice)
  return rounded(times(base, decimal(coefficient))) as Fen
}

/** The exact mean of prices. Throws a RangeError when there is none. */
export function meanOf(prices: readonly Fen[]): Rational {
  return rational(
    prices.reduce((sum, price) => sum + price, 0n),
    BigInt(prices.length),
  )
}

/** Prices in ascending order. */
export function sorted(bids: readonly PricedBid[]): Fen[] {
  return bids.map(({ price }) => price).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))
}

function kept(formula: Benchmark, prices: readonly Fen[]): readonly Fen[] {
  const row = formula.drop.reduce<Benchmark['drop'][number] | undefined>(
    (best, each) => (prices.length >= each.atLeast && each.atLeast >= (best?.atLeast ?? 0) ? each : best),
    undefined,
  )
  if (row === undefined) return prices
  return prices.slice(row.lowest, prices.length - row.highest)
}

function scored(bids: readonly PricedBid[], pointsFor: (bid: PricedBid) => Points): ReadonlyMap<string, Points> {
  return new Map(bids.map((bid) => [bid.bid, pointsFor(bid)]))
}

function roundedRate(rate: Rational, decimals: number): Rational {
  return rational(roundedTo(rate, decimals), 10n ** BigInt(decimals))
}

function absolute({ numerator, denominator }: Rational): Rational {
  return { numerator: numerator < 0n ? -numerator : numerator, denominator }
}
