import type { VerifiedAct } from '#shared/acts/act.ts'
import { movedBy, overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, bidOfParty, changeByAct, wrongStep } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'
import { publicityEndOf } from './next-due.ts'

/** Procurement: the result is queried once it is published. */
const queryable = ['awarded', 'signing', 'contracted'] as const

/**
 * A bidder of the lot objects within the publicity: its clock stops until the answer (TL 54, A2). In procurement it queries the published
 * result within seven working days of the notice's end (ZC 52, ZCTL 53; G10). Who objects is not everybody's to know.
 */
export async function objectToCandidates(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly text: string }>; readonly at: number },
): Promise<AwardRecord> {
  const id = randomId(deps.random)
  return changeByAct(
    deps,
    {
      operation: 'objectToCandidates',
      act,
      at,
      states: { bidding: ['publicity', 'objected'], procurement: queryable },
    },
    ({ award, tender }) => {
      const { name } = bidOfParty(award, act.by.party)
      const publicityEnd = publicityEndOf(award)
      if (publicityEnd !== undefined && at >= publicityEnd) throw wrongStep('deciding', ['publicity'])
      const { queryUntil: until } = award
      if (until !== null && at >= Date.parse(until)) throw new DomainProblem('query-too-late', { until })
      const pack = rulePack(tender.rulePack)
      const reply = awardPeriods(pack, tender.category)['objection-reply']
      assertHolds(reply !== null, 'every trade answers objections in a time')
      const answerBy = instantOf(overdueFrom(pack.calendar, at, reply.applied))
      const objection = {
        id,
        party: act.by.party,
        name,
        text: act.body.text,
        at: instantOf(at),
        answerBy,
        actSha256: act.sha256,
        answer: null,
      }
      return {
        fact: 'award.objection-filed',
        facts: { objection: id, answerBy },
        isActPublic: false,
        ...(award.procedure === 'bidding' ? { event: 'object' } : {}),
        set: {
          objections: [...award.objections, objection],
          ...(award.procedure === 'bidding' ? { stoppedAt: award.stoppedAt ?? instantOf(at) } : {}),
        },
      }
    },
  )
}

/**
 * The tenderer answers. With the last one answered the publicity goes on, its end moved by exactly the time it stood still (A2); in
 * procurement nothing stood still but the signing of the contract (ZCTL 54, G10). Back at the report, after a re-review that changed the
 * result, what was objected is answered before the candidates are published again.
 */
export async function answerAwardObjection(
  deps: AwardsRecords,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<AwardSubject, { readonly objection: string; readonly text: string }>
    readonly at: number
  },
): Promise<AwardRecord> {
  const states = { bidding: ['objected', 'reported'], procurement: queryable } as const
  return changeByAct(deps, { operation: 'answerAwardObjection', act, at, states }, ({ award, tender }) => {
    const { objection: id, text } = act.body
    const objection = award.objections.find((each) => each.id === id)
    if (objection === undefined) throw new DomainProblem('not-found')
    if (objection.answer !== null) throw new DomainProblem('already-acted')
    const answer = { text, at: instantOf(at), actSha256: act.sha256 }
    const objections = award.objections.map((each) => (each.id === id ? { ...each, answer } : each))
    const facts = { objection: id, text, isLate: at >= Date.parse(objection.answerBy) }
    if (award.procedure === 'procurement' || award.state === 'reported' || objections.some((each) => each.answer === null))
      return { fact: 'award.objection-answered', facts, set: { objections } }
    assertHolds(award.stoppedAt !== null && award.publicityEndsAt !== null, 'a stopped publicity knows since when')
    const pack = rulePack(tender.rulePack)
    const endsAt = movedBy(
      pack.calendar,
      Date.parse(award.publicityEndsAt),
      at - Date.parse(award.stoppedAt),
      pack.movedDeadlineLandsOn,
    )
    return {
      fact: 'award.objection-answered',
      facts: { ...facts, publicityEndsAt: instantOf(endsAt) },
      event: 'answer',
      set: { objections, stoppedAt: null, publicityEndsAt: instantOf(endsAt) },
    }
  })
}
