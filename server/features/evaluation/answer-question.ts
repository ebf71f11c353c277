import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { advance } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import { moveLimits } from './move-limits.ts'
import { type Question, questionModel } from './question.model.ts'
import { readEvaluation, readRunningTender } from './read-evaluation.ts'
import { assertState, record, writeEvaluation } from './write-evaluation.ts'

type AnswerAct = VerifiedAct<
  { readonly tender: string; readonly question: string },
  { readonly text: string; readonly isConfirmed: boolean | null }
>

/** A bidder answers what it is asked, in time and once (X7, X11, X12). Only its own questions exist for it: any other is `not-found`. */
export async function answerQuestion(
  deps: EvaluationRecords,
  { act, at }: { readonly act: AnswerAct; readonly at: number },
): Promise<void> {
  const { tender: id, question: questionId } = act.subject
  await inTransaction(deps.connection, async (session) => {
    const tender = await readRunningTender(deps, id, session)
    const evaluation = await moveLimits(deps, session, await readEvaluation(deps, id, session))
    const questions = questionModel(deps.connection)
    const question = await questions
      .findOne({ _id: questionId, tender: id, party: act.by.party })
      .session(session)
      .lean<Question>()
    if (question === null) throw new DomainProblem('not-found')
    if (question.isClosed || at >= Date.parse(question.answerBy))
      throw new DomainProblem('question-closed', { answerBy: question.answerBy })
    assertState(evaluation, ['seated', 'preliminary', 'inquiring', 'pricing'])
    const { text, isConfirmed } = act.body
    if ((question.kind === 'correction') !== (isConfirmed !== null)) throw new DomainProblem('confirmation-missing')
    await questions.updateOne(
      { _id: questionId, isClosed: false },
      { $set: { answer: { text, at: instantOf(at), isConfirmed, actSha256: act.sha256 }, isClosed: true } },
      { session },
    )
    await record(deps, session, id, { fact: 'evaluation.bidder-answered', facts: { question: questionId }, at, act })
    const changed = await writeEvaluation(deps, session, evaluation, {})
    await advance(deps, { session, evaluation: changed, tender, at })
  })
}
