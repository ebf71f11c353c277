import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeFault } from '#shared/scoring/changes.ts'
import { parsePoints } from '#shared/scoring/points.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord, Explanation, ReReview } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import type { Opinion } from './opinion.model.ts'
import { reReviewOf } from './re-review.ts'
import { readOpinions } from './read-evaluation.ts'
import { lotNamed } from './review-bids.ts'
import { totalled } from './total-scores.ts'
import { assertInTime } from './write-evaluation.ts'

interface ExplainBody {
  readonly lot: string
  readonly bid: string
  readonly criterion: string
  readonly points: string | null
  readonly explanation: string
}

/**
 * The author of an abnormal score explains it, once: keeps it, or corrects it on its scale (X13). Corrected, the lot is totalled anew; the
 * score before and after and the explanation stand in the report. In a re-review the same, for the cause it was ordered for and in its lot:
 * what was explained before may be corrected now, once, until its author has concluded.
 */
export async function explainScore(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, ExplainBody>; readonly at: number },
): Promise<void> {
  await changeByMember(deps, { act, at, states: ['totalled', 're-reviewing'] }, async ({ session, evaluation, seat }) => {
    assertInTime(evaluation, at)
    const lot = lotNamed(evaluation, act.body.lot)
    const { bid, criterion, points, explanation } = act.body
    const isMeant = (each: { readonly seat: number; readonly bid: string; readonly criterion: string }) =>
      each.seat === seat.seat && each.bid === bid && each.criterion === criterion
    const flag = lot.result?.abnormal.find(isMeant)
    const known = lot.explanations.filter(isMeant)
    const ordered = reReviewOf(evaluation)
    if (known.some(({ round }) => ordered === undefined || round === evaluation.round)) throw new DomainProblem('already-acted')
    const isNew = flag !== undefined && known.length === 0
    if (ordered !== undefined && !isNew) assertOpenTo(ordered, lot.lot, seat.seat)
    const cause = ordered === undefined || isNew ? 'abnormal-score' : ordered.ground
    // A score off its scale is not explained but corrected; sums and objective points are nobody's to speak of.
    if (cause === 'abnormal-score' ? flag === undefined : points === null) throw notGiven()
    const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
    const before = flag?.points ?? pointsGiven(evaluation, lot, sheets, { seat: seat.seat, bid, criterion })
    if (before === undefined) throw notGiven()
    if (points !== null) {
      const fault = changeFault(
        { cause, seat: seat.seat, bid, criterion, before, after: points },
        evaluation.plan.criteria.find(({ id }) => id === criterion),
        flag === undefined ? [] : [{ ...flag, points: parsePoints(flag.points) }],
      )
      if (fault !== undefined) throw new DomainProblem('change-refused', { fault })
    }
    const explained: Explanation = {
      seat: seat.seat,
      bid,
      criterion,
      before,
      after: points ?? before,
      explanation,
      at: instantOf(at),
      actSha256: act.sha256,
      ...(ordered === undefined ? {} : { round: evaluation.round, cause }),
    }
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

/** A re-review is of one lot, and over for whoever has concluded it. */
function assertOpenTo({ lot, conclusions }: ReReview, changed: string, seat: number): void {
  if (lot !== changed) throw notGiven()
  if (conclusions.some((each) => each.seat === seat)) throw new DomainProblem('already-acted')
}

function notGiven(): DomainProblem {
  return new DomainProblem('change-refused', { fault: 'cause-not-given' })
}

/** What a member gives a bid by a criterion now: in its sheet, or as it last corrected it. */
function pointsGiven(
  evaluation: EvaluationRecord,
  lot: EvaluationLot,
  sheets: readonly Opinion[],
  about: { readonly seat: number; readonly bid: string; readonly criterion: string },
): string | undefined {
  const { seat, bid, criterion } = about
  const corrected = lot.explanations.findLast((each) => each.seat === seat && each.bid === bid && each.criterion === criterion)
  if (corrected !== undefined) return corrected.after
  const { bidOf } = namesOfBids(evaluation, lot)
  const { sheet } = sheets.find((each) => each.lot === lot.lot && each.seat === seat) ?? {}
  return sheet?.scores.find((score) => score.criterion === criterion && bidOf(score.bid) === bid)?.points
}
