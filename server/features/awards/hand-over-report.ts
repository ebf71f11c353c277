import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, changeByAct, isStepLate } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'

/**
 * Procurement: the agency hands the committee's report over to the buyer, within two working days, late if later; the buyer's five working
 * days to decide begin with it (87-68, ZCTL 43; G7).
 */
export async function handOverReport(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject>; readonly at: number },
): Promise<AwardRecord> {
  const states = { bidding: [], procurement: ['reported'] } as const
  return changeByAct(deps, { operation: 'handOverReport', act, at, states }, ({ award, tender }) => {
    const pack = rulePack(tender.rulePack)
    const period = awardPeriods(pack, tender.category)['award-decision']
    assertHolds(period !== null, 'a buyer decides in a time')
    const stepDueAt = instantOf(overdueFrom(pack.calendar, at, period.applied))
    return {
      fact: 'award.report-handed-over',
      event: 'hand-over',
      facts: { reportSha256: award.reportSha256, decideBy: stepDueAt, isLate: isStepLate(award, at) },
      set: { candidates: award.recommended, stepDueAt },
    }
  })
}
