import { firstAwardState } from '#shared/lifecycle/award.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readEndedEvaluation } from '../evaluation/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { moveTender, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsRecords } from './deps.ts'

/**
 * Begins the award of every lot when its evaluation has ended; a lot without candidates has failed already, and when all have, so has the
 * tender: it may be tendered anew. Given twice it does nothing.
 */
export async function beginAwards(deps: AwardsRecords, tender: string, at: number): Promise<void> {
  const ended = await readEndedEvaluation(deps, tender)
  if (ended === undefined) return
  const awards = ended.lots.map((lot): AwardRecord => {
    const isFailed = lot.candidates.length + lot.undecided.length === 0
    return {
      _id: tender + lot.lot,
      tender,
      lot: lot.lot,
      name: lot.name,
      version: 1,
      state: isFailed ? 'failed' : firstAwardState,
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
      candidates: [],
      publishedAt: null,
      publicityEndsAt: null,
      stoppedAt: null,
      objections: [],
      complaints: [],
      winner: null,
      noticePdfSha256: null,
      contractDueAt: null,
      contract: null,
      failure: isFailed ? (lot.failure ?? 'no-candidate') : null,
      movedThrough: 0,
    }
  })
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
    if (awards.every(({ state }) => state === 'failed')) await failTender(deps, session, tender)
  })
}

/** The tender fails when none of its lots has, or can still have, a winner: a new round may then be begun for them. */
export async function failTender(deps: AwardsRecords, session: Parameters<typeof moveTender>[1], tender: string): Promise<void> {
  const { state } = await readPublishedTender(deps, tender, session)
  if (state === 'opened') await moveTender(deps, session, { tender, from: 'opened', event: 'fail' })
}
