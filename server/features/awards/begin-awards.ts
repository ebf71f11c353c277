import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods, awardProcedureOf } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { type AwardState, firstAwardState } from '#shared/lifecycle/award.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readEndedEvaluation } from '../evaluation/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { moveTender, type PublishedTender, readPublishedTender, recordFailedLots } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsRecords } from './deps.ts'
import { nextDueOf } from './next-due.ts'

/**
 * Begins the award of every lot when its evaluation has ended; a lot without candidates has failed already, and when all have, so has the
 * tender: it may be tendered anew. Given twice it does nothing.
 */
export async function beginAwards(deps: AwardsRecords, tender: string, at: number): Promise<void> {
  const ended = await readEndedEvaluation(deps, tender)
  if (ended === undefined) return
  const published = await readPublishedTender(deps, tender)
  const first = firstStep(published, at)
  const awards = ended.lots.map((lot): AwardRecord => {
    const isFailed = lot.candidates.length + lot.undecided.length === 0
    const record: AwardRecord = {
      _id: tender + lot.lot,
      tender,
      lot: lot.lot,
      name: lot.name,
      version: 1,
      procedure: awardProcedureOf(published.category),
      isShortened: rulePack(published.rulePack).isShortened,
      state: isFailed ? 'failed' : first.state,
      nextDueAt: null,
      leaseUntil: null,
      reportSha256: ended.reportSha256,
      reportedAt: instantOf(at),
      priceField: ended.priceField,
      maxCandidates: ended.maxCandidates,
      bids: lot.bids,
      result: lot.result,
      recommended: lot.candidates,
      undecided: lot.undecided,
      committee: ended.committee,
      stepDueAt: isFailed ? null : first.dueAt,
      told: [],
      candidates: first.state === 'deciding' ? lot.candidates : [],
      publishedAt: null,
      publicityEndsAt: null,
      stoppedAt: null,
      objections: [],
      complaints: [],
      winner: null,
      resultAt: null,
      resultActSha256: null,
      resultNoticeEndsAt: null,
      queryUntil: null,
      noticePdfSha256: null,
      contractDueAt: null,
      contract: null,
      contractPdfSha256: null,
      contractFiledAt: null,
      failure: isFailed ? (lot.failure ?? 'no-candidate') : null,
      movedThrough: 0,
    }
    return { ...record, nextDueAt: nextDueOf(record) }
  })
  // A lot that was never evaluated, because too few bid on it, is as free for a new round as one that failed here.
  const going = new Set(awards.filter(({ state }) => state !== 'failed').map(({ lot }) => lot))
  const failed = published.lots.map(({ id }) => id).filter((lot) => !going.has(lot))
  await inTransaction(deps.connection, async (session) => {
    const known = await awardModel(deps.connection).exists({ tender }).session(session)
    if (known !== null || awards.length === 0) return
    await awardModel(deps.connection).create(awards, { session, ordered: true })
    await appendEvent(deps, session, {
      type: 'award.begun',
      subject: { tender },
      at: instantOf(at),
      tender,
      facts: { lots: awards.map(({ lot, failure }) => ({ lot, failure })) },
    })
    if (going.size === 0) await failTender(deps, session, tender)
    else await recordFailedLots(deps, session, { tender, lots: failed })
  })
}

/** Where a lot stands with the report signed: in procurement without an agency the buyer has the report at once (G7). */
export function firstStep(tender: PublishedTender, at: number): { state: AwardState; dueAt: string | null } {
  const pack = rulePack(tender.rulePack)
  const periods = awardPeriods(pack, tender.category)
  const isProcurement = awardProcedureOf(tender.category) === 'procurement'
  const isAtBuyer = isProcurement && tender.agencyParty === null
  const period = periods[isAtBuyer ? 'award-decision' : isProcurement ? 'report-hand-over' : 'publish-candidates']
  return {
    state: isAtBuyer ? 'deciding' : firstAwardState,
    dueAt: period === null ? null : instantOf(overdueFrom(pack.calendar, at, period.applied)),
  }
}

/** The tender fails when none of its lots has, or can still have, a winner: a new round may then be begun for them. */
export async function failTender(deps: AwardsRecords, session: Parameters<typeof moveTender>[1], tender: string): Promise<void> {
  const { state } = await readPublishedTender(deps, tender, session)
  if (state === 'opened') await moveTender(deps, session, { tender, from: 'opened', event: 'fail' })
}
