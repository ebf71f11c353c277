import type { Instant } from '#shared/primitives/instant.ts'
import { findCopiedBids, findLiveBids, type ListedBid } from '#shared/sealed-bid/opening/live-bids.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { destroyPayloads, readStoredBid } from '../bids/index.ts'
import { moveTender, type PublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { causeOf, identifyBids } from './identify-bids.ts'
import { moveOpening } from './move-opening.ts'
import { type OpeningLot, type OpeningRecord, openingModel } from './opening.model.ts'
import { type BidCause, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'

/** Fewer parties than this: the lot fails, nothing of it is opened (O6; TL 44, 87 41). */
const FEWEST_BIDDERS = 3

/**
 * Ends the wait for identity shares (`opening/1` step 3): finds the live bids, fails lots with fewer than three parties, destroys what
 * is superseded or withdrawn, and opens the bidders' window. While identities stay closed their bidders get one window to replace them.
 * With too few custodians' shares it goes on waiting, and says for whom.
 */
export async function beginReveal(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const { k, kind, windows } = tender.openingPolicy
  const listed = await readOpeningBids(deps, opening._id)
  const closed = await identifyBids(deps, opening, listed, k)
  const released = opening.custodians.filter(({ identitiesActSha256 }) => identitiesActSha256 !== null).length
  if (closed > 0 && released < k) return waitForCustodians(deps, opening, at, windows.custodianSeconds)
  if (closed > 0 && !opening.hasAskedIdentities) return askIdentities(deps, opening, at, windows.revealSeconds)

  const bids = await readOpeningBids(deps, opening._id)
  const outcomes = await judgeBids(deps, bids)
  const lots = opening.lots.map((lot) => countLot(lot, bids, outcomes))
  const failedLots = new Set(lots.filter(({ isFailed }) => isFailed).map(({ lot }) => lot))
  const live = bids.filter((bid) => outcomes.get(bid._id) === 'live' && !failedLots.has(bid.lot))
  await inTransaction(deps.connection, async (session) => {
    const updates = bids.map(({ _id, lot }) => {
      const outcome = outcomes.get(_id)
      const cause = outcome === 'live' ? (failedLots.has(lot) ? lotFailed : null) : (outcome ?? null)
      return { _id, set: cause === null ? { state: 'live' as const } : { state: 'out' as const, cause } }
    })
    await updateOpeningBids(deps.connection, updates, session)
    const facts = {
      lots: lots.map(({ lot, liveBids, isFailed }) => ({ lot, liveBids, isFailed })),
      live: live.map(({ _id }) => _id),
    }
    if (live.length === 0) {
      await moveTender(deps, session, { tender: tender._id, from: 'opening', event: 'fail' })
      await moveOpening(deps, session, opening, {
        event: 'fail',
        fact: 'opening.failed',
        facts,
        at,
        lastsMs: null,
        set: { lots },
      })
    } else {
      const lastsMs = kind === 'both' ? windows.revealSeconds * 1000 : 0
      await moveOpening(deps, session, opening, {
        event: 'begin-reveal',
        fact: 'opening.live-bids-found',
        facts,
        at,
        lastsMs,
        set: { lots },
      })
    }
  })
  // After the commit: a crash in between leaves ciphertext nobody will open, and the sweep of the next start takes it.
  for (const bid of bids) if (!live.includes(bid)) await destroyPayloads(deps, bid._id)
}

const lotFailed: BidCause = {
  code: 'lot-failed',
  attributedTo: 'bidder',
  detail: 'fewer than three bidders',
  envelope: null,
  evidence: {},
}

/** `live`, or why a bid is out: superseded, withdrawn, copied from an earlier one, or nobody's. */
async function judgeBids(deps: OpeningDeps, bids: readonly OpeningBid[]): Promise<Map<string, 'live' | BidCause>> {
  const known = bids.filter(({ identity, state }) => identity !== null && state === 'listed')
  const entries: (ListedBid & { bid: OpeningBid })[] = known.flatMap((bid) =>
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
  for (const bid of bids) {
    if (bid.state === 'out' && bid.cause !== null) outcomes.set(bid._id, bid.cause)
    else if (bid.identity === null)
      outcomes.set(bid._id, causeOf('identity-unreadable', 'not opened, and not replaced by its bidder in time'))
  }
  return outcomes
}

function ownDoing(code: 'superseded' | 'withdrawn', detail: string): BidCause {
  return { code, attributedTo: 'bidder', detail, envelope: null, evidence: {} }
}

function countLot(lot: OpeningLot, bids: readonly OpeningBid[], outcomes: ReadonlyMap<string, 'live' | BidCause>): OpeningLot {
  const parties = new Set(
    bids.filter((bid) => bid.lot === lot.lot && outcomes.get(bid._id) === 'live').map(({ identity }) => identity?.party),
  )
  return { ...lot, liveBids: parties.size, isFailed: parties.size < FEWEST_BIDDERS }
}

async function waitForCustodians(deps: OpeningDeps, opening: OpeningRecord, at: number, seconds: number): Promise<void> {
  const nextDueAt = new Date(at + seconds * 1000)
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { nextDueAt, stepEndsAt: nextDueAt } },
  )
}

async function askIdentities(deps: OpeningDeps, opening: OpeningRecord, at: number, seconds: number): Promise<void> {
  const nextDueAt = new Date(at + seconds * 1000)
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { nextDueAt, stepEndsAt: nextDueAt, hasAskedIdentities: true }, $inc: { version: 1 } },
  )
}
