import type { ClientSession } from 'mongoose'
import { movedBy } from '#shared/calendar/period.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { AwardEvent } from '#shared/lifecycle/award.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { isOutcomeChanged } from '#shared/scoring/changes.ts'
import { factsDigest } from '#shared/transparency/event.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readEndedEvaluation } from '../evaluation/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { firstStep } from './begin-awards.ts'
import { type AwardEffect, writeAward } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'
import { moveLimits } from './move-limits.ts'
import { isReReviewable, runningReReview, standingsOf, withLastReReview } from './re-review.ts'

type Reported = NonNullable<Awaited<ReturnType<typeof readEndedEvaluation>>>

/**
 * Takes the awards of a tender on that stood still for a re-review, once its report is signed (X13). Unchanged, each goes on where it was,
 * its limits later by the time it stood still. Changed, it begins anew from the new report: candidates are published again, a buyer
 * decides again (87-64). Given twice it does nothing.
 */
export async function endReReview(deps: AwardsRecords, tender: string, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const awards = await awardModel(deps.connection).find({ tender }).sort({ _id: 1 }).session(session).lean<AwardRecord[]>()
    const waiting = awards.filter((award) => runningReReview(award) !== undefined)
    if (waiting.length === 0) return
    const ended = await readEndedEvaluation(deps, tender, session)
    // Another re-review, or the same one, is under way: its own completion comes here again.
    if (ended === undefined) return
    const published = await readPublishedTender(deps, tender, session)
    for (const award of waiting) await goOn(deps, session, { award, ended, published, at })
  })
}

async function goOn(
  deps: AwardsRecords,
  session: ClientSession,
  input: { readonly award: AwardRecord; readonly ended: Reported; readonly published: PublishedTender; readonly at: number },
): Promise<void> {
  const { ended, published, at } = input
  const award = await moveLimits(deps, session, input.award)
  const ordered = runningReReview(award)
  const lot = ended.lots.find((each) => each.lot === award.lot)
  assertHolds(
    ordered !== undefined && lot !== undefined && ended.reportSha256 !== null,
    'a re-review ends with a report on its lots',
  )
  const isChanged = isOutcomeChanged(
    { result: award.result, candidates: award.recommended, undecided: award.undecided },
    { result: lot.result, candidates: lot.candidates, undecided: lot.undecided },
  )
  const renewed = { result: lot.result, recommended: lot.candidates, undecided: lot.undecided, bids: lot.bids }
  const after = standingsOf(lot.result, lot.candidates)
  const reReviews = withLastReReview(award, { endedAt: instantOf(at), isChanged, reportSha256: ended.reportSha256, after })
  const facts = { round: ended.round, reportSha256: ended.reportSha256, supersedesSha256: ordered.earlierReportSha256 }
  const set = { reReviews, reportSha256: ended.reportSha256 }
  const pausedMs = at - Date.parse(ordered.orderedAt)
  const detailsSha256 = factsDigest(JSON.parse(JSON.stringify({ before: ordered.before, after })) as Json)
  const told: Pick<AwardEffect, 'fact' | 'facts'> = isChanged
    ? { fact: 'award.re-review-changed', facts: { ...facts, detailsSha256 } }
    : { fact: 'award.re-review-unchanged', facts }
  // A lot that a complaint has ended meanwhile stays ended.
  const effect = isChanged && isReReviewable(award) ? begunAgain(award, published, { at, pausedMs }) : undefined
  const limits = effect?.set ?? later(award, published, pausedMs)
  await writeAward(deps, session, award, { ...told, ...effect, at, set: { ...limits, ...renewed, ...set } })
}

/** Back to the report, with its first limit; what was objected is still to be answered, later by the time it stood still. */
function begunAgain(
  award: AwardRecord,
  published: PublishedTender,
  { at, pausedMs }: { readonly at: number; readonly pausedMs: number },
): { readonly event: AwardEvent; readonly set: Partial<AwardRecord> } {
  const first = firstStep(published, at)
  const isAtBuyer = first.state === 'deciding'
  return {
    event: isAtBuyer ? 'decide-again' : 'begin-again',
    set: {
      reportedAt: instantOf(at),
      stepDueAt: first.dueAt,
      candidates: [],
      publishedAt: null,
      publicityEndsAt: null,
      stoppedAt: null,
      winner: null,
      objections: later(award, published, pausedMs).objections ?? [],
    },
  }
}

/** Every running limit later by the time an award stood still. A publicity that an objection stops moves when that is answered. */
function later(award: AwardRecord, published: PublishedTender, pausedMs: number): Partial<AwardRecord> {
  const { calendar, movedDeadlineLandsOn } = rulePack(published.rulePack)
  const moved = (limit: string) => instantOf(movedBy(calendar, Date.parse(limit), pausedMs, movedDeadlineLandsOn))
  const { state, publicityEndsAt, stepDueAt } = award
  return {
    publicityEndsAt: state === 'publicity' && publicityEndsAt !== null ? moved(publicityEndsAt) : publicityEndsAt,
    stepDueAt: stepDueAt === null ? null : moved(stepDueAt),
    objections: award.objections.map((each) => (each.answer === null ? { ...each, answerBy: moved(each.answerBy) } : each)),
  }
}
