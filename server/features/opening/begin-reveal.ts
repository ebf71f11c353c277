import type { ClientSession } from 'mongoose'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { moveTender, type PublishedTender } from '../notices/index.ts'
import { awaitCustodians } from './await-custodians.ts'
import type { OpeningDeps } from './deps.ts'
import { destroyUnopened } from './destroy-unopened.ts'
import { identifyBids } from './identify-bids.ts'
import { countLot, judgeBids, lotFailed } from './judge-bids.ts'
import { moveOpening } from './move-opening.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { type BidCause, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'

/**
 * Ends the wait for identity shares (`opening/1` step 3): finds the live bids, fails lots with fewer than three parties, destroys what
 * is superseded or withdrawn, and opens the bidders' window. Bidders whose identities do not open get one window to replace them.
 * With too few custodians' shares it goes on waiting, and says for whom.
 */
export async function beginReveal(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const { k, kind, windows } = tender.openingPolicy
  const listed = await readOpeningBids(deps, opening._id)
  const unproven = await identifyBids(deps, opening, listed, k)
  const released = opening.custodians.filter(({ identitiesActSha256 }) => identitiesActSha256 !== null).length
  if (unproven.size > 0 && released < k) return awaitCustodians(deps, opening, 'identitiesActSha256', at)
  if (unproven.size > 0 && !opening.hasAskedIdentities)
    return askIdentities(deps, opening, unproven, at, windows.revealSeconds * 1000)
  if (unproven.size > 0 && opening.stepEndsAt !== null && opening.stepEndsAt.getTime() > at)
    return waitOn(deps, opening, opening.stepEndsAt)

  const bids = await readOpeningBids(deps, opening._id)
  const outcomes = await judgeBids(deps, bids, unproven)
  const lots = opening.lots.map((lot) => countLot(lot, bids, outcomes))
  const failedLots = new Set(lots.filter(({ isFailed }) => isFailed).map(({ lot }) => lot))
  const live = bids.filter((bid) => outcomes.get(bid._id) === 'live' && !failedLots.has(bid.lot))
  await inTransaction(deps.connection, async (session) => {
    await assertSameBids(deps, opening, bids, session)
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
  await destroyUnopened(deps, opening._id)
}

/** Throws `state-changed` when a bid was added or an identity supplied since they were judged: they are then judged anew. */
async function assertSameBids(
  deps: OpeningDeps,
  opening: OpeningRecord,
  judged: readonly OpeningBid[],
  session: ClientSession,
): Promise<void> {
  const namesOf = (bids: readonly OpeningBid[]) => bids.map(({ _id, identity }) => `${_id} ${identity?.party}`).join()
  if (namesOf(await readOpeningBids(deps, opening._id, session)) !== namesOf(judged)) throw new DomainProblem('state-changed')
}

/** Says on the chain which seals nobody has proven yet, and gives their bidders one window to do it themselves (step 3). */
async function askIdentities(
  deps: OpeningDeps,
  opening: OpeningRecord,
  unproven: ReadonlyMap<string, BidCause>,
  at: number,
  lastsMs: number,
): Promise<void> {
  const stepEndsAt = new Date(at + lastsMs)
  await inTransaction(deps.connection, async (session) => {
    await appendEvent(deps, session, {
      type: 'opening.identities-wanted',
      subject: { tender: opening._id },
      at: instantOf(at),
      tender: opening._id,
      facts: { bids: [...unproven].map(([manifestSha256, { code }]) => ({ manifestSha256, cause: code })) },
    })
    const asked = await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { nextDueAt: stepEndsAt, stepEndsAt, hasAskedIdentities: true, isOverdue: false }, $inc: { version: 1 } },
      { session },
    )
    if (asked.matchedCount === 0) throw new DomainProblem('state-changed')
  })
}

async function waitOn(deps: OpeningDeps, opening: OpeningRecord, until: Date): Promise<void> {
  await openingModel(deps.connection).updateOne({ _id: opening._id, version: opening.version }, { $set: { nextDueAt: until } })
}
