import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import type { OpeningRecord } from './opening.model.ts'
import { type OpeningBid, openingBidModel } from './opening-bid.model.ts'
import { presenceModel } from './presence.model.ts'
import { assertListSigned, type ListSubject, readOpeningAt, readOpeningBid } from './read-opening.ts'
import { laterPart, tenderOf } from './stages.ts'

type CheckInAct = VerifiedAct<ListSubject, { readonly manifestSha256?: string | undefined }>

/**
 * Somebody is present (签到). A bidder names its seal; its act, which names the bidder, stays closed until publication (O3).
 * Checking in twice changes nothing; whoever bids on several lots checks in for each seal.
 */
export async function checkIn(
  deps: OpeningRecords,
  { act, at }: { readonly act: CheckInAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(
      deps,
      act.subject,
      ['listed', 'revealing', 'reporting', 'settling', 'releasing', 'published'],
      session,
    )
    assertListSigned(opening, act.subject)
    const bid = await ownBid(deps, opening, act, session)
    const isKnown = await presenceModel(deps.connection).exists({ tender: opening._id, person: act.by.person }).session(session)
    if (isKnown !== null && (bid === undefined || bid.isCheckedIn)) return
    if (isKnown === null)
      await presenceModel(deps.connection).create(
        [
          {
            _id: act.sha256,
            tender: opening._id,
            party: act.by.party,
            person: act.by.person,
            roles: act.by.roles,
            manifestSha256: bid?._id ?? null,
            at: new Date(at),
          },
        ],
        { session },
      )
    if (bid !== undefined)
      await openingBidModel(deps.connection).updateOne({ _id: bid._id }, { $set: { isCheckedIn: true } }, { session })
    await appendEvent(deps, session, {
      type: 'opening.checked-in',
      subject: { tender: tender._id },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: {
        ...laterPart(opening),
        ...(bid === undefined ? { roles: act.by.roles.filter((role) => role !== 'bidder') } : { number: bid.number }),
      },
      isActPublic: false,
    })
  })
}

/** The seal somebody checks in for: its own, once the platform knows whose it is (step 4), and never one that is out. */
async function ownBid(
  deps: OpeningRecords,
  opening: OpeningRecord,
  act: CheckInAct,
  session: ClientSession,
): Promise<OpeningBid | undefined> {
  const { manifestSha256 } = act.body
  if (manifestSha256 === undefined) return undefined
  if (opening.state === 'listed') throw new DomainProblem('opening-wrong-step', { state: 'listed', expected: 'revealing' })
  const bid = await readOpeningBid(deps, tenderOf(opening), manifestSha256, session)
  if (bid.state === 'out' || bid.identity?.party !== act.by.party) throw new DomainProblem('bid-not-listed', { manifestSha256 })
  return bid
}
