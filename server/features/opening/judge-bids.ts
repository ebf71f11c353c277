import type { Instant } from '#shared/primitives/instant.ts'
import { findCopiedBids, findLiveBids, type ListedBid } from '#shared/sealed-bid/opening/live-bids.ts'
import { readStoredBid } from '../bids/index.ts'
import type { OpeningDeps } from './deps.ts'
import { causeOf } from './identify-bids.ts'
import type { OpeningLot } from './opening.model.ts'
import type { BidCause, OpeningBid } from './opening-bid.model.ts'

/** Fewer parties than this: the lot fails, nothing of it is opened (O6; TL 44, 87 41). */
const FEWEST_BIDDERS = 3

/** Why a bid of a lot with too few bidders is out (O6). */
export const lotFailed: BidCause = {
  code: 'lot-failed',
  attributedTo: 'bidder',
  detail: 'fewer than three bidders',
  envelope: null,
  evidence: {},
}

/** `live`, or why a bid is out: superseded, withdrawn, copied from an earlier one, or (`unproven`) nobody's. */
export async function judgeBids(
  deps: Pick<OpeningDeps, 'connection'>,
  bids: readonly OpeningBid[],
  unproven: ReadonlyMap<string, BidCause>,
): Promise<Map<string, 'live' | BidCause>> {
  const entries: (ListedBid & { bid: OpeningBid })[] = bids.flatMap((bid) =>
    bid.identity === null
      ? []
      : [
          {
            bid,
            manifestSha256: bid._id,
            lot: bid.lot,
            party: bid.identity.party,
            intent: bid.identity.intent,
            receivedAt: bid.identity.receivedAt as Instant,
          },
        ],
  )
  const found = findLiveBids(entries)
  const outcomes = new Map<string, 'live' | BidCause>()
  for (const { manifestSha256 } of found.live) outcomes.set(manifestSha256, 'live')
  for (const { manifestSha256 } of found.superseded)
    outcomes.set(manifestSha256, ownDoing('superseded', 'replaced by a later bid of the same bidder'))
  for (const { manifestSha256 } of found.withdrawn)
    outcomes.set(manifestSha256, ownDoing('withdrawn', 'withdrawn before the deadline'))
  const withManifests = await Promise.all(
    entries.map(async (entry) => ({ ...entry, manifest: (await readStoredBid(deps, entry.manifestSha256))?.manifest })),
  )
  const copies = findCopiedBids(
    withManifests.flatMap(({ manifestSha256, receivedAt, manifest }) =>
      manifest === undefined ? [] : [{ manifestSha256, receivedAt, manifest }],
    ),
  )
  for (const { manifestSha256, cause, copiedFrom, envelope } of copies) {
    outcomes.set(manifestSha256, causeOf(cause, `copied from ${copiedFrom}`, envelope as BidCause['envelope'], { copiedFrom }))
  }
  for (const { _id, identity } of bids)
    if (identity === null)
      outcomes.set(_id, unproven.get(_id) ?? causeOf('identity-unreadable', 'not opened, and not replaced by its bidder in time'))
  return outcomes
}

function ownDoing(code: 'superseded' | 'withdrawn', detail: string): BidCause {
  return { code, attributedTo: 'bidder', detail, envelope: null, evidence: {} }
}

/** A lot with how many parties have a live bid on it, and whether they are too few. */
export function countLot(
  lot: OpeningLot,
  bids: readonly OpeningBid[],
  outcomes: ReadonlyMap<string, 'live' | BidCause>,
): OpeningLot {
  const parties = new Set(
    bids.filter((bid) => bid.lot === lot.lot && outcomes.get(bid._id) === 'live').map(({ identity }) => identity?.party),
  )
  return { ...lot, liveBids: parties.size, isFailed: parties.size < FEWEST_BIDDERS }
}
