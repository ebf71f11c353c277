import type { ClientSession } from 'mongoose'
import { parseYuan } from '#shared/primitives/money.ts'
import { evaluateLot, type MemberScores } from '#shared/scoring/evaluate-lot.ts'
import { lotResultText } from '#shared/scoring/lot-result.ts'
import { drawnCoefficientOf } from '#shared/scoring/plan.ts'
import { subjectiveCriteria } from '#shared/scoring/sheet.ts'
import { drawnCoefficients } from '../coefficient/index.ts'
import type { OpeningBid } from '../opening/index.ts'
import type { NextStep, Standing } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'
import { bidsToEvaluate, openedBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import type { Opinion } from './opinion.model.ts'
import { activeSeats, readOpinions } from './read-evaluation.ts'

/**
 * Totals every lot once every member has locked every sheet (X8). Where nothing is scored by judgement, at once. A coefficient that is drawn is
 * waited for.
 */
export async function totalScores(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { evaluation, session } = standing
  const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
  if (isSheetMissing(evaluation, sheets)) return undefined
  const coefficients = await coefficientsFor(deps, evaluation, session)
  if (coefficients === undefined) return undefined
  const opened = await openedBids(deps, evaluation._id, session)
  const lots = evaluation.lots.map((lot) => {
    const coefficient = coefficients.get(lot.lot)
    return lot.isFailed ? lot : totalled(evaluation, coefficient === undefined ? lot : { ...lot, coefficient }, sheets, opened)
  })
  return {
    event: 'total',
    fact: 'evaluation.totalled',
    details: {
      lots: lots.map(({ lot, result }) => ({ lot, result: result === null ? null : JSON.parse(JSON.stringify(result)) })),
    },
    set: { lots },
  }
}

/** Whether a member has not locked a sheet that the plan asks for (X8). Where nothing is scored by judgement none is. */
export function isSheetMissing(
  evaluation: Pick<EvaluationRecord, 'plan' | 'lots' | 'seats'>,
  sheets: readonly Opinion[],
): boolean {
  if (subjectiveCriteria(evaluation.plan).length === 0) return false
  const seats = activeSeats(evaluation)
  return evaluation.lots.some(
    ({ lot, isFailed }) =>
      !isFailed && seats.some(({ seat }) => !sheets.some((sheet) => sheet.lot === lot && sheet.seat === seat)),
  )
}

/** The drawn coefficients by lot, none where the plan has none drawn; undefined while they are awaited. */
async function coefficientsFor(
  deps: EvaluationRecords,
  { _id, plan }: Pick<EvaluationRecord, '_id' | 'plan'>,
  session: ClientSession,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (drawnCoefficientOf(plan) === undefined) return new Map()
  const drawn = await drawnCoefficients(deps, _id, session)
  return drawn.state === 'drawn' ? drawn.byLot : undefined
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
    coefficient: lot.coefficient,
    tieSeed: evaluation.seed,
  })
  return { ...lot, result: lotResultText(evaluation.plan, result) }
}
