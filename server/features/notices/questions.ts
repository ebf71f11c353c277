import type { AnswerOf, BodyOf } from '#shared/contracts/contract.ts'
import type {
  askQuestionContract,
  listOpenQuestionsContract,
  listQuestionsContract,
  lookUpQuestionContract,
} from '#shared/contracts/notices/questions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { assertOperation, assertRunning, readRecord } from './change-tender.ts'
import type { NoticesReads, NoticesRecords } from './deps.ts'
import { effectiveTimes } from './effective-times.ts'
import { type Question, questionModel } from './question.model.ts'

/**
 * Takes a question from anybody, without asking who. The asker alone holds the token; what is stored is the text, the tender and the
 * token's digest under a random id. Throws `question-too-late`, `tender-wrong-state`, `tender-suspended`.
 */
export async function askQuestion(deps: NoticesRecords, body: BodyOf<typeof askQuestionContract>, at: number): Promise<void> {
  const record = await readRecord(deps, body.tender)
  if (record.state !== 'published')
    throw new DomainProblem(record.publishedAt === null ? 'not-found' : 'tender-wrong-state', { state: record.state })
  assertRunning(record)
  const { questionsUntil } = effectiveTimes(record)
  if (questionsUntil !== null && instantOf(at) > questionsUntil) throw new DomainProblem('question-too-late', { questionsUntil })
  const { tender, text, tokenSha256 } = body
  // The same token again is the same request sent twice: its first text stands.
  await questionModel(deps.connection).updateOne(
    { tokenSha256 },
    { $setOnInsert: { _id: randomId(deps.random), tender, text, answer: null } },
    { upsert: true },
  )
}

/** What became of the question whose token the caller holds. Throws `not-found`. */
export async function lookUpQuestion(deps: NoticesReads, token: string): Promise<AnswerOf<typeof lookUpQuestionContract>> {
  const question = await questionModel(deps.connection)
    .findOne({ tokenSha256: sha256Hex(fromHex(token)) })
    .lean()
  if (question === null) throw new DomainProblem('not-found')
  return {
    tender: question.tender,
    text: question.text,
    answered: question.answer === null ? null : presentAnswer(question, question.answer),
  }
}

/** Answered questions of a published tender, oldest answer first. */
export async function listQuestions(deps: NoticesReads, tender: string): Promise<AnswerOf<typeof listQuestionsContract>> {
  const record = await readRecord(deps, tender)
  if (record.publishedAt === null) throw new DomainProblem('not-found')
  const found = await questionModel(deps.connection)
    .find({ tender, answer: { $ne: null } })
    .lean()
  const questions = found.flatMap((question) => (question.answer === null ? [] : [presentAnswer(question, question.answer)]))
  return { questions: questions.sort((left, right) => (left.answeredAt < right.answeredAt ? -1 : 1)) }
}

/** Questions that wait, for those who run the tender; in the order of their random ids, which tells nothing of when they came. */
export async function listOpenQuestions(
  deps: NoticesReads,
  tender: string,
  actor: Actor,
): Promise<AnswerOf<typeof listOpenQuestionsContract>> {
  assertOperation('listOpenQuestions', actor, await readRecord(deps, tender))
  const found = await questionModel(deps.connection).find({ tender, answer: null }).sort({ _id: 1 }).lean()
  return { questions: found.map(({ _id, text }) => ({ id: _id, text })) }
}

/** A question with its answer, as everybody sees it. */
export function presentAnswer(
  question: Question,
  answer: NonNullable<Question['answer']>,
): AnswerOf<typeof listQuestionsContract>['questions'][number] {
  return {
    id: question._id,
    question: answer.question,
    answer: answer.text,
    affectsBids: answer.affectsBids,
    answeredAt: answer.at,
    actSha256: answer.actSha256,
  }
}
