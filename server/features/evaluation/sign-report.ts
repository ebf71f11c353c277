import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { activeSeats } from './read-evaluation.ts'
import { assertInTime, withSeat } from './write-evaluation.ts'

interface SignBody {
  readonly reportSha256: string
  readonly dissent: string | null
}

/** A member signs the report, with its dissent in writing if it has one (X14). When all have signed, the wait is over. Throws `evaluation-wrong-step` after the limit: silence has counted. */
export async function signReport(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, SignBody>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['signing', 're-signing'] }, async ({ evaluation, seat }) => {
    const { reportSha256, dissent } = act.body
    assertInTime(evaluation, at)
    if (evaluation.report?.sha256 !== reportSha256) throw new DomainProblem('record-changed')
    if (seat.signature !== null) throw new DomainProblem('already-acted')
    const seats = withSeat(evaluation, seat.seat, { signature: { actSha256: act.sha256, at: instantOf(at), dissent } })
    const isLast = activeSeats({ seats }).every(({ signature }) => signature !== null)
    return {
      fact: 'evaluation.report-signed',
      facts: { round: evaluation.round, seat: seat.seat, reportSha256, isDissenting: dissent !== null },
      set: { seats, ...(isLast ? { nextDueAt: new Date(at) } : {}) },
    }
  })
}
