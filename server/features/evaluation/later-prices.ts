import { laterStagesOf } from '#shared/catalogue/letter-form.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import { type OpeningBid, stageState } from '../opening/index.ts'
import type { NextStep, Standing } from './advance.ts'
import { askLowPrices } from './count-reviews.ts'
import { inquiryDetails, lotsInquired } from './decide-inquiries.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'
import { bidsToEvaluate, ceilingRejections, failureOf, openedBids, validBids } from './lot-bids.ts'
import { readOpinions, readQuestions } from './read-evaluation.ts'
import { isSheetMissing, totalScores } from './total-scores.ts'

/** What a later stage finds of a bid by itself; found anew each time its prices are learnt. */
const FOUND_BY_STAGE: ReadonlySet<string> = new Set(['ceiling-price', 'price-envelope'])

/**
 * Ends the scoring where the price lies in an envelope that opens later: every sheet is locked (X8), so nobody judges who knows a price. The
 * evaluation waits for that stage.
 */
export async function endScoring(deps: EvaluationRecords, { evaluation, session }: Standing): Promise<NextStep | undefined> {
  const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
  if (isSheetMissing(evaluation, sheets)) return undefined
  return {
    event: 'end-scoring',
    fact: 'evaluation.prices-awaited',
    details: { lots: evaluation.lots.map((lot) => ({ lot: lot.lot, failure: lot.failure, admitted: admittedOf(lot) })) },
    set: {},
  }
}

/** The bids whose envelope of a later stage is to be opened: those nothing has rejected, of lots that go on. */
export function admittedBids(evaluation: Pick<EvaluationRecord, 'lots'>): ReadonlySet<string> {
  return new Set(evaluation.lots.flatMap(admittedOf))
}

function admittedOf(lot: EvaluationLot): string[] {
  return lot.isFailed ? [] : validBids(lot)
}

/**
 * Takes in the prices once the later stage is recorded: one above the ceiling is out by itself (N8), one whose envelope did not open, or was
 * left shut by the stage's act, has no price to evaluate; abnormally low ones are asked about (X12). The chair may then ask on (X11).
 */
export async function learnPrices(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { evaluation, session, tender } = standing
  const [stage] = laterStagesOf(tender.envelopes)
  if (stage === undefined || (await stageState(deps, tender._id, stage, session)) !== 'recorded') return undefined
  const opened = await openedBids(deps, evaluation._id, session)
  const lots = evaluation.lots.map((lot): EvaluationLot => {
    if (lot.isFailed) return lot
    const rejections: Record<string, readonly Rejection[]> = {}
    for (const { bid, price } of bidsToEvaluate(evaluation, lot, opened)) {
      const before = (lot.rejections[bid] ?? []).filter(({ foundBy }) => !FOUND_BY_STAGE.has(foundBy))
      const found = [...before, ...ceilingRejections(lot, price)]
      if (found.length === 0 && price === null) found.push(unopenedRejection(opened.get(bid)))
      if (found.length > 0) rejections[bid] = found
    }
    const judged = { ...lot, rejections }
    const failure = failureOf(evaluation, judged, opened)
    return { ...judged, failure, isFailed: failure !== null }
  })
  const details = {
    lots: lots.map(({ lot, failure, rejections }) => ({ lot, failure, rejections: JSON.parse(JSON.stringify(rejections)) })),
  }
  if (lots.every(({ isFailed }) => isFailed))
    return { event: 'fail', fact: 'evaluation.failed', details, set: { lots, nextDueAt: null } }
  const asked = await askLowPrices(deps, standing, { ...evaluation, lots })
  const open = (await readQuestions(deps, evaluation._id, session)).filter(({ isClosed }) => !isClosed)
  const answerBy = Math.min(...open.map((question) => Date.parse(question.answerBy)))
  return {
    event: 'learn-prices',
    fact: 'evaluation.prices-known',
    details: { ...details, askedAboutPrices: asked },
    set: { lots, arePricesReviewed: false, nextDueAt: open.length === 0 ? null : new Date(answerBy) },
  }
}

function unopenedRejection(bid: OpeningBid | undefined): Rejection {
  return { ground: 'unresponsive', foundBy: 'price-envelope', reasons: [bid?.later?.cause?.code ?? 'unopened'] }
}

/** Totals once the chair has ended the review of prices and every question about them is decided (X11, X12). */
export async function decidePrices(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  if (standing.evaluation.arePricesReviewed !== true) return undefined
  const lots = await lotsInquired(deps, standing)
  if (lots === undefined) return undefined
  if (lots.every(({ isFailed }) => isFailed))
    return { event: 'fail', fact: 'evaluation.failed', details: inquiryDetails(lots), set: { lots, nextDueAt: null } }
  const totals = await totalScores(deps, { ...standing, evaluation: { ...standing.evaluation, lots } })
  return totals === undefined ? undefined : { ...totals, set: { ...totals.set, nextDueAt: null } }
}
