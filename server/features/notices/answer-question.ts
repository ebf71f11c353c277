import type { VerifiedAct } from '#shared/acts/act.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertPeriod } from '#shared/catalogue/statutory.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertOperation, assertRunning, readRecord } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import { recordNotice } from './notice.model.ts'
import { type Question, questionModel } from './question.model.ts'

/**
 * Answers a question to everybody at once (P10). An answer that affects how bids are prepared is a clarification in the sense of N4 and
 * G3: too near the deadline it is refused, and an amendment with a later deadline is the way. Throws `question-answered`,
 * `period-too-short`, `deadline-passed`, `tender-wrong-state`, `tender-suspended`.
 */
export async function answerQuestion(
  deps: NoticesDeps,
  input: {
    readonly id: string
    readonly act: VerifiedAct<{ tender: string; question: string }, { question: string; answer: string; affectsBids: boolean }>
    readonly at: number
  },
): Promise<Question> {
  const { id, act, at } = input
  if (act.subject.tender !== id) throw new DomainProblem('act-wrong-subject')
  return inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, id, session)
    assertOperation('answerQuestion', act.by, record)
    if (record.state !== 'published') throw new DomainProblem('tender-wrong-state', { state: record.state })
    assertRunning(record)
    assertHolds(record.deadlineAt !== null, 'a published tender has a deadline')
    if (at >= millisOf(record.deadlineAt)) throw new DomainProblem('deadline-passed', { deadlineAt: record.deadlineAt })
    if (act.body.affectsBids)
      assertPeriod(rulePack(record.rulePack), record.category, 'clarification-to-deadline', at, record.deadlineAt)
    const question = await questionModel(deps.connection).findById(act.subject.question).session(session).lean()
    if (question === null || question.tender !== id) throw new DomainProblem('not-found')
    if (question.answer !== null) throw new DomainProblem('question-answered')
    const answer = {
      question: act.body.question,
      text: act.body.answer,
      affectsBids: act.body.affectsBids,
      at: instantOf(at),
      actSha256: act.sha256,
    }
    const changed = await questionModel(deps.connection).updateOne(
      { _id: question._id, answer: null },
      { $set: { answer } },
      { session },
    )
    if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
    await recordNotice(deps, session, record, {
      sha256: act.sha256,
      kind: 'answer',
      at: answer.at,
      text: answer.text,
      question: { id: question._id, text: answer.question },
      affectsBids: answer.affectsBids,
    })
    await appendEvent(deps, session, {
      type: 'question.answered',
      subject: { tender: id, project: record.project, question: question._id },
      at: answer.at,
      act,
      tender: id,
      facts: { ...tenderFacts(record), question: question._id, affectsBids: answer.affectsBids },
    })
    return { ...question, answer }
  })
}
