import { fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { standingChanges } from '#shared/scoring/changes.ts'
import { drawnCoefficientOf } from '#shared/scoring/plan.ts'
import { pseudonymsOf } from '#shared/scoring/pseudonyms.ts'
import { settleLots } from '#shared/scoring/rank.ts'
import { drawnCoefficients } from '../coefficient/index.ts'
import type { OpeningBid } from '../opening/index.ts'
import type { NextStep, Standing } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationLot, EvaluationRecord, Qualification } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import type { Opinion } from './opinion.model.ts'
import type { Question } from './question.model.ts'
import { isTimeOver, reReviewOf } from './re-review.ts'
import { activeSeats, readOpinions, readQuestions } from './read-evaluation.ts'
import { totalled } from './total-scores.ts'

/**
 * Makes the report once every abnormal score is explained by its author (X13): plan, reviews, questions, every sheet with its salt, results,
 * changes and recommended candidates. Members stand in it by their seats (X3). It waits for their signatures. After a re-review the lot is
 * computed once more, sums and objective points included, and the report names the one it supersedes, what changed and why.
 */
export async function prepareReport(deps: EvaluationRecords, standing: Standing): Promise<NextStep | undefined> {
  const { session, tender, at } = standing
  const isWaiting = standing.evaluation.lots.some((lot) => unexplained(lot).length > 0)
  if (isWaiting && !(standing.evaluation.state === 're-reviewing' && isTimeOver(standing.evaluation, at))) return undefined
  const opened = await openedBids(deps, standing.evaluation._id, session)
  const opinions = await readOpinions(deps, standing.evaluation._id, session)
  const evaluation = recounted(standing.evaluation, opinions, opened)
  const questions = await readQuestions(deps, evaluation._id, session)
  const bytes = canonicalBytes({
    v: 'evaluation-report/1',
    platform: deps.config.platformName,
    tender: tender._id,
    code: tender.code,
    title: tender.title,
    tenderer: tender.tendererName,
    agency: tender.agencyName,
    rulePack: tender.rulePack,
    noticeSha256: tender.noticeSha256,
    round: evaluation.round,
    preparedAt: instantOf(at),
    committee: activeSeats(evaluation).map(({ seat, isTenderers, undertaking }) => ({
      seat,
      isTenderers,
      isChair: seat === evaluation.chair,
      undertakenAt: undertaking?.at ?? null,
    })),
    replaced: evaluation.seats.filter(({ isVacant }) => isVacant).map(({ seat }) => seat),
    plan: asJson(evaluation.plan),
    ...(await drawnPart(deps, evaluation, session)),
    lots: reportedLots(evaluation, opened, opinions),
    questions: questions.map(reportedQuestion),
    ...reReviewPart(evaluation),
  } as Json)
  const report = { text: fromUtf8(bytes), sha256: sha256Hex(bytes) }
  const stepEndsAt = new Date(at + tender.openingPolicy.windows.signatureSeconds * 1000)
  return {
    event: 'prepare-report',
    fact: 'evaluation.report-prepared',
    details: { reportSha256: report.sha256 },
    set: {
      report,
      lots: evaluation.lots,
      stepEndsAt,
      moreTime: [],
      nextDueAt: stepEndsAt,
      seats: evaluation.seats.map((seat) => ({ ...seat, signature: null })),
    },
  }
}

/** The lot that is re-reviewed, computed anew from locked sheets and letters: nobody types a sum or an objective point (X13). */
function recounted(
  evaluation: EvaluationRecord,
  opinions: readonly Opinion[],
  opened: ReadonlyMap<string, OpeningBid>,
): EvaluationRecord {
  const ordered = reReviewOf(evaluation)
  if (ordered === undefined) return evaluation
  const sheets = opinions.filter(({ kind }) => kind === 'sheet')
  return {
    ...evaluation,
    lots: evaluation.lots.map((lot) => (lot.lot === ordered.lot ? totalled(evaluation, lot, sheets, opened) : lot)),
  }
}

/** Every re-review so far; the last is the one this report is of. */
function reReviewPart(evaluation: EvaluationRecord) {
  const ordered = reReviewOf(evaluation)
  if (ordered === undefined) return {}
  const { lot, ground, reason, orderedAt, actSha256, earlier, before, conclusions } = ordered
  const after = evaluation.lots.find((each) => each.lot === lot)?.result ?? null
  return {
    reReview: {
      lot,
      ground,
      reason,
      orderedAt,
      orderSha256: actSha256,
      supersedes: earlier.sha256,
      conclusions: conclusions.map(({ actSha256: _, ...conclusion }) => conclusion),
      changes: asJson(standingChanges(before, after)),
    },
  }
}

/** How the coefficient of a lot was drawn, where the plan says so: enough to find it on the chain, and to draw again from its seed. */
async function drawnPart(deps: EvaluationRecords, { _id, plan }: EvaluationRecord, session: Standing['session']) {
  const asked = drawnCoefficientOf(plan)
  const drawn = asked === undefined ? undefined : await drawnCoefficients(deps, _id, session)
  if (drawn?.state !== 'drawn') return {}
  const lots = [...drawn.byLot].map(([lot, coefficient]) => ({ lot, coefficient }))
  return { coefficient: { draw: drawn.draw, seed: drawn.seed, lots } }
}

/** The abnormal scores of a lot whose authors have not explained them. */
export function unexplained(lot: Pick<EvaluationLot, 'result' | 'explanations'>) {
  return (lot.result?.abnormal ?? []).filter(
    ({ seat, bid, criterion }) =>
      !lot.explanations.some((each) => each.seat === seat && each.bid === bid && each.criterion === criterion),
  )
}

function reportedLots(evaluation: EvaluationRecord, opened: ReadonlyMap<string, OpeningBid>, opinions: readonly Opinion[]): Json {
  const recommended = settleLots(
    evaluation.plan.maxLotsPerBidder,
    evaluation.lots.map(({ lot, result }) => ({
      lot,
      candidates: (result?.candidates ?? []).map((bid) => ({ bid, bidder: opened.get(bid)?.identity?.party ?? bid })),
    })),
  )
  return evaluation.lots.map((lot, index) => {
    const own = opinions.filter((opinion) => opinion.lot === lot.lot)
    const pseudonyms = evaluation.plan.isBlind
      ? pseudonymsOf(fromHex(evaluation.seed), lot.lot, lot.bids)
      : new Map<string, string>()
    return {
      lot: lot.lot,
      name: lot.name,
      ceilingPrice: lot.ceilingPrice,
      failure: lot.failure,
      ...(lot.qualification === undefined ? {} : { qualification: asJson(reportedQualification(lot.qualification)) }),
      bids: lot.bids.map((bid) => ({
        bid,
        bidder: opened.get(bid)?.identity?.name ?? null,
        pseudonym: pseudonyms.get(bid) ?? null,
        hasTraces: (lot.traces[bid] ?? []).length > 0,
      })),
      reviews: own.filter(({ kind }) => kind === 'review').map(({ seat, votes }) => ({ seat, votes: asJson(votes) })),
      sheets: own
        .filter(({ kind }) => kind === 'sheet')
        .map(({ seat, sheet, salt, digest }) => ({ seat, sheet: asJson(sheet), salt, digest })),
      correctedPrices: { ...lot.correctedPrices },
      rejections: asJson(lot.rejections),
      result: asJson(lot.result),
      explanations: asJson(lot.explanations),
      candidates: [...(recommended[index]?.candidates ?? [])],
      passedOver: [...(recommended[index]?.passedOver ?? [])],
    }
  }) as Json
}

/** Who checked the bidders' qualification, when, and with what result (G6). */
function reportedQualification({ by, at, actSha256, votes }: Qualification) {
  return { by, at, actSha256, votes }
}

function reportedQuestion({ _id, lot, bid, kind, text, askedAt, correction, answer, judgements, isAccepted }: Question): Json {
  return {
    id: _id,
    lot,
    bid,
    kind,
    text,
    askedAt,
    correction: asJson(correction),
    answer: answer === null ? null : { text: answer.text, at: answer.at, isConfirmed: answer.isConfirmed },
    judgements: judgements.map(({ seat, isAccepted: isOwn, reason }) => ({ seat, isAccepted: isOwn, reason })),
    isAccepted,
  }
}

/** What was stored as JSON, as JSON: the database gives back what it was given. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
