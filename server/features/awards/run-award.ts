import type { ClientSession } from 'mongoose'
import { type LimitWord, nextWord } from '#shared/lifecycle/award-limits.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { readAward, writeAward } from './change-award.ts'
import { isHeld } from './complaints.ts'
import { decidedBySilence } from './decide-award.ts'
import type { AwardsRecords } from './deps.ts'
import { moveLimits } from './move-limits.ts'
import { nextDueOf, publicityEndOf, silenceEndOf } from './next-due.ts'

/** How often an award that may not go on is looked at. */
const LOOK_AGAIN_MS = 1000

/**
 * Does one thing the clock brings to an award: ends a publicity whose time is over with every objection answered (A1, A2); decides for a buyer
 * that was silent (G7); tells that a limit is near, or has passed. Nothing while the tender stands still.
 */
export async function runAward(deps: AwardsRecords, due: Pick<AwardRecord, 'tender' | 'lot'>, now: number): Promise<void> {
  try {
    await inTransaction(deps.connection, async (session) => {
      const award = await moveLimits(deps, session, await readAward(deps, due, session))
      if (award.nextDueAt === null || award.nextDueAt.getTime() > now) return
      const tender = await readPublishedTender(deps, award.tender, session)
      const isPast = (moment: number | undefined) => moment !== undefined && moment <= now
      const isSilent = isPast(silenceEndOf(award))
      if (isSuspended(tender) || (isSilent && isHeld(award, now))) {
        await setDue(deps, session, award, { nextDueAt: new Date(now + LOOK_AGAIN_MS) })
        return
      }
      if (isPast(publicityEndOf(award))) {
        await writeAward(deps, session, award, {
          fact: 'award.publicity-ended',
          facts: { objections: award.objections.length },
          event: 'end-publicity',
          at: now,
          set: {},
        })
        return
      }
      if (isSilent) {
        await writeAward(deps, session, award, { ...decidedBySilence(award, tender, now), at: now })
        return
      }
      const word = nextWord(award, award)
      const isTold = word !== undefined && word.at <= now
      if (isTold) await tell(deps, session, award, word, now)
      const told = isTold ? [...award.told, word.key] : award.told
      await setDue(deps, session, award, { told, nextDueAt: nextDueOf({ ...award, told }) })
    })
  } catch (error) {
    // An objection came at the same moment: what is due is decided anew from what stands now.
    if (error instanceof DomainProblem && error.code === 'state-changed') return
    throw error
  }
}

/** A limit that has passed is told in public; that one is near, to those concerned only. */
async function tell(
  deps: AwardsRecords,
  session: ClientSession,
  { tender, lot, name: lotName }: AwardRecord,
  { limit, kind }: LimitWord,
  now: number,
): Promise<void> {
  await appendEvent(deps, session, {
    type: kind === 'passed' ? 'award.limit-passed' : 'award.limit-near',
    subject: { tender, lot },
    at: instantOf(now),
    facts: { lot, lotName, limit: limit.name, about: limit.about, dueAt: limit.dueAt },
    ...(kind === 'passed' ? { tender } : {}),
  })
}

/** The version stays: what a signer saw of the award has not changed. */
async function setDue(
  deps: AwardsRecords,
  session: ClientSession,
  { _id, version }: AwardRecord,
  set: { readonly nextDueAt: Date | null; readonly told?: readonly string[] },
): Promise<void> {
  const { matchedCount } = await awardModel(deps.connection).updateOne({ _id, version }, { $set: set }, { session })
  if (matchedCount === 0) throw new DomainProblem('state-changed')
}
