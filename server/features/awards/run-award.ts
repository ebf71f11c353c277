import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { readAward, writeAward } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'
import { moveLimits } from './move-limits.ts'

/** How often a suspended award is looked at. */
const LOOK_AGAIN_MS = 1000

/** Ends a publicity whose time is over with every objection answered (A1, A2). Nothing while the tender stands still. */
export async function runAward(deps: AwardsRecords, due: Pick<AwardRecord, 'tender' | 'lot'>, now: number): Promise<void> {
  try {
    await inTransaction(deps.connection, async (session) => {
      const award = await moveLimits(deps, session, await readAward(deps, due, session))
      if (award.state !== 'publicity' || award.nextDueAt === null || award.nextDueAt.getTime() > now) return
      const tender = await readPublishedTender(deps, award.tender, session)
      if (isSuspended(tender)) {
        await awardModel(deps.connection).updateOne(
          { _id: award._id, version: award.version },
          { $set: { nextDueAt: new Date(now + LOOK_AGAIN_MS) } },
          { session },
        )
        return
      }
      await writeAward(deps, session, award, {
        fact: 'award.publicity-ended',
        facts: { objections: award.objections.length },
        event: 'end-publicity',
        at: now,
        set: { nextDueAt: null },
      })
    })
  } catch (error) {
    // An objection came at the same moment: what is due is decided anew from what stands now.
    if (error instanceof DomainProblem && error.code === 'state-changed') return
    throw error
  }
}
