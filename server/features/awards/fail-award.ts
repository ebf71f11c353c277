import type { VerifiedAct } from '#shared/acts/act.ts'
import { recordFailedLots } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { failTender } from './begin-awards.ts'
import { type AwardContext, type AwardSubject, changeByAct } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'

/** The tenderer ends an award without a winner: no candidate is left, or the contract is not concluded. It says why, in public. */
export async function failAward(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly reason: string }>; readonly at: number },
): Promise<AwardRecord> {
  return changeByAct(
    deps,
    {
      operation: 'failAward',
      act,
      at,
      states: ['reported', 'publicity', 'objected', 'deciding', 'decided', 'awarded', 'signing'],
    },
    async ({ award, session }) => {
      await failTenderIfNoneIsLeft(deps, session, award)
      return {
        fact: 'award.failed',
        facts: { reason: act.body.reason },
        event: 'fail',
        set: { failure: act.body.reason, stepDueAt: null },
      }
    },
  )
}

/**
 * When the other lots have failed too, so has the tender; else this lot is free: either way it may be tendered anew, in a round linked to
 * this one.
 */
export async function failTenderIfNoneIsLeft(
  deps: AwardsRecords,
  session: AwardContext['session'],
  award: Pick<AwardRecord, '_id' | 'tender' | 'lot'>,
): Promise<void> {
  const other = await awardModel(deps.connection)
    .exists({ tender: award.tender, _id: { $ne: award._id }, state: { $ne: 'failed' } })
    .session(session)
  if (other === null) await failTender(deps, session, award.tender)
  else await recordFailedLots(deps, session, { tender: award.tender, lots: [award.lot] })
}
