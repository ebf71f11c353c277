import { isSigning } from '#shared/lifecycle/evaluation.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { advance } from './advance.ts'
import type { EvaluationDeps } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'
import { moveLimits } from './move-limits.ts'
import { questionModel } from './question.model.ts'
import { reReviewOf } from './re-review.ts'
import { activeSeats, readEvaluation, readQuestions } from './read-evaluation.ts'
import { reportPdf } from './report-pdf.ts'
import { record, writeEvaluation } from './write-evaluation.ts'

/** How often a suspended evaluation is looked at. */
const LOOK_AGAIN_MS = 1000

/** Does what time brings to an evaluation: questions lapse, the signing ends. Nothing while the tender stands still; a terminated one ends. */
export async function runEvaluation(deps: EvaluationDeps, due: Pick<EvaluationRecord, '_id'>, now: number): Promise<void> {
  const found = await readEvaluation(deps, due._id)
  if (found.nextDueAt === null || found.nextDueAt.getTime() > now) return
  const tender = await readPublishedTender(deps, found._id)
  try {
    const evaluation = await inTransaction(deps.connection, (session) => moveLimits(deps, session, found))
    // A limit that moved is looked at anew: the evaluation may not be due any more.
    if (evaluation.movedThrough !== found.movedThrough) return
    if (tender.state === 'terminated') await endTerminated(deps, evaluation, now)
    else if (isSuspended(tender)) await lookAgain(deps, evaluation, now)
    else if (isSigning(evaluation.state)) await completeReport(deps, evaluation, now)
    else if (evaluation.state === 're-reviewing') await endReReview(deps, evaluation, now)
    else await lapseQuestions(deps, evaluation._id, now)
  } catch (error) {
    // Somebody's act came in between: what is due is decided anew from what stands now.
    if (error instanceof DomainProblem && error.code === 'state-changed') return
    throw error
  }
}

/** Has an evaluation looked at now: its tender was terminated. */
export async function wakeEvaluation(deps: Pick<EvaluationDeps, 'connection'>, tender: string, at: number): Promise<void> {
  await evaluationModel(deps.connection).updateOne(
    { _id: tender, state: { $nin: ['completed', 'failed', 'terminated'] } },
    { $set: { nextDueAt: new Date(at) } },
  )
}

async function lookAgain(deps: EvaluationDeps, evaluation: EvaluationRecord, now: number): Promise<void> {
  await evaluationModel(deps.connection).updateOne(
    { _id: evaluation._id, version: evaluation.version },
    { $set: { nextDueAt: new Date(now + LOOK_AGAIN_MS) } },
  )
}

async function endTerminated(deps: EvaluationDeps, evaluation: EvaluationRecord, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    await record(deps, session, evaluation._id, { fact: 'evaluation.terminated', facts: { round: evaluation.round }, at })
    await writeEvaluation(deps, session, evaluation, { nextDueAt: null, stepEndsAt: null }, 'terminate')
  })
}

/** Closes the questions whose time is over: silence is an answer too. */
async function lapseQuestions(deps: EvaluationDeps, id: string, now: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const tender = await readPublishedTender(deps, id, session)
    const evaluation = await readEvaluation(deps, id, session)
    const open = (await readQuestions(deps, id, session)).filter(({ isClosed }) => !isClosed)
    const lapsed = open.filter(({ answerBy }) => Date.parse(answerBy) <= now)
    const left = open.filter(({ answerBy }) => Date.parse(answerBy) > now)
    for (const { _id: question } of lapsed) {
      await questionModel(deps.connection).updateOne({ _id: question }, { $set: { isClosed: true } }, { session })
      await record(deps, session, id, { fact: 'evaluation.question-lapsed', facts: { question }, at: now })
    }
    const next = left.length === 0 ? null : new Date(Math.min(...left.map(({ answerBy }) => Date.parse(answerBy))))
    const changed = await writeEvaluation(deps, session, evaluation, { nextDueAt: next })
    if (lapsed.length > 0) await advance(deps, { session, evaluation: changed, tender, at: now })
  })
}

/** The time for a re-review is over: who said nothing has nothing to correct, and the new report is prepared (X13). */
async function endReReview(deps: EvaluationDeps, evaluation: EvaluationRecord, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const tender = await readPublishedTender(deps, evaluation._id, session)
    await advance(deps, { session, evaluation, tender, at })
  })
}

/** The report is signed by all, or the limit has passed: whoever said nothing agrees (TL 53, 87-61; rule X14), and that is recorded. */
async function completeReport(deps: EvaluationDeps, evaluation: EvaluationRecord, at: number): Promise<void> {
  const { report } = evaluation
  assertHolds(report !== null, 'an evaluation that waits for signatures has a report')
  const tender = await readPublishedTender(deps, evaluation._id)
  const seats = activeSeats(evaluation)
  const reReview = reReviewOf(evaluation)
  const pdf = await reportPdf(deps, { evaluation, report, tender, at })
  const { sha256: reportPdfSha256 } = await deps.blobs.put(pdf)
  await inTransaction(deps.connection, async (session) => {
    await record(deps, session, evaluation._id, {
      fact: 'evaluation.completed',
      facts: {
        round: evaluation.round,
        reportSha256: report.sha256,
        reportPdfSha256,
        signed: seats.filter(({ signature }) => signature !== null).map(({ seat }) => seat),
        silent: seats.filter(({ signature }) => signature === null).map(({ seat }) => seat),
        dissenting: seats.filter(({ signature }) => signature?.dissent != null).map(({ seat }) => seat),
        completedAt: instantOf(at),
        ...(reReview === undefined ? {} : { supersedesSha256: reReview.earlier.sha256 }),
      },
      at,
    })
    await writeEvaluation(deps, session, evaluation, { reportPdfSha256, nextDueAt: null, stepEndsAt: null }, 'complete')
  })
}
