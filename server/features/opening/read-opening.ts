import type { ClientSession } from 'mongoose'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import { isPublishedOpening, type OpeningState } from '#shared/lifecycle/opening.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { type OpeningBid, openingBidModel } from './opening-bid.model.ts'
import { openingId } from './stages.ts'

/**
 * The opening of a tender, or a later stage of it. Throws `not-found` for a tender nobody may know, `opening-not-begun` before its deadline,
 * `stage-not-opened` for a stage whose act has not come.
 */
export async function readOpening(
  deps: OpeningReads,
  tender: string,
  session?: ClientSession,
  stage?: LaterStage,
): Promise<OpeningRecord> {
  const opening = await openingModel(deps.connection)
    .findById(openingId(tender, stage))
    .session(session ?? null)
    .lean<OpeningRecord>()
  if (opening !== null) return opening
  const published = await readPublishedTender(deps, tender)
  if (stage !== undefined) throw new DomainProblem('stage-not-opened', { stage })
  throw new DomainProblem('opening-not-begun', { deadlineAt: published.deadlineAt })
}

/** Where a later stage of an opening stands; undefined until the act that opens it. */
export async function stageState(
  deps: OpeningReads,
  tender: string,
  stage: LaterStage,
  session?: ClientSession,
): Promise<OpeningState | undefined> {
  const record = await openingModel(deps.connection)
    .findById(openingId(tender, stage), { state: 1 })
    .session(session ?? null)
    .lean<Pick<OpeningRecord, 'state'>>()
  return record?.state
}

/** Which opening an act or a request is about: of a tender, or of a later stage. */
export interface OpeningName {
  readonly tender: string
  readonly stage?: LaterStage | undefined
}

/** The opening with its tender, for an act of this step. Throws `opening-wrong-step`, `opening-suspended`. */
export async function readOpeningAt(
  deps: OpeningReads,
  name: string | OpeningName,
  states: readonly OpeningState[],
  session?: ClientSession,
): Promise<{ opening: OpeningRecord; tender: PublishedTender }> {
  const { tender: tenderId, stage }: OpeningName = typeof name === 'string' ? { tender: name } : name
  const opening = await readOpening(deps, tenderId, session, stage)
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

/** What an act at an opening is signed for: the tender, the list its signer saw, and the later stage if it is one. */
export interface ListSubject extends OpeningName {
  readonly list: string
}

/** Throws `act-wrong-subject` unless the act was signed for this tender and stage, and the list as it stands. */
export function assertListSigned(opening: OpeningRecord, { tender, stage, list }: ListSubject): void {
  if (openingId(tender, stage) !== opening._id || list !== opening.list) throw new DomainProblem('act-wrong-subject')
}
