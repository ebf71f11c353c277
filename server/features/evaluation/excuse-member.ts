import type { VerifiedAct } from '#shared/acts/act.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readPublishedTender } from '../notices/index.ts'
import { type ActContext, type ActEffect, changeByAct, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'
import { moveLimits } from './move-limits.ts'
import { opinionModel } from './opinion.model.ts'
import { questionModel } from './question.model.ts'
import { activeSeats, readQuestions, seatOf } from './read-evaluation.ts'
import { record, withSeat, writeEvaluation } from './write-evaluation.ts'

const EXCUSABLE = ['seated', 'preliminary', 'inquiring', 'scoring', 'awaiting-prices', 'pricing', 'totalled', 'signing'] as const

/** A member finds that it is tied to a bidder: it withdraws, and everything it judged is void (TL 46, 48; 87-49; rule X4). */
export async function declareConflict(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, { readonly reason: string }>; readonly at: number },
): Promise<void> {
  await changeByAct(deps, { act, at, states: EXCUSABLE }, (context) =>
    excuse(deps, context, seatOf(deps, context.evaluation, act.by.person).seat, 'conflict'),
  )
}

/** The regulator has a member replaced: a tie found late, or somebody who has vanished (X4). */
export async function excuseMember(
  deps: EvaluationRecords,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<EvaluationSubject, { readonly seat: number; readonly reason: string }>
    readonly at: number
  },
): Promise<void> {
  await changeByAct(deps, { act, at, states: EXCUSABLE }, (context) => {
    const seat = activeSeats(context.evaluation).find((each) => each.seat === act.body.seat)
    if (seat === undefined) throw new DomainProblem('not-on-committee')
    return excuse(deps, context, seat.seat, 'directive')
  })
}

/**
 * Follows the draw: a seat given up there, or vacated by regulator or centre, is no seat here any more (X4). Does nothing where it is
 * vacant already, before the committee is seated, and after the evaluation.
 */
export async function vacateMember(
  deps: EvaluationRecords,
  { tender: id, seat, at }: { readonly tender: string; readonly seat: number; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const found = await evaluationModel(deps.connection).findById(id).session(session).lean<EvaluationRecord>()
    if (found === null || !EXCUSABLE.some((state) => state === found.state)) return
    if (!activeSeats(found).some((each) => each.seat === seat)) return
    const tender = await readPublishedTender(deps, id, session)
    const evaluation = await moveLimits(deps, session, found)
    const effect = await excuse(deps, { session, evaluation, tender, at }, seat, 'seat-vacated')
    await record(deps, session, id, { ...effect, at })
    await writeEvaluation(deps, session, evaluation, effect.set, effect.event)
  })
}

/**
 * Leaves a seat vacant and voids what its holder judged; everybody else's judgement stands. The evaluation waits for the replacement, who
 * judges everything anew in its place, and every count and total is made again.
 */
async function excuse(
  deps: EvaluationRecords,
  { session, evaluation }: ActContext,
  seat: number,
  cause: 'conflict' | 'directive' | 'seat-vacated',
): Promise<ActEffect> {
  await opinionModel(deps.connection).updateMany({ tender: evaluation._id, seat }, { $set: { isVoid: true } }, { session })
  for (const question of await readQuestions(deps, evaluation._id, session)) {
    if (!question.judgements.some((judgement) => judgement.seat === seat)) continue
    await questionModel(deps.connection).updateOne(
      { _id: question._id },
      { $set: { judgements: question.judgements.filter((judgement) => judgement.seat !== seat), isAccepted: null } },
      { session },
    )
  }
  return {
    fact: 'evaluation.member-excused',
    facts: { round: evaluation.round + 1, seat, cause },
    event: 'excuse',
    set: {
      round: evaluation.round + 1,
      chair: evaluation.chair === seat ? null : evaluation.chair,
      seats: withSeat(evaluation, seat, { isVacant: true }).map((each) => ({
        ...each,
        signature: null,
        chairVote: evaluation.chair === seat ? null : each.chairVote,
      })),
      lots: evaluation.lots.map((lot) => ({
        ...lot,
        // What the buyer's check of qualification came to is nobody's seat's, and stands (G6).
        isFailed: (lot.qualification?.failure ?? null) !== null,
        failure: lot.qualification?.failure ?? null,
        result: null,
        explanations: lot.explanations.filter((each) => each.seat !== seat),
      })),
      report: null,
      stepEndsAt: null,
      nextDueAt: null,
    },
  }
}
