import type { VerifiedAct } from '#shared/acts/act.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { activeSeats } from './read-evaluation.ts'
import { withSeat } from './write-evaluation.ts'

/** A member votes for a chair, and may change its vote while nobody is elected. More than half of all seats elect; a second chair is refused. */
export async function electChair(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, { readonly seat: number }>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['seated'] }, async ({ evaluation, seat }) => {
    if (evaluation.chair !== null) throw new DomainProblem('chair-elected', { seat: evaluation.chair })
    const candidate = activeSeats(evaluation).find((each) => each.seat === act.body.seat)
    if (candidate === undefined) throw new DomainProblem('not-on-committee')
    const seats = withSeat(evaluation, seat.seat, { chairVote: candidate.seat })
    const votes = activeSeats({ seats }).filter(({ chairVote }) => chairVote === candidate.seat).length
    const isElected = votes * 2 > evaluation.size
    return {
      fact: isElected ? 'evaluation.chair-elected' : 'evaluation.chair-vote',
      facts: isElected ? { round: evaluation.round, chair: candidate.seat } : { round: evaluation.round },
      set: { seats, ...(isElected ? { chair: candidate.seat } : {}) },
    }
  })
}
