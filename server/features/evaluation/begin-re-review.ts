import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ChangeCause } from '#shared/scoring/changes.ts'
import type { EvaluationDeps, EvaluationRecords } from './deps.ts'
import { type EvaluationRecord, evaluationModel, type ReReview } from './evaluation.model.ts'
import { moveLimits } from './move-limits.ts'
import { readEvaluation, readRunningTender } from './read-evaluation.ts'
import { lotNamed } from './review-bids.ts'
import { assertState, record, writeEvaluation } from './write-evaluation.ts'

/**
 * Keeps the text of the standing report among the files, under its digest, before a re-review takes it up again. Worth nothing unless the
 * transaction of the order commits.
 */
export async function keepReport(deps: Pick<EvaluationDeps, 'connection' | 'blobs'>, tender: string): Promise<void> {
  const evaluation = await evaluationModel(deps.connection).findById(tender).lean<EvaluationRecord>()
  if (evaluation?.state === 'completed' && evaluation.report !== null) await deps.blobs.put(utf8(evaluation.report.text))
}

/**
 * Takes a signed report up again, in the caller's transaction: the same committee, a new round, the earlier report kept (87-64, X13). Whether
 * the award allows it is the caller's to know. Answers that report, and whether the candidates of one lot hang on those of another. Throws `evaluation-suspended`, `evaluation-wrong-step`, `act-wrong-subject` when the
 * signer saw another round, `not-found` for a lot that failed.
 */
export async function beginReReview(
  deps: EvaluationRecords,
  session: ClientSession,
  input: {
    readonly act: VerifiedAct<
      { readonly tender: string; readonly lot: string; readonly round: number },
      { readonly ground: ChangeCause; readonly reason: string }
    >
    readonly at: number
  },
): Promise<{ readonly earlier: ReReview['earlier']; readonly areLotsLinked: boolean }> {
  const { act, at } = input
  const { tender: id, lot, round } = act.subject
  const tender = await readRunningTender(deps, id, session)
  const evaluation = await moveLimits(deps, session, await readEvaluation(deps, id, session))
  assertState(evaluation, ['completed'])
  if (round !== evaluation.round) throw new DomainProblem('act-wrong-subject', { round: evaluation.round })
  const { report, reportPdfSha256 } = evaluation
  assertHolds(report !== null && reportPdfSha256 !== null, 'a completed evaluation has its signed report')
  const { ground, reason } = act.body
  const ordered: ReReview = {
    lot,
    ground,
    reason,
    orderedAt: instantOf(at),
    actSha256: act.sha256,
    earlier: { round, sha256: report.sha256, pdfSha256: reportPdfSha256 },
    before: lotNamed(evaluation, lot).result,
    conclusions: [],
  }
  const pack = rulePack(tender.rulePack)
  const stepEndsAt = new Date(overdueFrom(pack.calendar, at, pack.reReviewWithin))
  await record(deps, session, id, {
    fact: 'evaluation.re-review-began',
    facts: { round, lot, ground, reportSha256: report.sha256, endsAt: instantOf(stepEndsAt.getTime()) },
    committeeAct: act,
    at,
  })
  await writeEvaluation(
    deps,
    session,
    evaluation,
    {
      round: round + 1,
      reReviews: [...(evaluation.reReviews ?? []), ordered],
      earlierFiles: [...(evaluation.earlierFiles ?? []), report.sha256, reportPdfSha256],
      seats: evaluation.seats.map((seat) => ({ ...seat, signature: null })),
      report: null,
      reportPdfSha256: null,
      moreTime: [],
      stepEndsAt,
      nextDueAt: stepEndsAt,
    },
    're-review',
  )
  return { earlier: ordered.earlier, areLotsLinked: evaluation.plan.maxLotsPerBidder !== null }
}
