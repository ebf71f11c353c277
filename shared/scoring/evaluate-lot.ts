import { assertHolds } from '../primitives/assert.ts'
import { type Fen, parseYuan } from '../primitives/money.ts'
import { type AbnormalScore, abnormalScores, meanScore, roundedMean, roundedSum, spreadOf } from './average.ts'
import { objectivePoints } from './objective.ts'
import { type Criterion, drawnCoefficientOf, type EvaluationPlan } from './plan.ts'
import { fractionOf, type Points, parsePoints, pointsOf, sumOf } from './points.ts'
import { scorePrices } from './price.ts'
import { candidatesOf, countedBidders, type Ranking, rankBids } from './rank.ts'
import type { Rational } from './rational.ts'
import type { Rejection } from './rejection.ts'

/** One bid as it comes to the evaluation: its letter's fields, its price after correction, and why it is out, if it is. */
export interface BidToEvaluate {
  readonly bid: string
  readonly fields: Readonly<Record<string, string>>
  /** Price of the letter, or the one its bidder confirmed (X11). Null for a rejected bid whose price was never opened. */
  readonly price: Fen | null
  readonly rejections: readonly Rejection[]
}

/** One member's scores by bid and criterion, as decimals. */
export interface MemberScores {
  readonly seat: number
  readonly points: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Points of one criterion of one bid: computed, or the mean of the members'. */
export interface CriterionResult {
  readonly criterion: string
  readonly points: Points
}

/** What a bid came to. A rejected one has no points and no rank. */
export interface BidResult {
  readonly bid: string
  readonly isValid: boolean
  readonly rejections: readonly Rejection[]
  /** Null where it was never opened: such a bid is rejected. */
  readonly price: Fen | null
  readonly evaluatedPrice: Fen | null
  readonly criteria: readonly CriterionResult[]
  readonly technical: Points
  readonly commercial: Points
  /** Null where price alone ranks. */
  readonly priceScore: Points | null
  readonly total: Points | null
  readonly rank: number | null
  readonly standsBehind: string | null
}

/** What a lot came to. */
export interface LotResult {
  readonly bids: readonly BidResult[]
  readonly benchmark: Fen | null
  /** What the mean was multiplied by, where the notice has it drawn; null otherwise. */
  readonly coefficient: string | null
  /** How many bidders count: valid ones, one brand once (87-31). Fewer than three may not be evaluated in procurement (G5). */
  readonly counted: number
  readonly abnormal: readonly AbnormalScore[]
  readonly candidates: readonly string[]
  /** Bids whose equal rank would make more candidates than allowed: the tenderer decides as the notice says. */
  readonly undecided: readonly string[]
}

/** What a lot is evaluated from. */
export interface LotToEvaluate {
  readonly plan: EvaluationPlan
  readonly ceilingPrice: Fen
  readonly bids: readonly BidToEvaluate[]
  /** Of every member; empty where nothing is scored by judgement. */
  readonly members: readonly MemberScores[]
  /** Drawn for this lot, where the plan says so. */
  readonly coefficient?: string | undefined
  readonly tieSeed?: string | undefined
}

/**
 * Evaluates one lot by its published plan and by nothing else (X8): rejects what is above the ceiling (N8, X17); adds what is added for
 * comparison; computes objective criteria, means of the members' scores, and price points; finds abnormal scores (X13); sums, ranks and
 * recommends (X10, X15). Exact to the published rounding; the same for every order of bids and members.
 */
export function evaluateLot(lot: LotToEvaluate): LotResult {
  const { plan, ceilingPrice } = lot
  const judged = lot.bids.map((bid) => ({ ...bid, rejections: withCeiling(bid, ceilingPrice) }))
  const valid = judged.flatMap((bid) => (bid.rejections.length === 0 ? [{ ...bid, price: priceOf(bid) }] : []))
  const evaluated = new Map(valid.map((bid) => [bid.bid, evaluatedPrice(plan, bid)]))
  const prices = scorePrices({
    price: plan.price,
    decimals: plan.decimals,
    bids: valid.map(({ bid }) => ({ bid, price: evaluated.get(bid) as Fen })),
    ceilingPrice,
    coefficient: lot.coefficient,
  })
  const isByPrice = plan.price.formula.kind === 'lowest-evaluated-price'
  const criteria = plan.criteria.map((criterion) => ({ criterion, maximumPoints: parsePoints(criterion.maximum) }))
  const percent = parsePoints(plan.abnormalPercent)
  const abnormal: AbnormalScore[] = []
  const pointsFrom = remembered(parsePoints)
  const scored = new Map<string, Scored>()
  const seats = lot.members.map(({ seat }) => seat)
  for (const bid of valid) {
    const given = lot.members.map(({ points }) => points[bid.bid])
    const means: { criterion: Criterion; mean: Rational; points: Points }[] = []
    for (const { criterion, maximumPoints } of criteria) {
      if (criterion.kind === 'objective') {
        const points = objectivePoints(criterion, bid.fields, plan.decimals)
        means.push({ criterion, mean: fractionOf(points), points })
        continue
      }
      const spread = spreadOf(given.map((points) => pointsFrom(points?.[criterion.id] ?? '')))
      abnormal.push(...abnormalScores({ id: criterion.id, maximumPoints }, percent, bid.bid, seats, spread))
      const mean = meanScore(plan.averaging, spread)
      means.push({ criterion, mean, points: roundedMean(mean, plan.decimals) })
    }
    const price = isByPrice ? null : (prices.points.get(bid.bid) ?? null)
    scored.set(bid.bid, scoredBid(plan, means, price))
  }
  const ranking = rankBids(
    plan,
    valid.map(({ bid, fields }) => {
      const { technical, commercial, total } = scored.get(bid) as Scored
      return { bid, price: evaluated.get(bid) as Fen, total, technical, commercial, brand: brandOf(plan, fields) }
    }),
    lot.tieSeed,
  )
  const places = new Map<string, Ranking>(ranking.map((each) => [each.bid, each]))
  return {
    bids: judged.map(({ bid, price, rejections }) => ({
      bid,
      isValid: rejections.length === 0,
      rejections,
      price,
      evaluatedPrice: evaluated.get(bid) ?? price,
      ...(scored.get(bid) ?? nothing(isByPrice)),
      rank: places.get(bid)?.rank ?? null,
      standsBehind: places.get(bid)?.standsBehind ?? null,
    })),
    benchmark: prices.benchmark,
    coefficient: drawnCoefficientOf(plan) === undefined ? null : (lot.coefficient ?? null),
    counted: countedBidders(valid.map(({ bid, fields }) => ({ bid, brand: brandOf(plan, fields) }))),
    abnormal,
    ...candidatesOf(plan, ranking),
  }
}

function priceOf({ price }: Pick<BidToEvaluate, 'price'>): Fen {
  assertHolds(price !== null, 'a valid bid has a price')
  return price
}

/** The price bids are compared by: their own, and for every unit of a field beyond its baseline the stated amount. */
export function evaluatedPrice(
  plan: Pick<EvaluationPlan, 'price'>,
  bid: { readonly price: Fen; readonly fields: Readonly<Record<string, string>> },
): Fen {
  let price: bigint = bid.price
  for (const { field, baseline, perUnit } of plan.price.adjustments) {
    const written = bid.fields[field] ?? ''
    const beyond = /^\d{1,15}$/.test(written) ? BigInt(written) - BigInt(baseline) : 0n
    if (beyond > 0n) price += beyond * parseYuan(perUnit)
  }
  return price as Fen
}

type Scored = Pick<BidResult, 'criteria' | 'technical' | 'commercial' | 'priceScore' | 'total'>

function scoredBid(
  plan: EvaluationPlan,
  means: readonly { readonly criterion: Criterion; readonly mean: Rational; readonly points: Points }[],
  price: Points | null,
): Scored {
  const partOf = (part: Criterion['part']) => {
    const own = means.filter(({ criterion }) => criterion.part === part)
    return plan.roundedAt === 'criterion'
      ? sumOf(own.map(({ points }) => points))
      : roundedSum(
          own.map(({ mean }) => mean),
          plan.decimals,
        )
  }
  const total =
    plan.roundedAt === 'criterion'
      ? sumOf(means.map(({ points }) => points))
      : roundedSum(
          means.map(({ mean }) => mean),
          plan.decimals,
        )
  return {
    criteria: means.map(({ criterion, points }) => ({ criterion: criterion.id, points })),
    technical: partOf('technical'),
    commercial: partOf('commercial'),
    priceScore: price,
    total: price === null ? null : sumOf([total, price]),
  }
}

function nothing(isByPrice: boolean): Scored {
  const zero = pointsOf(0n, 0)
  return { criteria: [], technical: zero, commercial: zero, priceScore: isByPrice ? null : zero, total: null }
}

function withCeiling(bid: BidToEvaluate, ceilingPrice: Fen): readonly Rejection[] {
  if (bid.price === null || bid.price <= ceilingPrice) return bid.rejections
  return [...bid.rejections, { ground: 'price-below-cost-or-above-ceiling', foundBy: 'ceiling-price', reasons: [] }]
}

function brandOf(plan: Pick<EvaluationPlan, 'brandField'>, fields: Readonly<Record<string, string>>): string | null {
  return plan.brandField === null ? null : (fields[plan.brandField] ?? null)
}

/** Scores lie on few steps: each spelling is parsed once. */
function remembered(parse: (text: string) => Points): (text: string) => Points {
  const known = new Map<string, Points>()
  return (text) => {
    let points = known.get(text)
    if (points === undefined) {
      points = parse(text)
      known.set(text, points)
    }
    return points
  }
}
