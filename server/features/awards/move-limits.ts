import type { ClientSession } from 'mongoose'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { resumptionsAfter } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsReads } from './deps.ts'
import { nextDueOf } from './next-due.ts'
import { runningReReview } from './re-review.ts'

/**
 * Moves every running limit of an award by the length of the suspensions that have ended since: the publicity's end while it runs, the step
 * that is due, the time for queries, answers, the contract, the report to the regulator. Done before anything else that happens to it, so that no limit set after a suspension moves by it.
 * In a re-review nothing moves: its limits move by the time of that, the suspension included.
 */
export async function moveLimits(deps: AwardsReads, session: ClientSession, award: AwardRecord): Promise<AwardRecord> {
  const resumptions = await resumptionsAfter(deps, award.tender, award.movedThrough)
  if (resumptions === undefined) return award
  const { through, since } = resumptions
  const pausedMs = runningReReview(award) === undefined ? resumptions.pausedMs : 0
  const later = (limit: string) => instantOf(Date.parse(limit) + pausedMs)
  const laterUnlessPassed = (limit: string | null) => (limit !== null && Date.parse(limit) > since ? later(limit) : limit)
  // A publicity that an objection has stopped moves by the time of that stop, the suspension included.
  const publicityEndsAt =
    award.state === 'publicity' && award.publicityEndsAt !== null ? later(award.publicityEndsAt) : award.publicityEndsAt
  const moved: AwardRecord = {
    ...award,
    movedThrough: through,
    publicityEndsAt,
    stepDueAt: laterUnlessPassed(award.stepDueAt),
    resultNoticeEndsAt: laterUnlessPassed(award.resultNoticeEndsAt),
    queryUntil: laterUnlessPassed(award.queryUntil),
    objections: award.objections.map((each) => (each.answer === null ? { ...each, answerBy: later(each.answerBy) } : each)),
    contractDueAt:
      award.contractDueAt !== null && (award.state === 'awarded' || award.state === 'signing')
        ? later(award.contractDueAt)
        : award.contractDueAt,
    regulatorReportDueAt: laterUnlessPassed(award.regulatorReportDueAt ?? null),
  }
  const nextDueAt = nextDueOf(moved)
  // The version stays: what a signer saw of the award has not changed but for its dates.
  const { matchedCount } = await awardModel(deps.connection).updateOne(
    { _id: award._id, version: award.version, movedThrough: award.movedThrough },
    {
      $set: {
        movedThrough: through,
        publicityEndsAt,
        stepDueAt: moved.stepDueAt,
        resultNoticeEndsAt: moved.resultNoticeEndsAt,
        queryUntil: moved.queryUntil,
        objections: moved.objections,
        contractDueAt: moved.contractDueAt,
        regulatorReportDueAt: moved.regulatorReportDueAt ?? null,
        nextDueAt,
      },
    },
    { session },
  )
  if (matchedCount === 0) throw new DomainProblem('state-changed')
  return { ...moved, nextDueAt }
}
