import type { ClientSession } from 'mongoose'
import { isPublishedOpening, type OpeningState } from '#shared/lifecycle/opening.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { type OpeningBid, openingBidModel } from './opening-bid.model.ts'

/** The opening of a tender. Throws `not-found` for a tender nobody may know, `opening-not-begun` before its deadline. */
export async function readOpening(deps: OpeningReads, tender: string, session?: ClientSession): Promise<OpeningRecord> {
  const opening = await openingModel(deps.connection)
    .findById(tender)
    .session(session ?? null)
    .lean<OpeningRecord>()
  if (opening !== null) return opening
  const published = await readPublishedTender(deps, tender)
  throw new DomainProblem('opening-not-begun', { deadlineAt: published.deadlineAt })
}

/** The opening with its tender, for an act of this step. Throws `opening-wrong-step`, `opening-suspended`. */
export async function readOpeningAt(
  deps: OpeningReads,
  tenderId: string,
  states: readonly OpeningState[],
  session?: ClientSession,
): Promise<{ opening: OpeningRecord; tender: PublishedTender }> {
  const opening = await readOpening(deps, tenderId, session)
  const tender = await readPublishedTender(deps, tenderId, session)
  if (isSuspended(tender)) throw new DomainProblem('opening-suspended')
  if (tender.state === 'terminated' && !isPublishedOpening(opening.state))
    throw new DomainProblem('opening-wrong-step', { state: 'terminated', expected: states.join(', ') })
  if (!states.includes(opening.state))
    throw new DomainProblem('opening-wrong-step', { state: opening.state, expected: states.join(', ') })
  return { opening, tender }
}

/** Every bid on the list, by number. */
export async function readOpeningBids(deps: OpeningReads, tender: string, session?: ClientSession): Promise<OpeningBid[]> {
  return openingBidModel(deps.connection)
    .find({ tender })
    .sort({ number: 1 })
    .session(session ?? null)
    .lean<OpeningBid[]>()
}

/** One bid on the list. Throws `bid-not-listed`. */
export async function readOpeningBid(
  deps: OpeningReads,
  tender: string,
  manifestSha256: string,
  session?: ClientSession,
): Promise<OpeningBid> {
  const bid = await openingBidModel(deps.connection)
    .findOne({ _id: manifestSha256, tender })
    .session(session ?? null)
    .lean<OpeningBid>()
  if (bid === null) throw new DomainProblem('bid-not-listed', { manifestSha256 })
  return bid
}

/** Throws `act-wrong-subject` unless the act was signed for this tender and the list as it stands. */
export function assertListSigned(opening: OpeningRecord, subject: { readonly tender: string; readonly list: string }): void {
  if (subject.tender !== opening._id || subject.list !== opening.list) throw new DomainProblem('act-wrong-subject')
}
