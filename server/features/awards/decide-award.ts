import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { passOverCauses } from '#shared/contracts/awards-fields.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, bidNamed, changeByAct, readAward } from './change-award.ts'
import { committeeOf } from './committee-of.ts'
import { isHeld } from './complaints.ts'
import type { AwardsDeps } from './deps.ts'
import { noticePdf } from './notice-pdf.ts'

interface DecideBody {
  readonly winner: string
  readonly cause: (typeof passOverCauses)[number] | null
  readonly reason: string | null
}

/**
 * Names the winner: the first candidate, or a later one for a cause of the law and with the reason (TL 55, X15); not while an accepted
 * complaint holds the award. With it goes the award notice, every loser's own result, and the names of the committee (X3, A3, A8, G7, G8).
 */
export async function decideAward(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, DecideBody>; readonly at: number },
): Promise<AwardRecord> {
  const { winner: bid, cause, reason } = act.body
  const before = await readAward(deps, act.subject)
  const tender = await readPublishedTender(deps, act.subject.tender)
  // Made before the transaction, from what the act names; it is worth nothing unless the transaction commits.
  const winning = before.bids.find((each) => each.bid === bid)
  const pdf =
    winning === undefined
      ? undefined
      : await deps.blobs.put(await noticePdf(deps, { award: before, tender, winner: winning, actSha256: act.sha256, at }))
  const committee = await committeeOf(deps, before)
  return changeByAct(deps, { operation: 'decideAward', act, at, states: ['deciding'] }, ({ award }) => {
    if (isHeld(award)) throw new DomainProblem('award-held')
    const place = award.candidates.indexOf(bid)
    if (place === -1 || pdf === undefined) throw new DomainProblem('not-a-candidate')
    if ((place === 0) !== (cause === null) || (cause === null) !== (reason === null)) throw new DomainProblem('winner-not-first')
    const pack = rulePack(tender.rulePack)
    const period = awardPeriods(pack, tender.category).contract
    assertHolds(period !== null, 'every trade concludes its contract in a time')
    const contractDueAt = instantOf(overdueFrom(pack.calendar, at, period.applied))
    const { party, name, price } = bidNamed(award, bid)
    return {
      fact: 'award.decided',
      event: 'decide',
      facts: {
        winner: { bid, party, name, price },
        place: place + 1,
        cause,
        committee,
        noticePdfSha256: pdf.sha256,
        contractDueAt,
      },
      set: {
        winner: { bid, at: instantOf(at), actSha256: act.sha256, cause, reason },
        noticePdfSha256: pdf.sha256,
        contractDueAt,
      },
    }
  })
}
