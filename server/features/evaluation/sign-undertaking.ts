import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByAct, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { seatOf } from './read-evaluation.ts'
import { withSeat } from './write-evaluation.ts'

/** A member is present and signs that it has no tie to any bidder and keeps the secret (X4, X7). */
export async function signUndertaking(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject>; readonly at: number },
): Promise<void> {
  await changeByAct(deps, { act, at, states: ['seated'] }, async ({ evaluation }) => {
    const { seat, undertaking } = seatOf(deps, evaluation, act.by.person)
    if (undertaking !== null) throw new DomainProblem('already-acted')
    return {
      fact: 'evaluation.undertaken',
      facts: { round: evaluation.round, seat },
      set: { seats: withSeat(evaluation, seat, { undertaking: { actSha256: act.sha256, at: instantOf(at) } }) },
    }
  })
}
