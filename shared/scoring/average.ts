import type { EvaluationPlan, SubjectiveCriterion } from './plan.ts'
import { type Points, pointsOf } from './points.ts'
import { type Rational, rational, roundedTo } from './rational.ts'

/** From so many members on one highest and one lowest score may be left out, if the plan says so. */
const leastForExtremes = 5
/** Ten-thousandths in a point. */
const UNITS = 10_000n

/** The members' scores of one criterion of one bid, in the order of the members, and how they lie. */
export interface Spread {
  readonly scores: readonly Points[]
  readonly sum: bigint
  readonly lowest: Points
  readonly highest: Points
}

/** How scores lie. Throws a RangeError when nobody scored. */
export function spreadOf(scores: readonly Points[]): Spread {
  const [first] = scores
  if (first === undefined) throw new RangeError('nobody scored')
  let sum = 0n
  let lowest = first
  let highest = first
  for (const score of scores) {
    sum += score
    if (score < lowest) lowest = score
    if (score > highest) highest = score
  }
  return { scores, sum, lowest, highest }
}

/**
 * The mean of the members' scores of one criterion, exact, in points. With `without-extremes` and five members or more, one highest and one lowest
 * are left out; in procurement never (X9).
 */
export function meanScore(averaging: EvaluationPlan['averaging'], { scores, sum, lowest, highest }: Spread): Rational {
  if (averaging === 'all' || scores.length < leastForExtremes) return rational(sum, BigInt(scores.length) * UNITS)
  return rational(sum - lowest - highest, BigInt(scores.length - 2) * UNITS)
}

/** Points of a mean, rounded half up to `decimals`. */
export function roundedMean(mean: Rational, decimals: number): Points {
  return pointsOf(roundedTo(mean, decimals), decimals)
}

/** The sum of fractions of a point, rounded half up once at the end. */
export function roundedSum(fractions: readonly Rational[], decimals: number): Points {
  let sum = 0n
  let over = 1n
  for (const { numerator, denominator } of fractions) {
    if (denominator === over) sum += numerator
    else if (over % denominator === 0n) sum += numerator * (over / denominator)
    else {
      sum = sum * denominator + numerator * over
      over *= denominator
    }
  }
  return pointsOf(roundedTo(rational(sum, over), decimals), decimals)
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
 * rule X13) name abnormal scores and give no number: the number is the notice's, and a flag asks for an explanation, nothing more. `seats`: of
 * the members, in the order of the scores.
 */
export function abnormalScores(
  criterion: Pick<SubjectiveCriterion, 'id'> & { readonly maximumPoints: Points },
  percent: Points,
  bid: string,
  seats: readonly number[],
  { scores, sum, lowest, highest }: Spread,
): AbnormalScore[] {
  const limit = criterion.maximumPoints * percent
  // Nobody is further from the mean of the others than the extremes from each other.
  if ((highest - lowest) * 1_000_000n <= limit) return []
  // |own − (sum − own) / others| > maximum × percent / 100, solved for own: outside of these. Percent is in ten-thousandths.
  const count = BigInt(scores.length)
  const farthest = (limit * (count - 1n)) / 1_000_000n
  const highestUsual = (sum + farthest) / count
  const lowestUsual = (sum - farthest + count - 1n) / count
  const found: AbnormalScore[] = []
  scores.forEach((points, index) => {
    const isHigh = points > highestUsual
    if (isHigh || points < lowestUsual) found.push({ seat: seats[index] ?? 0, bid, criterion: criterion.id, points, isHigh })
  })
  return found
}
