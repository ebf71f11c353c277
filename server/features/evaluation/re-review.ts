import { isReReview } from '#shared/lifecycle/evaluation.ts'
import type { EvaluationReads } from './deps.ts'
import { type EvaluationRecord, evaluationModel, type ReReview } from './evaluation.model.ts'
import { activeSeats } from './read-evaluation.ts'

/** The re-review that is under way, or undefined. */
export function reReviewOf({ state, reReviews }: Pick<EvaluationRecord, 'state' | 'reReviews'>): ReReview | undefined {
  return isReReview(state) ? reReviews?.at(-1) : undefined
}

/** Whether every member has concluded the re-review that is under way, or its time is over. */
export function isReReviewed(evaluation: EvaluationRecord, at: number): boolean {
  if (isTimeOver(evaluation, at)) return true
  const { conclusions = [] } = reReviewOf(evaluation) ?? {}
  return activeSeats(evaluation).every(({ seat }) => conclusions.some((each) => each.seat === seat))
}

/** Whether the limit of the present step has passed. */
export function isTimeOver({ stepEndsAt }: Pick<EvaluationRecord, 'stepEndsAt'>, at: number): boolean {
  return stepEndsAt !== null && at >= stepEndsAt.getTime()
}

/** Digests of the files that re-reviews have left behind: superseded reports, as JSON and as PDF, each pair in the order they were signed. */
export async function readEarlierReports(
  deps: EvaluationReads,
  tender: string,
): Promise<{ readonly sha256: string; readonly pdfSha256: string }[]> {
  const evaluation = await evaluationModel(deps.connection).findById(tender).lean<EvaluationRecord>()
  return (evaluation?.reReviews ?? []).map(({ earlier: { sha256, pdfSha256 } }) => ({ sha256, pdfSha256 }))
}
