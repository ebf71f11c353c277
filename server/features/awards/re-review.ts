import { reReviewableStates } from '#shared/lifecycle/award.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import type { AwardRecord, AwardReReview, BidStanding } from './award.model.ts'

/** The re-review an award stands still for, or undefined. */
export function runningReReview({ reReviews }: Pick<AwardRecord, 'reReviews'>): AwardReReview | undefined {
  const last = reReviews?.at(-1)
  return last?.endedAt === null ? last : undefined
}

/** Whether the report of an award may still be re-reviewed: until the award notice (X13; TL 45, 87-70). */
export function isReReviewable({ procedure, state }: Pick<AwardRecord, 'procedure' | 'state'>): boolean {
  return reReviewableStates[procedure].includes(state)
}

/** How every bid of a lot stands by a report, the best first, and which of them are its candidates. */
export function standingsOf(result: LotResultText | null, candidates: readonly string[]): BidStanding[] {
  return (result?.bids ?? [])
    .map(({ bid, rank, total }) => ({ bid, rank, total, isCandidate: candidates.includes(bid) }))
    .sort((left, right) => (left.rank ?? Infinity) - (right.rank ?? Infinity))
}

/** The re-reviews of an award with the last one changed. */
export function withLastReReview(
  { reReviews = [] }: Pick<AwardRecord, 'reReviews'>,
  change: Partial<AwardReReview>,
): AwardReReview[] {
  const last = reReviews.at(-1)
  return last === undefined ? [] : [...reReviews.slice(0, -1), { ...last, ...change }]
}
