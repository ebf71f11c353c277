import type { VerifiedAct } from '#shared/acts/act.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { questionModel } from './question.model.ts'
import { readQuestions } from './read-evaluation.ts'

interface JudgeBody {
  readonly question: string
  readonly isAccepted: boolean
  readonly reason: string
}

/** A member judges whether a low price is explained; more than half of all seats decide, either way (X12). Silence of the bidder is judged too. */
export async function judgeExplanation(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, JudgeBody>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['inquiring', 'pricing'] }, async ({ session, evaluation, seat }) => {
    const { question: id, isAccepted, reason } = act.body
    const question = (await readQuestions(deps, evaluation._id, session)).find(
      (each) => each._id === id && each.kind === 'low-price',
    )
    if (question === undefined) throw new DomainProblem('not-found')
    if (!question.isClosed) throw new DomainProblem('question-open')
    if (question.isAccepted !== null || question.judgements.some((judgement) => judgement.seat === seat.seat))
      throw new DomainProblem('already-acted')
    const judgements = [...question.judgements, { seat: seat.seat, isAccepted, reason, actSha256: act.sha256 }]
    const isDecided = judgements.filter((judgement) => judgement.isAccepted === isAccepted).length * 2 > evaluation.size
    await questionModel(deps.connection).updateOne(
      { _id: id },
      { $set: { judgements, ...(isDecided ? { isAccepted } : {}) } },
      { session },
    )
    return { fact: 'evaluation.price-judged', facts: { round: evaluation.round, question: id, seat: seat.seat }, set: {} }
  })
}
