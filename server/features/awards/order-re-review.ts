import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { reReviewableStates } from '#shared/lifecycle/award.ts'
import { awardStateNames } from '#shared/lifecycle/award-names.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ChangeCause } from '#shared/scoring/changes.ts'
import { beginReReview, keepReport } from '../evaluation/index.ts'
import { type AwardRecord, type AwardReReview, awardModel } from './award.model.ts'
import { type AwardSubject, changeByAct, writeAward } from './change-award.ts'
import type { AwardsDeps } from './deps.ts'
import { moveLimits } from './move-limits.ts'
import { isReReviewable, standingsOf } from './re-review.ts'

interface OrderBody {
  readonly ground: ChangeCause
  readonly reason: string
}

/**
 * Has the original committee re-review its signed report on one of the four grounds (87-64, X13), an objection or a complaint about it
 * included: until the award notice, which binds. The award stands still from now on. Where one bidder may stand first on so many lots only,
 * every lot's candidates hang together: all of them stand still, and none may be decided yet.
 */
export async function orderReReview(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject & { readonly round: number }, OrderBody>; readonly at: number },
): Promise<AwardRecord> {
  await keepReport(deps, act.subject.tender)
  return changeByAct(deps, { operation: 'orderReReview', act, at, states: reReviewableStates }, async ({ award, session }) => {
    const { earlier, areLotsLinked } = await beginReReview(deps, session, { act, at })
    const others = areLotsLinked ? await linkedAwards(deps, session, award) : []
    const ordered = (of: AwardRecord): AwardReReview => ({
      lot: award.lot,
      ground: act.body.ground,
      reason: act.body.reason,
      orderedAt: instantOf(at),
      actSha256: act.sha256,
      earlierReportSha256: earlier.sha256,
      before: standingsOf(of.result, of.publishedAt === null ? of.recommended : of.candidates),
      wasPublished: of.publishedAt !== null,
      endedAt: null,
      isChanged: null,
      reportSha256: null,
      after: [],
    })
    const facts = { ground: act.body.ground, round: act.subject.round, reportSha256: earlier.sha256 }
    for (const other of others)
      await writeAward(deps, session, other, {
        fact: 'award.re-review-linked',
        facts: { ...facts, of: award.lot },
        at,
        set: { reReviews: [...(other.reReviews ?? []), ordered(other)] },
      })
    return {
      fact: 'award.re-review-ordered',
      facts,
      set: { reReviews: [...(award.reReviews ?? []), ordered(award)] },
    }
  })
}

/** The awards whose candidates may move with this one's. Throws `linked-lot-decided`. */
async function linkedAwards(deps: AwardsDeps, session: ClientSession, award: AwardRecord): Promise<AwardRecord[]> {
  const others = await awardModel(deps.connection)
    .find({ tender: award.tender, _id: { $ne: award._id }, state: { $ne: 'failed' } })
    .sort({ _id: 1 })
    .session(session)
    .lean<AwardRecord[]>()
  const decided = others.find((other) => !isReReviewable(other))
  if (decided !== undefined) {
    const { zh: state, en: stateEn } = awardStateNames[decided.state]
    throw new DomainProblem('linked-lot-decided', { lot: decided.name, state, stateEn })
  }
  const moved: AwardRecord[] = []
  for (const other of others) moved.push(await moveLimits(deps, session, other))
  return moved
}
