import type { VerifiedAct } from '#shared/acts/act.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { shareDigest } from '#shared/sealed-bid/shares.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { areCustodiansEnough } from './await-custodians.ts'
import { seatOf, withProgress } from './custodian-seats.ts'
import type { OpeningRecords } from './deps.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { assertListSigned, readOpeningAt, readOpeningBids } from './read-opening.ts'

type IdentityRelease = VerifiedAct<
  { readonly tender: string; readonly list: string },
  {
    readonly shares: readonly { readonly manifestSha256: string; readonly share: string }[]
    readonly unreadable: readonly { readonly manifestSha256: string; readonly cause: string }[]
  }
>

/**
 * A custodian releases its identity shares of every bid on the list, by one act (`opening/1` step 2). Each share is checked against the
 * record written at submission; one that does not fit, or a bid left out, refuses the whole act: nothing is taken by halves.
 */
export async function releaseIdentities(
  deps: OpeningRecords,
  { act, at }: { readonly act: IdentityRelease; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject.tender, ['listed'], session)
    assertListSigned(opening, act.subject)
    const seat = seatOf(tender, act.by)
    const custodians = withProgress(opening, seat.i, 'identitiesActSha256', act.sha256)
    const given = new Map(act.body.shares.map(({ manifestSha256, share }) => [manifestSha256, share]))
    const unreadable = new Map(act.body.unreadable.map(({ manifestSha256, cause }) => [manifestSha256, cause]))
    for (const bid of await readOpeningBids(deps, opening._id, session)) {
      const share = given.get(bid._id)
      const cause = unreadable.get(bid._id)
      if (share === undefined && cause === undefined) throw new DomainProblem('shares-incomplete', { manifestSha256: bid._id })
      if (share !== undefined) {
        const stored = await readStoredBid(deps, bid._id)
        const sealed = stored?.identity.record.custodians.find(({ i }) => i === seat.i)
        if (sealed === undefined || shareDigest(fromHex(share)) !== sealed.shareSha256)
          throw new DomainProblem('share-wrong', { manifestSha256: bid._id, envelope: 'identity' })
      }
      const entry = share === undefined ? { identityUnreadable: { i: seat.i, cause } } : { identityShares: { i: seat.i, share } }
      await openingBidModel(deps.connection).updateOne({ _id: bid._id }, { $push: entry }, { session })
    }
    await appendEvent(deps, session, {
      type: 'custody.identities-released',
      subject: { tender: opening._id },
      at: instantOf(at),
      act,
      tender: opening._id,
      facts: { i: seat.i, unreadable: act.body.unreadable.map(({ manifestSha256, cause }) => ({ manifestSha256, cause })) },
      // Shares become public with the bundle: before publication k of them would name the bidders to everybody (O3).
      isActPublic: false,
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { custodians }, $inc: { version: 1 } },
      { session },
    )
    if (areCustodiansEnough(opening, custodians, 'identitiesActSha256', tender.openingPolicy.k))
      await hastenOpening(deps, session, opening, at)
  })
}
