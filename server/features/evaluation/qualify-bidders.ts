import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { buyersItems, judgementFault, type QualificationVote, unqualifiedBids } from '#shared/scoring/qualification.ts'
import { isHost } from '../opening/index.ts'
import { changeByAct, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot } from './evaluation.model.ts'
import { failureOf, openedBids } from './lot-bids.ts'

interface QualifyBody {
  readonly lot: string
  readonly votes: readonly QualificationVote[]
}

/**
 * The buyer or its agency checks the qualification of every bidder of a lot, once, after the opening and before the committee reads a bid
 * (G6; 87-44). Who fails is rejected on the ground of the item; a lot left with fewer than three fails (G5). Throws `not-a-participant`,
 * `not-found`, `already-acted`, `qualification-not-asked`, `review-refused`, and what `changeByAct` throws.
 */
export async function qualifyBidders(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, QualifyBody>; readonly at: number },
): Promise<void> {
  await changeByAct(deps, { act, at, states: ['seated'] }, async ({ session, evaluation, tender }) => {
    if (!isHost(tender, act.by)) throw new DomainProblem('not-a-participant')
    const items = buyersItems(evaluation)
    if (items.length === 0) throw new DomainProblem('qualification-not-asked')
    const lot = evaluation.lots.find((each) => each.lot === act.body.lot)
    if (lot === undefined) throw new DomainProblem('not-found')
    if (lot.qualification !== undefined) throw new DomainProblem('already-acted')
    const { votes } = act.body
    const fault = judgementFault(items, lot.bids, votes)
    if (fault !== undefined) throw new DomainProblem('review-refused', { detail: fault })
    const judged: EvaluationLot = { ...lot, rejections: Object.fromEntries(unqualifiedBids(items, votes)) }
    const failure = failureOf(evaluation, judged, await openedBids(deps, evaluation._id, session))
    const by = act.by.party === tender.agencyParty ? (tender.agencyName ?? '') : tender.tendererName
    const qualification = { by, at: instantOf(at), actSha256: act.sha256, votes, failure }
    const changed: EvaluationLot = { ...judged, qualification, failure, isFailed: failure !== null }
    return {
      fact: 'evaluation.qualified',
      facts: { round: evaluation.round, lot: lot.lot },
      set: { lots: evaluation.lots.map((each) => (each.lot === lot.lot ? changed : each)) },
    }
  })
}
