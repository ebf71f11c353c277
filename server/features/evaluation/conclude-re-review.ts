import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationRecord, ReReview } from './evaluation.model.ts'
import { reReviewOf } from './re-review.ts'
import { assertInTime } from './write-evaluation.ts'

/** A member says whether it finds the ground given, once. What it has to correct it has corrected before (X13). */
export async function concludeReReview(
  deps: EvaluationRecords,
  {
    act,
    at,
  }: { readonly act: VerifiedAct<EvaluationSubject, { readonly isGiven: boolean; readonly text: string }>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['re-reviewing'] }, async ({ evaluation, seat }) => {
    assertInTime(evaluation, at)
    const ordered = reReviewOf(evaluation)
    assertHolds(ordered !== undefined, 'a re-review is one that was ordered')
    if (ordered.conclusions.some((each) => each.seat === seat.seat)) throw new DomainProblem('already-acted')
    const conclusion = { seat: seat.seat, ...act.body, at: instantOf(at), actSha256: act.sha256 }
    return {
      fact: 'evaluation.re-reviewed',
      facts: { round: evaluation.round, lot: ordered.lot, seat: seat.seat },
      set: { reReviews: withLast(evaluation, { ...ordered, conclusions: [...ordered.conclusions, conclusion] }) },
    }
  })
}

function withLast({ reReviews = [] }: Pick<EvaluationRecord, 'reReviews'>, last: ReReview): ReReview[] {
  return [...reReviews.slice(0, -1), last]
}
