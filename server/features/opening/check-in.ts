import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { presenceModel } from './presence.model.ts'
import { assertListSigned, readOpeningAt, readOpeningBid } from './read-opening.ts'

type CheckInAct = VerifiedAct<
  { readonly tender: string; readonly list: string },
  { readonly manifestSha256?: string | undefined }
>

/**
 * Somebody is present (签到). A bidder names its seal; its act, which names the bidder, stays closed until publication (O3).
 * Checking in twice changes nothing.
 */
export async function checkIn(
  deps: OpeningRecords,
  { act, at }: { readonly act: CheckInAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening } = await readOpeningAt(
      deps,
      act.subject.tender,
      ['listed', 'revealing', 'reporting', 'settling', 'releasing', 'published'],
      session,
    )
    assertListSigned(opening, act.subject)
    const { manifestSha256 } = act.body
    const bid = manifestSha256 === undefined ? undefined : await readOpeningBid(deps, opening._id, manifestSha256, session)
    const isKnown = await presenceModel(deps.connection).exists({ tender: opening._id, person: act.by.person }).session(session)
    if (isKnown !== null) return
    await presenceModel(deps.connection).create(
      [
        {
          _id: act.sha256,
          tender: opening._id,
          party: act.by.party,
          person: act.by.person,
          roles: act.by.roles,
          manifestSha256: manifestSha256 ?? null,
          at: new Date(at),
        },
      ],
      { session },
    )
    if (bid !== undefined)
      await openingBidModel(deps.connection).updateOne({ _id: bid._id }, { $set: { isCheckedIn: true } }, { session })
    await appendEvent(deps, session, {
      type: 'opening.checked-in',
      subject: { tender: opening._id },
      at: instantOf(at),
      act,
      tender: opening._id,
      facts: bid === undefined ? { roles: act.by.roles.filter((role) => role !== 'bidder') } : { number: bid.number },
      isActPublic: false,
    })
  })
}
