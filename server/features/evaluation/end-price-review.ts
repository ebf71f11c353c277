import type { VerifiedAct } from '#shared/acts/act.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'

/** The chair ends the review of prices that were opened later: nothing (more) is to be asked. Throws `not-the-chair`, `already-acted`. */
export async function endPriceReview(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, object>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['pricing'] }, async ({ evaluation, seat }) => {
    if (seat.seat !== evaluation.chair) throw new DomainProblem('not-the-chair')
    if (evaluation.arePricesReviewed === true) throw new DomainProblem('already-acted')
    return {
      fact: 'evaluation.prices-reviewed',
      facts: { round: evaluation.round, seat: seat.seat },
      set: { arePricesReviewed: true },
    }
  })
}
