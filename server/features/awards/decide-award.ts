import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods, awardProcedureOf } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { passOverCauses } from '#shared/contracts/awards-fields.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { announcement, announcementPapers, placeOf } from './announce-winner.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardEffect, type AwardSubject, changeByAct, readAward, wrongStep } from './change-award.ts'
import { isHeld } from './complaints.ts'
import type { AwardsDeps } from './deps.ts'
import { silenceEndOf } from './next-due.ts'

interface DecideBody {
  readonly winner: string
  readonly cause: (typeof passOverCauses)[number] | null
  readonly reason: string | null
}

/**
 * Names the winner: the first candidate, or a later one for a cause of the law and with the reason (TL 55, X15); not while an accepted
 * complaint holds the award. Under the law of bidding the notice, every loser's own result and the names of the committee go out with it (X3,
 * A3, A8); under that of procurement they wait for the result's publication, and a decision after the time for it is none: silence has
 * decided (G7).
 */
export async function decideAward(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, DecideBody>; readonly at: number },
): Promise<AwardRecord> {
  const { winner: bid, cause, reason } = act.body
  const before = await readAward(deps, act.subject)
  const tender = await readPublishedTender(deps, act.subject.tender)
  const isPublicAtOnce = awardProcedureOf(tender.category) === 'bidding'
  const papers = isPublicAtOnce ? await announcementPapers(deps, { award: before, tender, bid, act, at }) : undefined
  return changeByAct(deps, { operation: 'decideAward', act, at, states: ['deciding'] }, ({ award }) => {
    if (isHeld(award, at)) throw new DomainProblem('award-held')
    const silenceEnd = silenceEndOf(award)
    if (silenceEnd !== undefined && at >= silenceEnd) throw wrongStep('decided', ['deciding'])
    const place = placeOf(award, bid)
    if (place === -1) throw new DomainProblem('not-a-candidate')
    if ((place === 0) !== (cause === null) || (cause === null) !== (reason === null)) throw new DomainProblem('winner-not-first')
    const winner = { bid, at: instantOf(at), actSha256: act.sha256, cause, reason }
    if (!isPublicAtOnce) return { ...determined(tender, winner, at), isActPublic: false }
    assertHolds(papers !== undefined, 'a candidate is a bid of its lot')
    return {
      fact: 'award.decided',
      event: 'decide',
      ...announcement({ award, tender, winner, papers, actSha256: act.sha256, at }),
    }
  })
}

/** What silence does in procurement: the first candidate is the winner (87-68, ZCTL 43; G7). */
export function decidedBySilence(award: AwardRecord, tender: PublishedTender, at: number): AwardEffect {
  const [bid] = award.candidates
  assertHolds(bid !== undefined, 'silence chooses the first of the candidates')
  return determined(tender, { bid, at: instantOf(at), actSha256: null, cause: null, reason: null }, at)
}

/** A winner that is determined and not yet public: the fact names nobody. */
function determined(tender: PublishedTender, winner: NonNullable<AwardRecord['winner']>, at: number): AwardEffect {
  const pack = rulePack(tender.rulePack)
  const period = awardPeriods(pack, tender.category)['result-publication']
  assertHolds(period !== null, 'procurement publishes its result in a time')
  const stepDueAt = instantOf(overdueFrom(pack.calendar, at, period.applied))
  return {
    fact: 'award.determined',
    event: 'decide',
    facts: { isByClock: winner.actSha256 === null, publishBy: stepDueAt },
    set: { winner, stepDueAt },
  }
}
