import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardRecord, Complaint } from './award.model.ts'
import { type AwardSubject, bidOfParty, changeByAct } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'
import { failTenderIfNoneIsLeft } from './fail-award.ts'

const COMPLAINABLE = ['publicity', 'objected', 'deciding', 'awarded', 'signing'] as const

/** A bidder complains to the regulator, after its objection to the tenderer and in time (TL 60, A6). The complaint has a clock of its own. */
export async function complainOfAward(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly text: string }>; readonly at: number },
): Promise<AwardRecord> {
  const id = randomId(deps.random)
  return changeByAct(deps, { operation: 'complainOfAward', act, at, states: COMPLAINABLE }, ({ award, tender }) => {
    bidOfParty(award, act.by.party)
    const own = award.objections.filter(({ party }) => party === act.by.party)
    if (own.length === 0) throw new DomainProblem('objection-first')
    assertInTime(tender, own.at(-1)?.answer?.at ?? null, at)
    const complaint: Complaint = {
      id,
      party: act.by.party,
      text: act.body.text,
      at: instantOf(at),
      actSha256: act.sha256,
      state: 'filed',
      acceptBy: dueBy(tender, 'complaint-acceptance', at),
      decideBy: null,
      finding: null,
    }
    return {
      fact: 'award.complaint-filed',
      facts: { complaint: id, acceptBy: complaint.acceptBy },
      isActPublic: false,
      set: { complaints: [...award.complaints, complaint] },
    }
  })
}

/**
 * The regulator handles a complaint (TL 61, A6): accepted it holds the award; dismissed or refused it holds nothing; upheld it ends the award
 * of the lot, which may then be tendered anew.
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
    { operation: 'decideComplaint', act, at, states: COMPLAINABLE },
    async ({ award, tender, session }) => {
      const { complaint: id, decision, finding } = act.body
      const complaint = award.complaints.find((each) => each.id === id)
      if (complaint === undefined) throw new DomainProblem('not-found')
      const isFirst = decision === 'accepted' || decision === 'refused'
      const expected = isFirst ? 'filed' : 'accepted'
      if (complaint.state !== expected) throw new DomainProblem('award-wrong-step', { state: complaint.state, expected })
      const decideBy = decision === 'accepted' ? dueBy(tender, 'complaint-decision', at) : complaint.decideBy
      const complaints = award.complaints.map((each) => (each.id === id ? { ...each, state: decision, finding, decideBy } : each))
      if (decision === 'upheld') await failTenderIfNoneIsLeft(deps, session, award)
      return {
        fact: 'award.complaint-decided',
        facts: { complaint: id, decision, decideBy },
        isActPublic: false,
        ...(decision === 'upheld' ? { event: 'fail' as const } : {}),
        set: { complaints, ...(decision === 'upheld' ? { failure: 'complaint-upheld', nextDueAt: null } : {}) },
      }
    },
  )
}

/** Whether a complaint the regulator has accepted holds the award. */
export function isHeld(award: Pick<AwardRecord, 'complaints'>): boolean {
  return award.complaints.some(({ state }) => state === 'accepted')
}

function assertInTime(tender: PublishedTender, answeredAt: string | null, at: number): void {
  // Until it is answered, an objection keeps the way to the regulator open.
  const until = answeredAt === null ? null : dueBy(tender, 'complaint', Date.parse(answeredAt))
  if (until !== null && at >= Date.parse(until)) throw new DomainProblem('complaint-too-late', { until })
}

function dueBy(
  tender: PublishedTender,
  name: 'complaint' | 'complaint-acceptance' | 'complaint-decision',
  at: number,
): string | null {
  const pack = rulePack(tender.rulePack)
  const period = awardPeriods(pack, tender.category)[name]
  return period === null ? null : instantOf(overdueFrom(pack.calendar, at, period.applied))
}
