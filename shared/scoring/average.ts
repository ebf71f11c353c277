import type { EvaluationPlan, SubjectiveCriterion } from './plan.ts'
import { type Points, pointsOf } from './points.ts'
import { type Rational, rational, roundedTo } from './rational.ts'

/** From so many members on one highest and one lowest score may be left out, if the plan says so. */
const leastForExtremes = 5
/** Ten-thousandths in a point. */
const UNITS = 10_000n

/**
 * The mean of the members' scores of one criterion, exact, in points. With `without-extremes` and five members or more, one highest and one lowest
 * are left out; in procurement never (X9). Throws a RangeError when nobody scored.
 */
export function meanScore(averaging: EvaluationPlan['averaging'], scores: readonly Points[]): Rational {
  let sum = 0n
  for (const score of scores) sum += score
  if (averaging === 'all' || scores.length < leastForExtremes) return rational(sum, BigInt(scores.length) * UNITS)
  let lowest = scores[0] as Points
  let highest = lowest
  for (const score of scores) {
    if (score < lowest) lowest = score
    if (score > highest) highest = score
  }
  return rational(sum - lowest - highest, BigInt(scores.length - 2) * UNITS)
}

/** Points of a mean, rounded half up to `decimals`. */
export function roundedMean(mean: Rational, decimals: number): Points {
  return pointsOf(roundedTo(mean, decimals), decimals)
}

/** The sum of fractions of a point, rounded half up once at the end. */
export function roundedSum(fractions: readonly Rational[], decimals: number): Points {
  const numerators = new Map<bigint, bigint>()
  for (const { numerator, denominator } of fractions) numerators.set(denominator, (numerators.get(denominator) ?? 0n) + numerator)
  let sum = rational(0n)
  for (const [denominator, numerator] of numerators)
    sum = rational(sum.numerator * denominator + numerator * sum.denominator, sum.denominator * denominator)
  return pointsOf(roundedTo(sum, decimals), decimals)
}

/** A member's score that lies far from the others' (畸高畸低). */
export interface AbnormalScore {
  readonly seat: number
  readonly bid: string
  readonly criterion: string
  readonly points: Points
  readonly isHigh: boolean
}

/**
 * Finds the scores further from the mean of the other members' than `percent` (points of a hundred) of the criterion's maximum. The regulations (87-64,
 * rule X13) name abnormal scores and give no number: the number is the notice's, and a flag asks for an explanation, nothing more.
 */
export function abnormalScores(
  criterion: Pick<SubjectiveCriterion, 'id'> & { readonly maximumPoints: Points },
  percent: Points,
  bid: string,
  scores: readonly { readonly seat: number; readonly points: Points }[],
): AbnormalScore[] {
  let sum = 0n
  let lowest = scores[0]?.points ?? 0n
  let highest = lowest
  for (const { points } of scores) {
    sum += points
    if (points < lowest) lowest = points
    if (points > highest) highest = points
  }
  // |own − (sum − own) / others| > maximum × percent / 100, multiplied out; percent is in ten-thousandths.
  const limit = criterion.maximumPoints * percent
  // Nobody is further from the mean of the others than the extremes from each other.
  if ((highest - lowest) * 1_000_000n <= limit) return []
  const others = BigInt(scores.length - 1)
  const found: AbnormalScore[] = []
  for (const { seat, points } of scores) {
    const distance = points * others - (sum - points)
    const magnitude = distance < 0n ? -distance : distance
    if (magnitude * 1_000_000n > limit * others) found.push({ seat, bid, criterion: criterion.id, points, isHigh: distance > 0n })
  }
  return found
}
