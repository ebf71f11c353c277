import type { ClientSession } from 'mongoose'
import { instantOf } from '#shared/primitives/instant.ts'
import { resumptionsAfter } from '../notices/index.ts'
import type { EvaluationReads } from './deps.ts'
import type { EvaluationRecord } from './evaluation.model.ts'
import { questionModel } from './question.model.ts'
import { readQuestions } from './read-evaluation.ts'
import { writeEvaluation } from './write-evaluation.ts'

/**
 * Moves every running limit by the length of the suspensions that have ended since: for answers and for signatures. Done before anything
 * else that happens to an evaluation, so that no limit set after a suspension moves by it.
 */
export async function moveLimits(
  deps: EvaluationReads,
  session: ClientSession,
  evaluation: EvaluationRecord,
): Promise<EvaluationRecord> {
  const resumptions = await resumptionsAfter(deps, evaluation._id, evaluation.movedThrough)
  if (resumptions === undefined) return evaluation
  const { through, pausedMs } = resumptions
  const later = (limit: Date | null) => (limit === null ? null : new Date(limit.getTime() + pausedMs))
  const open = (await readQuestions(deps, evaluation._id, session)).filter(({ isClosed }) => !isClosed)
  for (const { _id, answerBy } of open)
    await questionModel(deps.connection).updateOne(
      { _id },
      { $set: { answerBy: instantOf(Date.parse(answerBy) + pausedMs) } },
      { session },
    )
  const stepEndsAt = later(evaluation.stepEndsAt)
  const answers = open.map(({ answerBy }) => Date.parse(answerBy) + pausedMs)
  const nextDueAt = stepEndsAt ?? (answers.length === 0 ? null : new Date(Math.min(...answers)))
  return writeEvaluation(deps, session, evaluation, { movedThrough: through, stepEndsAt, nextDueAt })
}
