import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { type AwardEvent, type AwardProcedure, type AwardState, awardLifecycles } from '#shared/lifecycle/award.ts'
import { awardStateNames } from '#shared/lifecycle/award-names.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { policyTable } from '#shared/policy/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { ReportedBid } from '../evaluation/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsReads, AwardsRecords } from './deps.ts'
import { moveLimits } from './move-limits.ts'
import { nextDueOf } from './next-due.ts'
import { runningReReview } from './re-review.ts'

/** What acts after the report name. `version` only where the signer must have seen the very state. */
export interface AwardSubject {
  readonly tender: string
  readonly lot: string
  readonly version?: number
}

/** Where an act stands while it is judged. */
export interface AwardContext {
  readonly session: ClientSession
  readonly award: AwardRecord
  readonly tender: PublishedTender
  readonly at: number
}

/** What an act changes, and the fact that goes on the tender's public chain. */
export interface AwardEffect {
  readonly fact: string
  readonly facts: { readonly [name: string]: Json }
  readonly set: Partial<AwardRecord>
  readonly event?: AwardEvent
  /** False for acts whose text is not everybody's. */
  readonly isActPublic?: boolean
}

/** The award of a lot. Throws `not-found` for a tender nobody may know, `award-not-begun` before the report. */
export async function readAward(
  deps: AwardsReads,
  { tender, lot }: { readonly tender: string; readonly lot: string },
  session?: ClientSession,
): Promise<AwardRecord> {
  const award = await awardModel(deps.connection)
    .findById(tender + lot)
    .session(session ?? null)
    .lean<AwardRecord>()
  if (award !== null) return award
  const published = await readPublishedTender(deps, tender, session)
  if (!published.lots.some(({ id }) => id === lot)) throw new DomainProblem('not-found')
  throw new DomainProblem('award-not-begun')
}

/**
 * Does what an act does to the award of a lot, in one transaction, by compare-and-set. Throws `award-suspended`, `award-in-re-review`,
 * `forbidden`, `award-wrong-step`, `act-wrong-subject` when the signer saw another version, `state-changed`, and what `work` throws.
 */
export async function changeByAct(
  deps: AwardsRecords,
  input: {
    readonly operation: string
    readonly act: VerifiedAct<AwardSubject>
    readonly at: number
    /** States it is an act of; by procedure where the laws differ. */
    readonly states: readonly AwardState[] | Readonly<Record<AwardProcedure, readonly AwardState[]>>
    /** Complaints, which are the regulator's, wait for no re-review. */
    readonly isOpenInReReview?: boolean
  },
  work: (context: AwardContext) => Promise<AwardEffect> | AwardEffect,
): Promise<AwardRecord> {
  const { act, at, states, operation } = input
  return inTransaction(deps.connection, async (session) => {
    const tender = await readPublishedTender(deps, act.subject.tender, session)
    const award = await moveLimits(deps, session, await readAward(deps, act.subject, session))
    const row = policyTable[operation]
    assertHolds(row !== undefined, `a policy row for ${operation}`)
    assertPermitted(row, act.by, { tenderParties: tenderParties(tender) })
    if (isSuspended(tender)) throw new DomainProblem('award-suspended')
    if (runningReReview(award) !== undefined && input.isOpenInReReview !== true) throw new DomainProblem('award-in-re-review')
    const allowed = 'bidding' in states ? states[award.procedure] : states
    if (!allowed.includes(award.state)) throw wrongStep(award.state, allowed)
    const { version } = act.subject
    if (version !== undefined && version !== award.version)
      throw new DomainProblem('act-wrong-subject', { version: award.version })
    const effect = await work({ session, award, tender, at })
    return writeAward(deps, session, award, { ...effect, act, at })
  })
}

/** Writes an award with its fact, by the state table where an event moves it. Throws `state-changed`. */
export async function writeAward(
  deps: AwardsRecords,
  session: ClientSession,
  award: AwardRecord,
  change: AwardEffect & { readonly act?: VerifiedAct; readonly at: number },
): Promise<AwardRecord> {
  const state = change.event === undefined ? award.state : nextState(awardLifecycles[award.procedure], award.state, change.event)
  assertHolds(state !== undefined, `award event ${change.event ?? ''} in state ${award.state}`)
  await appendEvent(deps, session, {
    type: change.fact,
    subject: { tender: award.tender, lot: award.lot },
    at: instantOf(change.at),
    ...(change.act === undefined ? {} : { act: change.act }),
    tender: award.tender,
    facts: { lot: award.lot, ...change.facts },
    ...(change.isActPublic === undefined ? {} : { isActPublic: change.isActPublic }),
  })
  const moved: AwardRecord = { ...award, ...change.set, state, version: award.version + 1 }
  const changed: AwardRecord = { ...moved, nextDueAt: nextDueOf(moved) }
  const { matchedCount } = await awardModel(deps.connection).updateOne(
    { _id: award._id, version: award.version },
    { $set: { ...change.set, state, version: changed.version, nextDueAt: changed.nextDueAt } },
    { session },
  )
  if (matchedCount === 0) throw new DomainProblem('state-changed')
  return changed
}

/** The refusal of an act of another step, in words of both languages. */
export function wrongStep(state: AwardState, expected: readonly AwardState[]): DomainProblem {
  return new DomainProblem('award-wrong-step', {
    state: awardStateNames[state].zh,
    stateEn: awardStateNames[state].en,
    expected: expected.map((each) => awardStateNames[each].zh).join('、'),
    expectedEn: expected.map((each) => awardStateNames[each].en).join(', '),
  })
}

/** Whether the present step is taken after its limit: it counts all the same, and says so in public. */
export function isStepLate({ stepDueAt }: Pick<AwardRecord, 'stepDueAt'>, at: number): boolean {
  return stepDueAt !== null && at >= Date.parse(stepDueAt)
}

/** Parties that run a tender. */
export function tenderParties(tender: Pick<PublishedTender, 'tendererParty' | 'agencyParty'>): string[] {
  return [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
}

/** The bid of a party on a lot. Throws `not-a-bidder-of-the-lot`. */
export function bidOfParty(award: Pick<AwardRecord, 'bids'>, party: string): ReportedBid {
  const bid = award.bids.find((each) => each.party === party)
  if (bid === undefined) throw new DomainProblem('not-a-bidder-of-the-lot')
  return bid
}

/** A bid of a lot by its digest. */
export function bidNamed(award: Pick<AwardRecord, 'bids'>, bid: string): ReportedBid {
  const found = award.bids.find((each) => each.bid === bid)
  assertHolds(found !== undefined, 'a bid that an award names is one of its lot')
  return found
}
