import type { ClientSession } from 'mongoose'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { resumptionsAfter } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsReads } from './deps.ts'

/**
 * Moves every running limit of an award by the length of the suspensions that have ended since: the publicity's end while it runs, answers
 * that are due, the contract. Done before anything else that happens to it, so that no limit set after a suspension moves by it.
 */
export async function moveLimits(deps: AwardsReads, session: ClientSession, award: AwardRecord): Promise<AwardRecord> {
  const resumptions = await resumptionsAfter(deps, award.tender, award.movedThrough)
  if (resumptions === undefined) return award
  const { through, pausedMs } = resumptions
  const later = (limit: string) => instantOf(Date.parse(limit) + pausedMs)
  // A publicity that an objection has stopped moves by the time of that stop, the suspension included.
  const publicityEndsAt =
    award.state === 'publicity' && award.publicityEndsAt !== null ? later(award.publicityEndsAt) : award.publicityEndsAt
  const set = {
    movedThrough: through,
    publicityEndsAt,
    nextDueAt: award.state === 'publicity' && publicityEndsAt !== null ? new Date(publicityEndsAt) : award.nextDueAt,
    objections: award.objections.map((each) => (each.answer === null ? { ...each, answerBy: later(each.answerBy) } : each)),
    contractDueAt:
      award.contractDueAt !== null && (award.state === 'awarded' || award.state === 'signing')
        ? later(award.contractDueAt)
        : award.contractDueAt,
  }
  // The version stays: what a signer saw of the award has not changed but for its dates.
  const { matchedCount } = await awardModel(deps.connection).updateOne(
    { _id: award._id, version: award.version, movedThrough: award.movedThrough },
    { $set: set },
    { session },
  )
  if (matchedCount === 0) throw new DomainProblem('state-changed')
  return { ...award, ...set }
}
