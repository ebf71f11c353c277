import type { ClientSession } from 'mongoose'
import { laterStagesOf } from '#shared/catalogue/letter-form.ts'
import type { EvaluationEvent } from '#shared/lifecycle/evaluation.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { factsDigest } from '#shared/transparency/event.ts'
import type { PublishedTender } from '../notices/index.ts'
import { countReviews } from './count-reviews.ts'
import { decideInquiries } from './decide-inquiries.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationRecord } from './evaluation.model.ts'
import { decidePrices, endScoring, learnPrices } from './later-prices.ts'
import { lotsToQualify } from './lots-to-qualify.ts'
import { prepareReport } from './prepare-report.ts'
import { isReReviewed } from './re-review.ts'
import { activeSeats } from './read-evaluation.ts'
import { totalScores } from './total-scores.ts'
import { record, writeEvaluation } from './write-evaluation.ts'

/** Where an evaluation stands in the middle of a transaction. */
export interface Standing {
  readonly session: ClientSession
  readonly evaluation: EvaluationRecord
  readonly tender: PublishedTender
  readonly at: number
}

/** The step an evaluation takes because nothing is missing any more. `details` is what was decided: the chain gets its digest. */
export interface NextStep {
  readonly event: EvaluationEvent
  readonly fact: string
  readonly details: Json
  readonly set: Partial<EvaluationRecord>
}

/**
 * Takes an evaluation on as far as nothing is missing, in the caller's transaction: each step with its fact on the public chain. What was
 * decided stays secret until the result (ZTB 44, X3): the fact carries its digest.
 */
export async function advance(deps: EvaluationRecords, standing: Standing): Promise<EvaluationRecord> {
  const step = await nextStep(deps, standing)
  if (step === undefined) return standing.evaluation
  const { session, at } = standing
  const { _id: tender, round } = standing.evaluation
  await record(deps, session, tender, {
    fact: step.fact,
    facts: { round, detailsSha256: factsDigest(step.details) },
    at,
  })
  const evaluation = await writeEvaluation(deps, session, standing.evaluation, step.set, step.event)
  return advance(deps, { ...standing, evaluation })
}

async function nextStep(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { evaluation } = standing
  switch (evaluation.state) {
    case 'seated':
      return beginReview(evaluation)
    case 'preliminary':
      return countReviews(deps, standing)
    case 'inquiring':
      return decideInquiries(deps, standing)
    case 'scoring':
      return laterStagesOf(standing.tender.envelopes).length > 0 ? endScoring(deps, standing) : totalScores(deps, standing)
    case 'awaiting-prices':
      return learnPrices(deps, standing)
    case 'pricing':
      return decidePrices(deps, standing)
    case 'totalled':
      return prepareReport(deps, standing)
    case 're-reviewing':
      return isReReviewed(evaluation, standing.at) ? prepareReport(deps, standing) : undefined
    case 'signing':
    case 're-signing':
    case 'completed':
    case 'failed':
    case 'terminated':
      return undefined
    default:
      return assertNever(evaluation.state)
  }
}

/**
 * Every seat taken, every undertaking signed, a chair elected, and in procurement qualification checked by the buyer (G6): bids may be read. Where
 * that check leaves no lot three qualified bidders, nothing is evaluated (G5; 87-44).
 */
function beginReview(evaluation: EvaluationRecord): NextStep | undefined {
  const running = evaluation.lots.filter(({ isFailed }) => !isFailed)
  if (running.length === 0 && evaluation.lots.length > 0)
    return {
      event: 'fail',
      fact: 'evaluation.failed',
      details: {
        lots: evaluation.lots.map(({ lot, rejections, failure }) => ({
          lot,
          failure,
          rejections: JSON.parse(JSON.stringify(rejections)) as Json,
        })),
      },
      set: {},
    }
  if (lotsToQualify(evaluation).length > 0) return undefined
  const seats = activeSeats(evaluation)
  if (seats.length < evaluation.size || evaluation.chair === null) return undefined
  if (seats.some(({ undertaking }) => undertaking === null)) return undefined
  return {
    event: 'begin-review',
    fact: 'evaluation.review-began',
    details: { chair: evaluation.chair, seats: seats.map(({ seat }) => seat) },
    set: {},
  }
}
