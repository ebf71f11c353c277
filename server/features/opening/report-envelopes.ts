import type { VerifiedAct } from '#shared/acts/act.ts'
import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { seatOf, withProgress } from './custodian-seats.ts'
import type { OpeningRecords } from './deps.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { assertListSigned, readOpeningAt, readOpeningBids } from './read-opening.ts'

/** What does not open for a custodian: the envelope, whose key is in it, and why. */
export interface UnreadableEnvelope {
  readonly manifestSha256: string
  readonly envelope: EnvelopeName
  readonly purpose: 'custodian' | 'remedy'
  readonly cause: string
}

type ReportAct = VerifiedAct<
  { readonly tender: string; readonly list: string },
  { readonly unreadable: readonly UnreadableEnvelope[] }
>

/** A custodian reports, before any share leaves it, which envelopes do not open to what their bidder committed to (`opening/1` step 5). */
export async function reportEnvelopes(
  deps: OpeningRecords,
  { act, at }: { readonly act: ReportAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject.tender, ['reporting'], session)
    assertListSigned(opening, act.subject)
    const seat = seatOf(tender, act.by)
    const custodians = withProgress(opening, seat.i, 'reportActSha256', act.sha256)
    const listed = new Set((await readOpeningBids(deps, opening._id, session)).map(({ _id }) => _id))
    for (const { manifestSha256, envelope, purpose, cause } of act.body.unreadable) {
      if (!listed.has(manifestSha256)) throw new DomainProblem('bid-not-listed', { manifestSha256 })
      const report = { i: seat.i, party: seat.party, envelope, purpose, cause }
      await openingBidModel(deps.connection).updateOne({ _id: manifestSha256 }, { $push: { reports: report } }, { session })
    }
    await appendEvent(deps, session, {
      type: 'custody.reported',
      subject: { tender: opening._id },
      at: instantOf(at),
      act,
      tender: opening._id,
      facts: { i: seat.i, unreadable: act.body.unreadable.map((entry) => ({ ...entry })) },
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { custodians }, $inc: { version: 1 } },
      { session },
    )
    if (custodians.every(({ reportActSha256 }) => reportActSha256 !== null)) await hastenOpening(deps, session, opening, at)
  })
}
