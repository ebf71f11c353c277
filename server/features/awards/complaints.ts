import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { AwardProcedure } from '#shared/lifecycle/award.ts'
import { complaintStateNames } from '#shared/lifecycle/award-names.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardObjection, AwardRecord, Complaint } from './award.model.ts'
import { type AwardSubject, bidOfParty, changeByAct } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'
import { failTenderIfNoneIsLeft } from './fail-award.ts'

const COMPLAINABLE = {
  // Back at the report, after a re-review that changed the result, an objection may still lead to the regulator.
  bidding: ['reported', 'publicity', 'objected', 'deciding', 'awarded', 'signing'],
  procurement: ['awarded', 'signing', 'contracted'],
} as const

/**
 * A bidder complains to the regulator, after its objection to the tenderer and in time (TL 60, A6); in procurement after the answer to its
 * query, or after the time for one (ZC 55, G10). The complaint has a clock of its own.
 */
export async function complainOfAward(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly text: string }>; readonly at: number },
): Promise<AwardRecord> {
  const id = randomId(deps.random)
  const open = { states: COMPLAINABLE, isOpenInReReview: true }
  return changeByAct(deps, { operation: 'complainOfAward', act, at, ...open }, ({ award, tender }) => {
    bidOfParty(award, act.by.party)
    const own = award.objections.filter(({ party }) => party === act.by.party)
    const newest = own.at(-1)
    if (newest === undefined) throw new DomainProblem('objection-first')
    assertInTime(tender, award.procedure, newest, at)
    const acceptBy = dueBy(tender, 'complaint-acceptance', at)
    const complaint: Complaint = {
      id,
      party: act.by.party,
      text: act.body.text,
      at: instantOf(at),
      actSha256: act.sha256,
      state: 'filed',
      acceptBy,
      // Where the law has no time for the acceptance, that for the decision runs from the filing (ZC 56).
      decideBy: acceptBy === null ? dueBy(tender, 'complaint-decision', at) : null,
      holdEndsAt: null,
      finding: null,
    }
    return {
      fact: 'award.complaint-filed',
      facts: { complaint: id, acceptBy, decideBy: complaint.decideBy },
      isActPublic: false,
      set: { complaints: [...award.complaints, complaint] },
    }
  })
}

/**
 * The regulator handles a complaint (TL 61, A6): accepted it holds the award, in procurement for thirty days at most (ZC 57, G10); dismissed
 * or refused it holds nothing; upheld it ends the award of the lot, which may then be tendered anew. A contract that is concluded is not
 * undone here: what becomes of it stands in the finding.
 */
export async function decideComplaint(
  deps: AwardsRecords,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<
      AwardSubject,
      {
        readonly complaint: string
        readonly decision: 'accepted' | 'refused' | 'dismissed' | 'upheld'
        readonly finding: string
      }
    >
    readonly at: number
  },
): Promise<AwardRecord> {
  return changeByAct(
    deps,
    { operation: 'decideComplaint', act, at, states: COMPLAINABLE, isOpenInReReview: true },
    async ({ award, tender, session }) => {
      const { complaint: id, decision, finding } = act.body
      const complaint = award.complaints.find((each) => each.id === id)
      if (complaint === undefined) throw new DomainProblem('not-found')
      const isFirst = decision === 'accepted' || decision === 'refused'
      const expected = isFirst ? 'filed' : 'accepted'
      if (complaint.state !== expected) throw wrongComplaintStep(complaint.state, expected)
      const isAccepted = decision === 'accepted'
      const decideBy = isAccepted ? (complaint.decideBy ?? dueBy(tender, 'complaint-decision', at)) : complaint.decideBy
      const holdEndsAt = isAccepted ? dueBy(tender, 'complaint-suspension', at) : null
      const complaints = award.complaints.map((each) =>
        each.id === id ? { ...each, state: decision, finding, decideBy, holdEndsAt } : each,
      )
      const isEnd = decision === 'upheld' && award.state !== 'contracted'
      if (isEnd) await failTenderIfNoneIsLeft(deps, session, award)
      return {
        fact: 'award.complaint-decided',
        facts: { complaint: id, decision, decideBy, holdEndsAt },
        isActPublic: false,
        ...(isEnd ? { event: 'fail' as const } : {}),
        set: { complaints, ...(isEnd ? { failure: 'complaint-upheld', stepDueAt: null } : {}) },
      }
    },
  )
}

/**
 * Whether the award may not go on at a moment: the regulator has accepted a complaint, and the longest hold of its law has not passed (A6,
 * G10); or, in procurement, a query of the result waits for its answer (ZCTL 54).
 */
export function isHeld(award: Pick<AwardRecord, 'procedure' | 'complaints' | 'objections'>, at: number): boolean {
  const isOrdered = award.complaints.some(
    ({ state, holdEndsAt }) => state === 'accepted' && (holdEndsAt == null || at < Date.parse(holdEndsAt)),
  )
  return isOrdered || (award.procedure === 'procurement' && award.objections.some(({ answer }) => answer === null))
}

function assertInTime(tender: PublishedTender, procedure: AwardProcedure, objection: AwardObjection, at: number): void {
  const { answer, answerBy } = objection
  if (procedure === 'procurement') {
    if (answer === null && at < Date.parse(answerBy)) throw new DomainProblem('answer-first', { answerBy })
    // Its days count from the last one the answer was due on (ZC 55), which ends where the limit stands.
    assertBefore(dueBy(tender, 'complaint', Date.parse(answerBy) - 1), at)
    return
  }
  // Until it is answered, an objection keeps the way to the regulator open.
  if (answer !== null) assertBefore(dueBy(tender, 'complaint', Date.parse(answer.at)), at)
}

function assertBefore(until: string | null, at: number): void {
  if (until !== null && at >= Date.parse(until)) throw new DomainProblem('complaint-too-late', { until })
}

function wrongComplaintStep(state: Complaint['state'], expected: 'filed' | 'accepted'): DomainProblem {
  return new DomainProblem('award-wrong-step', {
    state: complaintStateNames[state].zh,
    stateEn: complaintStateNames[state].en,
    expected: complaintStateNames[expected].zh,
    expectedEn: complaintStateNames[expected].en,
  })
}

function dueBy(
  tender: PublishedTender,
  name: 'complaint' | 'complaint-acceptance' | 'complaint-decision' | 'complaint-suspension',
  at: number,
): string | null {
  const pack = rulePack(tender.rulePack)
  const period = awardPeriods(pack, tender.category)[name]
  return period === null ? null : instantOf(overdueFrom(pack.calendar, at, period.applied))
}
