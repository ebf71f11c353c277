import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeFault } from '#shared/scoring/changes.ts'
import { parsePoints } from '#shared/scoring/points.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import type { Explanation } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import { readOpinions } from './read-evaluation.ts'
import { lotNamed } from './review-bids.ts'
import { totalled } from './total-scores.ts'

interface ExplainBody {
  readonly lot: string
  readonly bid: string
  readonly criterion: string
  readonly points: string | null
  readonly explanation: string
}

/**
 * The author of an abnormal score explains it, once: keeps it, or corrects it on its scale (X13). Corrected, the lot is totalled anew; the
 * score before and after and the explanation stand in the report.
 */
export async function explainScore(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, ExplainBody>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['totalled'] }, async ({ session, evaluation, seat }) => {
    const lot = lotNamed(evaluation, act.body.lot)
    const { bid, criterion, points, explanation } = act.body
    const flag = lot.result?.abnormal.find((each) => each.seat === seat.seat && each.bid === bid && each.criterion === criterion)
    if (lot.explanations.some((each) => each.seat === seat.seat && each.bid === bid && each.criterion === criterion))
      throw new DomainProblem('already-acted')
    if (flag === undefined) throw new DomainProblem('change-refused', { fault: 'cause-not-given' })
    if (points !== null) {
      const fault = changeFault(
        { cause: 'abnormal-score', seat: seat.seat, bid, criterion, before: flag.points, after: points },
        evaluation.plan.criteria.find(({ id }) => id === criterion),
        [{ ...flag, points: parsePoints(flag.points) }],
      )
      if (fault !== undefined) throw new DomainProblem('change-refused', { fault })
    }
    const explained: Explanation = {
      seat: seat.seat,
      bid,
      criterion,
      before: flag.points,
      after: points ?? flag.points,
      explanation,
      at: instantOf(at),
      actSha256: act.sha256,
    }
    const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
    const changed = { ...lot, explanations: [...lot.explanations, explained] }
    const recounted =
      points === null ? changed : totalled(evaluation, changed, sheets, await openedBids(deps, evaluation._id, session))
    return {
      fact: 'evaluation.score-explained',
      facts: { round: evaluation.round, lot: lot.lot, seat: seat.seat, isChanged: points !== null },
      event: 'correct',
      set: { lots: evaluation.lots.map((each) => (each.lot === lot.lot ? recounted : each)) },
    }
  })
}
