import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { seatOf } from './custodian-seats.ts'
import type { OpeningRecords } from './deps.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { assertListSigned, readOpeningAt, readOpeningBid } from './read-opening.ts'
import { assertKeysFit, hastenWhenRevealed, type KeysGiven } from './reveal-keys.ts'

type PostAct = VerifiedAct<{ readonly tender: string; readonly list: string }, Omit<KeysGiven, 'tender'>>

/**
 * A custodian posts keys that a bidder handed to it, by its own act: they count as received in time (`opening/1` step 4), also while
 * reports are still coming, so that a platform that takes no keys cannot shut a bidder out (P11).
 */
export async function postReveal(
  deps: OpeningRecords,
  { act, at }: { readonly act: PostAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject.tender, ['revealing', 'reporting'], session)
    assertListSigned(opening, act.subject)
    const seat = seatOf(tender, act.by)
    const bid = await readOpeningBid(deps, opening._id, act.body.manifestSha256, session)
    if (bid.state === 'out') throw new DomainProblem('bid-not-listed', { manifestSha256: bid._id })
    await assertKeysFit(deps, { tender: opening._id, ...act.body })
    if (bid.state === 'live') {
      await openingBidModel(deps.connection).updateOne(
        { _id: bid._id },
        { $set: { bidderKeys: act.body.keys, revealedAt: new Date(at), state: 'revealed' } },
        { session },
      )
    }
    await appendEvent(deps, session, {
      type: 'custody.reveal-posted',
      subject: { tender: opening._id, bid: bid._id },
      at: instantOf(at),
      act,
      tender: opening._id,
      facts: { i: seat.i, number: bid.number, manifestSha256: bid._id },
      isActPublic: false,
    })
  })
  await hastenWhenRevealed(deps, act.subject.tender, at)
}
