import type { VerifiedAct } from '#shared/acts/act.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { committeesItems, judgementFault } from '#shared/scoring/qualification.ts'
import { type ActContext, changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'
import { qualifiedBids } from './lot-bids.ts'
import { type Opinion, opinionModel } from './opinion.model.ts'

interface ReviewBody {
  readonly lot: string
  readonly votes: Opinion['votes']
}

/**
 * A member judges every item of every bid of a lot, once and alone (X8, X17). A failed item gives its reason. In procurement qualification is
 * none of its items, and who is not qualified none of its bids (G6).
 */
export async function reviewBids(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, ReviewBody>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['preliminary'] }, async ({ session, evaluation, seat }) => {
    const lot = lotNamed(evaluation, act.body.lot)
    const fault = judgementFault(committeesItems(evaluation), qualifiedBids(lot), act.body.votes)
    if (fault !== undefined) throw new DomainProblem('review-refused', { detail: fault })
    await addOpinion(deps, session, {
      _id: randomId(deps.random),
      tender: evaluation._id,
      lot: lot.lot,
      seat: seat.seat,
      kind: 'review',
      at: instantOf(at),
      actSha256: act.sha256,
      isVoid: false,
      votes: act.body.votes,
      sheet: null,
      salt: null,
      digest: sha256Hex(canonicalBytes(act.body.votes)),
    })
    return {
      fact: 'evaluation.reviewed',
      facts: { round: evaluation.round, lot: lot.lot, seat: seat.seat },
      set: {},
    }
  })
}

/** Keeps an opinion; each member gives one of a kind on a lot. Throws `already-acted`. */
export async function addOpinion(deps: EvaluationRecords, session: ActContext['session'], opinion: Opinion): Promise<void> {
  const { tender, lot, seat, kind } = opinion
  const known = await opinionModel(deps.connection).exists({ tender, lot, seat, kind, isVoid: false }).session(session)
  if (known !== null) throw new DomainProblem('already-acted')
  await opinionModel(deps.connection).create([opinion], { session })
}

/** The lot of an act. Throws `not-found` for one that is not under evaluation (any more). */
export function lotNamed(evaluation: Pick<EvaluationRecord, 'lots'>, id: string): EvaluationLot {
  const lot = evaluation.lots.find((each) => each.lot === id && !each.isFailed)
  if (lot === undefined) throw new DomainProblem('not-found')
  return lot
}
