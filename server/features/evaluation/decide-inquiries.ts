import type { Json } from '#shared/primitives/canonical-json.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import { sheetFault, subjectiveCriteria } from '#shared/scoring/sheet.ts'
import type { NextStep, Standing } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot } from './evaluation.model.ts'
import { failureOf, openedBids, validBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import { type Opinion, opinionModel } from './opinion.model.ts'
import type { Question } from './question.model.ts'
import { readOpinions, readQuestions } from './read-evaluation.ts'

/**
 * Ends the inquiries once every question is answered or lapsed and every low price judged: an unexplained low price (X12) and a correction
 * that was not confirmed (X11) reject the bid; what its bidder confirmed is its price. Scoring begins.
 */
export async function decideInquiries(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const lots = await lotsInquired(deps, standing)
  if (lots === undefined) return undefined
  const details = inquiryDetails(lots)
  if (lots.every(({ isFailed }) => isFailed))
    return { event: 'fail', fact: 'evaluation.failed', details, set: { lots, nextDueAt: null } }
  await voidOutdatedSheets(deps, standing, lots)
  return { event: 'begin-scoring', fact: 'evaluation.scoring-began', details, set: { lots, nextDueAt: null } }
}

/** What inquiries came to, as the chain's digest covers it. */
export function inquiryDetails(lots: readonly EvaluationLot[]): Json {
  return { lots: lots.map(({ lot, failure, correctedPrices: prices }) => ({ lot, failure, prices: { ...prices } })) }
}

/** The lots with what inquiries came to (X11, X12); undefined while one is open, or its answer not judged. */
export async function lotsInquired(deps: EvaluationRecords, standing: Standing): Promise<EvaluationLot[] | undefined> {
  const { evaluation, session } = standing
  const questions = await readQuestions(deps, evaluation._id, session)
  if (questions.some(({ isClosed, kind, isAccepted }) => !isClosed || (kind === 'low-price' && isAccepted === null)))
    return undefined
  const opened = await openedBids(deps, evaluation._id, session)
  return evaluation.lots.map((lot): EvaluationLot => {
    if (lot.isFailed) return lot
    const own = questions.filter((question) => question.lot === lot.lot)
    const rejections: Record<string, readonly Rejection[]> = {}
    for (const bid of lot.bids) {
      const before = (lot.rejections[bid] ?? []).filter(({ foundBy }) => foundBy !== 'correction' && foundBy !== 'low-price')
      const found = own.filter((question) => question.bid === bid).flatMap(rejectionOf)
      if (before.length + found.length > 0) rejections[bid] = [...before, ...found]
    }
    const judged = { ...lot, rejections, correctedPrices: correctedPrices(own) }
    const failure = failureOf(evaluation, judged, opened)
    return { ...judged, failure, isFailed: failure !== null }
  })
}

function rejectionOf(question: Question): Rejection[] {
  if (question.kind === 'correction' && question.answer?.isConfirmed !== true)
    return [{ ground: 'unresponsive', foundBy: 'correction', reasons: [question.answer?.text ?? '逾期未确认修正后的报价'] }]
  if (question.kind === 'low-price' && question.isAccepted === false)
    return [
      {
        ground: 'price-below-cost-or-above-ceiling',
        foundBy: 'low-price',
        reasons: question.judgements.filter(({ isAccepted }) => !isAccepted).map(({ reason }) => reason),
      },
    ]
  return []
}

function correctedPrices(questions: readonly Question[]): Record<string, string> {
  const confirmed = questions.filter(({ kind, answer }) => kind === 'correction' && answer?.isConfirmed === true)
  return Object.fromEntries(confirmed.flatMap(({ bid, correction }) => (correction === null ? [] : [[bid, correction.price]])))
}

/** After a replacement a bid may be valid that locked sheets do not score (X4): those are void, and scored anew. */
async function voidOutdatedSheets(deps: EvaluationRecords, standing: Standing, lots: readonly EvaluationLot[]): Promise<void> {
  const { evaluation, session } = standing
  const sheets = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'sheet')
  const outdated = sheets.filter((opinion) => {
    const lot = lots.find(({ lot: id }) => id === opinion.lot)
    return lot !== undefined && !lot.isFailed && !isComplete(standing, lot, opinion)
  })
  if (outdated.length === 0) return
  await opinionModel(deps.connection).updateMany(
    { _id: { $in: outdated.map(({ _id }) => _id) } },
    { $set: { isVoid: true } },
    { session },
  )
}

function isComplete({ evaluation }: Standing, lot: EvaluationLot, { sheet }: Opinion): boolean {
  const { nameOf } = namesOfBids(evaluation, lot)
  const valid = validBids(lot)
  const asked = new Set(
    subjectiveCriteria(evaluation.plan).flatMap(({ id, part }) => valid.map((bid) => `${nameOf(bid, part)} ${id}`)),
  )
  const scores = (sheet?.scores ?? []).filter(({ bid, criterion }) => asked.has(`${bid} ${criterion}`))
  return sheetFault(evaluation.plan, valid, { scores }, nameOf) === undefined
}
