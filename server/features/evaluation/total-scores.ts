import { parseYuan } from '#shared/primitives/money.ts'
import { evaluateLot, type MemberScores } from '#shared/scoring/evaluate-lot.ts'
import { lotResultText } from '#shared/scoring/lot-result.ts'
import { subjectiveCriteria } from '#shared/scoring/sheet.ts'
import type { OpeningBid } from '../opening/index.ts'
import type { NextStep, Standing } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'
import { bidsToEvaluate, openedBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import type { Opinion } from './opinion.model.ts'
import { activeSeats, readOpinions } from './read-evaluation.ts'

/** Totals every lot once every member has locked every sheet (X8). Where nothing is scored by judgement, at once. */
export async function totalScores(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { evaluation, session } = standing
  const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
  const seats = activeSeats(evaluation)
  const isJudged = subjectiveCriteria(evaluation.plan).length > 0
  const isMissing = evaluation.lots.some(
    ({ lot, isFailed }) =>
      !isFailed && seats.some(({ seat }) => !sheets.some((sheet) => sheet.lot === lot && sheet.seat === seat)),
  )
  if (isJudged && isMissing) return undefined
  const opened = await openedBids(deps, evaluation._id, session)
  const lots = evaluation.lots.map((lot) => (lot.isFailed ? lot : totalled(evaluation, lot, sheets, opened)))
  return {
    event: 'total',
    fact: 'evaluation.totalled',
    details: {
      lots: lots.map(({ lot, result }) => ({ lot, result: result === null ? null : JSON.parse(JSON.stringify(result)) })),
    },
    set: { lots },
  }
}

/** A lot with its result, from the locked sheets and the changes its members explained (X13). */
export function totalled(
  evaluation: Pick<EvaluationRecord, 'plan' | 'seed'>,
  lot: EvaluationLot,
  sheets: readonly Opinion[],
  opened: ReadonlyMap<string, OpeningBid>,
): EvaluationLot {
  const { bidOf } = namesOfBids(evaluation, lot)
  const members = sheets
    .filter((opinion) => opinion.lot === lot.lot)
    .map(({ seat, sheet }): MemberScores => {
      const points: Record<string, Record<string, string>> = {}
      for (const { bid: name, criterion, points: given } of sheet?.scores ?? []) {
        const bid = bidOf(name)
        if (bid === undefined) continue
        const row = points[bid] ?? {}
        row[criterion] = given
        points[bid] = row
      }
      for (const { seat: author, bid, criterion, after } of lot.explanations)
        if (author === seat && points[bid] !== undefined) points[bid] = { ...points[bid], [criterion]: after }
      return { seat, points }
    })
  const result = evaluateLot({
    plan: evaluation.plan,
    ceilingPrice: parseYuan(lot.ceilingPrice),
    bids: bidsToEvaluate(evaluation, lot, opened),
    members,
    tieSeed: evaluation.seed,
  })
  return { ...lot, result: lotResultText(evaluation.plan, result) }
}
