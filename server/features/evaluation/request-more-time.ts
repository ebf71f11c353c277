import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { assertInTime } from './write-evaluation.ts'

/**
 * A member says that it has too little time. When more than a third of the committee have, the step's limit is moved by its own length
 * (TL 48, X16), and asking begins anew. Reviews and scores have no limit: only a re-review and the signing of a report have one.
 */
export async function requestMoreTime(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, { readonly reason: string }>; readonly at: number },
): Promise<void> {
  await changeByMember(
    deps,
    { act, at, states: ['signing', 're-reviewing', 're-signing'] },
    async ({ evaluation, tender, seat }) => {
      const { stepEndsAt } = evaluation
      assertHolds(stepEndsAt !== null, 'a report waits for signatures until a moment')
      assertInTime(evaluation, at)
      if (evaluation.moreTime.includes(seat.seat)) throw new DomainProblem('already-acted')
      const moreTime = [...evaluation.moreTime, seat.seat]
      const isExtended = moreTime.length * 3 > evaluation.size
      const pack = rulePack(tender.rulePack)
      const endsAt =
        evaluation.state === 're-reviewing'
          ? new Date(overdueFrom(pack.calendar, stepEndsAt.getTime() - 1, pack.reReviewWithin))
          : new Date(stepEndsAt.getTime() + tender.openingPolicy.windows.signatureSeconds * 1000)
      return {
        fact: isExtended ? 'evaluation.time-extended' : 'evaluation.time-requested',
        facts: { round: evaluation.round, seat: seat.seat, ...(isExtended ? { endsAt: endsAt.toISOString() } : {}) },
        set: isExtended ? { moreTime: [], stepEndsAt: endsAt, nextDueAt: endsAt } : { moreTime },
      }
    },
  )
}
