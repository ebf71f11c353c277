import { instantOf } from '#shared/primitives/instant.ts'
import { parseYuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { lowPrices } from '#shared/scoring/low-price.ts'
import { countPreliminary } from '#shared/scoring/preliminary.ts'
import { buyersItems, committeesItems, unqualifiedBids } from '#shared/scoring/qualification.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import type { NextStep, Standing } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'
import { bidsToEvaluate, ceilingRejections, failureOf, openedBids, qualifiedBids } from './lot-bids.ts'
import { type Question, questionModel } from './question.model.ts'
import { activeSeats, readOpinions, readQuestions } from './read-evaluation.ts'

/**
 * Counts the preliminary review once every member has judged every lot: by majority, with the mandatory grounds (X17); a price above the
 * ceiling is out by itself (N8), and who was not qualified stays out (G6). Prices that are abnormally low are asked about at once (X12). A price whose envelope opens later is judged then.
 */
export async function countReviews(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { evaluation, session, tender, at } = standing
  const seats = activeSeats(evaluation).map(({ seat }) => seat)
  const reviews = (await readOpinions(deps, evaluation._id, session)).filter(({ kind }) => kind === 'review')
  const items = committeesItems(evaluation)
  const isMissing = evaluation.lots.some(
    ({ lot, isFailed }) =>
      !isFailed &&
      items.length > 0 &&
      seats.some((seat) => !reviews.some((review) => review.lot === lot && review.seat === seat)),
  )
  if (isMissing) return undefined
  const opened = await openedBids(deps, evaluation._id, session)
  const counted = evaluation.lots.map((lot): EvaluationLot => {
    if (lot.isFailed) return lot
    const votes = reviews
      .filter((review) => review.lot === lot.lot)
      .flatMap(({ seat, votes: own }) => own.map((vote) => ({ ...vote, member: String(seat) })))
    const { rejections: found } = countPreliminary({ preliminary: items }, seats.map(String), qualifiedBids(lot), votes)
    const unqualified = unqualifiedBids(buyersItems(evaluation), lot.qualification?.votes ?? [])
    const rejections: Record<string, readonly Rejection[]> = {}
    for (const { bid, price } of bidsToEvaluate(evaluation, lot, opened)) {
      const kept = (lot.rejections[bid] ?? []).filter(({ foundBy }) => foundBy === 'correction' || foundBy === 'low-price')
      const all = [...(unqualified.get(bid) ?? []), ...(found.get(bid) ?? []), ...ceilingRejections(lot, price), ...kept]
      if (all.length > 0) rejections[bid] = all
    }
    const judged = { ...lot, rejections }
    const failure = failureOf(evaluation, judged, opened)
    return { ...judged, failure, isFailed: failure !== null }
  })
  const details = {
    lots: counted.map(({ lot, rejections, failure }) => ({ lot, failure, rejections: JSON.parse(JSON.stringify(rejections)) })),
  }
  if (counted.every(({ isFailed }) => isFailed))
    return { event: 'fail', fact: 'evaluation.failed', details, set: { lots: counted } }
  const asked = await askLowPrices(deps, standing, { ...evaluation, lots: counted })
  const open = (await readQuestions(deps, evaluation._id, session)).filter(({ isClosed }) => !isClosed)
  const answerBy = Math.min(...open.map((question) => Date.parse(question.answerBy)))
  return {
    event: 'count-review',
    fact: 'evaluation.review-counted',
    details: { ...details, askedAboutPrices: asked, tender: tender._id, at: instantOf(at) },
    set: { lots: counted, nextDueAt: open.length === 0 ? null : new Date(answerBy) },
  }
}

/** Opens an inquiry for every abnormally low price that has none yet (X12), among those that are known. Answers how many. */
export async function askLowPrices(deps: EvaluationRecords, standing: Standing, evaluation: EvaluationRecord): Promise<number> {
  const { session, tender, at } = standing
  const opened = await openedBids(deps, evaluation._id, session)
  const known = await readQuestions(deps, evaluation._id, session)
  const questions: Question[] = []
  for (const lot of evaluation.lots) {
    if (lot.isFailed) continue
    const valid = bidsToEvaluate(evaluation, lot, opened).flatMap(({ bid, price, rejections }) =>
      rejections.length === 0 && price !== null ? [{ bid, price }] : [],
    )
    for (const { bid } of lowPrices(evaluation.plan.lowPrice, valid, parseYuan(lot.ceilingPrice))) {
      if (known.some((question) => question.kind === 'low-price' && question.bid === bid)) continue
      questions.push({
        _id: randomId(deps.random),
        tender: evaluation._id,
        lot: lot.lot,
        bid,
        party: opened.get(bid)?.identity?.party ?? '',
        kind: 'low-price',
        text: '贵方报价明显偏低，请说明报价合理性并提交相关证明材料（87号令第六十条、招标投标法实施条例第五十一条）。',
        askedAt: instantOf(at),
        answerBy: instantOf(at + tender.openingPolicy.windows.objectionSeconds * 1000),
        correction: null,
        answer: null,
        isClosed: false,
        judgements: [],
        isAccepted: null,
      })
    }
  }
  if (questions.length > 0) await questionModel(deps.connection).create(questions, { session, ordered: true })
  return questions.length
}
