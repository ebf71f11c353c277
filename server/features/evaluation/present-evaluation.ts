import type { z } from 'zod'
import type { askedView, evaluationDesk, evaluationView, questionField } from '#shared/contracts/evaluation-fields.ts'
import { areScoresShown } from '#shared/lifecycle/evaluation.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import type { OpeningBid } from '../opening/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import { filesOfDesk } from './desk-files.ts'
import type { EvaluationLot, EvaluationRecord, ReReview } from './evaluation.model.ts'
import { openedBids, qualifiedBids, validBids } from './lot-bids.ts'
import { lotsToQualify } from './lots-to-qualify.ts'
import { namesOfBids } from './names-of-bids.ts'
import type { Opinion } from './opinion.model.ts'
import { type Question, questionModel } from './question.model.ts'
import { reReviewOf } from './re-review.ts'
import { activeSeats, readEvaluation, readOpinions, readQuestions, seatIfAny } from './read-evaluation.ts'

type View = z.input<typeof evaluationView>
type Desk = z.input<typeof evaluationDesk>
type DeskLot = Desk['lots'][number]
type QuestionView = z.input<typeof questionField>

/** How far an evaluation is: what everybody may know. */
export async function presentEvaluation(deps: EvaluationReads, id: string): Promise<View> {
  const evaluation = await readEvaluation(deps, id)
  const tender = await readPublishedTender(deps, id)
  return {
    tender: id,
    state: evaluation.state,
    round: evaluation.round,
    seats: evaluation.size,
    stepEndsAt: evaluation.stepEndsAt === null ? null : instantOf(evaluation.stepEndsAt.getTime()),
    isSuspended: isSuspended(tender),
    reReview: presentReReview(evaluation),
  }
}

/** What is on a member's desk at its stage (X7, X8); the regulator sees the same without an opinion of its own. Throws `not-on-committee`. */
export async function presentDesk(deps: EvaluationReads & EvaluationNames, id: string, actor: Actor): Promise<Desk> {
  const evaluation = await readEvaluation(deps, id)
  const own = seatIfAny(deps, evaluation, actor.person)
  if (own === undefined && !actor.roles.includes('regulator')) throw new DomainProblem('not-on-committee')
  const tender = await readPublishedTender(deps, id)
  const opinions = await readOpinions(deps, id)
  const opened = await openedBids(deps, id)
  const mayRead = own === undefined || own.undertaking !== null
  const givenOn = (seat: number, kind: Opinion['kind']) =>
    opinions.filter((opinion) => opinion.seat === seat && opinion.kind === kind).map(({ lot }) => lot)
  return {
    tender: id,
    code: tender.code,
    title: tender.title,
    state: evaluation.state,
    round: evaluation.round,
    stepEndsAt: evaluation.stepEndsAt === null ? null : instantOf(evaluation.stepEndsAt.getTime()),
    seat: own?.seat ?? null,
    chair: evaluation.chair,
    seats: evaluation.seats.map(({ seat, isTenderers, isVacant, undertaking, signature }) => ({
      seat,
      isTenderers,
      isVacant,
      hasUndertaken: undertaking !== null,
      reviewed: givenOn(seat, 'review'),
      locked: givenOn(seat, 'sheet'),
      hasSigned: signature !== null,
    })),
    chairVotes: activeSeats(evaluation).flatMap(({ seat, chairVote }) => (chairVote === null ? [] : [{ seat, for: chairVote }])),
    plan: evaluation.plan,
    isProcurement: evaluation.isProcurement,
    lots: evaluation.lots.map((lot) => presentLot(evaluation, lot, { opinions, opened, seat: own?.seat, mayRead })),
    questions: (await readQuestions(deps, id)).map((question) => presentQuestion(question, own?.seat)),
    reReview: presentReReview(evaluation, ({ earlier, conclusions }) => ({
      reportSha256: earlier.sha256,
      conclusions: conclusions.map(({ actSha256: _, ...each }) => each as NonNullable<Desk['reReview']>['conclusions'][number]),
    })),
    report: evaluation.report === null ? null : { sha256: evaluation.report.sha256, text: evaluation.report.text },
  }
}

function presentReReview<More extends object>(
  evaluation: EvaluationRecord,
  more: (ordered: ReReview) => More = () => ({}) as More,
): (NonNullable<View['reReview']> & More) | null {
  const ordered = reReviewOf(evaluation)
  if (ordered === undefined) return null
  const { lot, ground, reason, orderedAt } = ordered
  return { lot, ground, reason, orderedAt: orderedAt as NonNullable<View['reReview']>['orderedAt'], ...more(ordered) }
}

/** What the caller's party is asked at an evaluation. */
export async function presentAsked(deps: EvaluationReads, id: string, actor: Actor): Promise<z.input<typeof askedView>> {
  await readEvaluation(deps, id)
  const own = await questionModel(deps.connection)
    .find({ tender: id, party: actor.party })
    .sort({ askedAt: 1, _id: 1 })
    .lean<Question[]>()
  // How the committee judged an explanation is told with the result, not before.
  return { questions: own.map((question) => ({ ...presentQuestion(question, undefined), isAccepted: null })) }
}

function presentQuestion(question: Question, seat: number | undefined): QuestionView {
  const { _id, lot, bid, kind, text, askedAt, answerBy, correction, answer, isClosed, isAccepted } = question
  return {
    id: _id,
    lot,
    bid,
    kind,
    text,
    askedAt: askedAt as QuestionView['askedAt'],
    answerBy: answerBy as QuestionView['answerBy'],
    correction: correction === null ? null : (JSON.parse(JSON.stringify(correction)) as QuestionView['correction']),
    answer:
      answer === null ? null : { text: answer.text, at: answer.at as QuestionView['askedAt'], isConfirmed: answer.isConfirmed },
    isClosed,
    isAccepted,
    ownJudgement: question.judgements.find((judgement) => judgement.seat === seat)?.isAccepted ?? null,
  }
}

function presentLot(
  evaluation: EvaluationRecord,
  lot: EvaluationLot,
  input: {
    readonly opinions: readonly Opinion[]
    readonly opened: ReadonlyMap<string, OpeningBid>
    readonly seat: number | undefined
    readonly mayRead: boolean
  },
): DeskLot {
  const { opinions, opened, seat, mayRead } = input
  const isBegun = evaluation.state !== 'seated' && mayRead
  const qualified = qualifiedBids(lot)
  const own = opinions.filter((opinion) => opinion.lot === lot.lot)
  const sheets = own.filter((opinion) => opinion.kind === 'sheet' && (areScoresShown(evaluation.state) || opinion.seat === seat))
  const isCounted = evaluation.state !== 'seated' && evaluation.state !== 'preliminary'
  return {
    lot: lot.lot,
    name: lot.name,
    ceilingPrice: lot.ceilingPrice as DeskLot['ceilingPrice'],
    isFailed: lot.isFailed,
    failure: lot.failure,
    isToQualify: evaluation.state === 'seated' && lotsToQualify(evaluation).some((each) => each.lot === lot.lot),
    bids: lot.bids.map((bid) => presentBid(evaluation, lot, opened.get(bid), { isBegun, isQualified: qualified.includes(bid) })),
    blind: isCounted && mayRead ? blindBids(evaluation, lot, opened) : [],
    rejections: isCounted
      ? Object.entries(lot.rejections).map(([bid, rejections]) => ({
          bid,
          rejections: rejections.map(({ ground, foundBy, reasons }) => ({ ground, foundBy, reasons: [...reasons] })),
        }))
      : [],
    ownVotes: own.filter((opinion) => opinion.kind === 'review' && opinion.seat === seat).flatMap(({ votes }) => [...votes]),
    sheets: sheets.flatMap(({ sheet, salt, digest }) =>
      sheet === null || salt === null || digest === null ? [] : [{ sheet, salt, digest }],
    ),
    result: areScoresShown(evaluation.state) ? lot.result : null,
    explanations: areScoresShown(evaluation.state)
      ? lot.explanations.map(({ actSha256: _, ...explanation }) => explanation as DeskLot['explanations'][number])
      : [],
  }
}

function presentBid(
  evaluation: EvaluationRecord,
  lot: EvaluationLot,
  bid: OpeningBid | undefined,
  { isBegun, isQualified }: { readonly isBegun: boolean; readonly isQualified: boolean },
): DeskLot['bids'][number] {
  const isRead = isBegun && isQualified
  return {
    bid: bid?._id ?? '',
    bidder: bid?.identity?.name ?? null,
    pseudonym:
      bid !== undefined && evaluation.plan.isBlind && areScoresShown(evaluation.state)
        ? namesOfBids(evaluation, lot).nameOf(bid._id, 'technical')
        : null,
    isValid: bid !== undefined && validBids(lot).includes(bid._id),
    isQualified,
    fields: isRead ? { ...bid?.fields } : null,
    files:
      isRead && bid !== undefined ? filesOfDesk(evaluation.plan, bid, 'named').map(({ place, name }) => ({ place, name })) : [],
    traces: [],
  }
}

/** Technical documents without their authors: in the order of their pseudonyms, under neutral names, valid bids only. */
function blindBids(evaluation: EvaluationRecord, lot: EvaluationLot, opened: ReadonlyMap<string, OpeningBid>): DeskLot['blind'] {
  if (!evaluation.plan.isBlind) return []
  const { nameOf } = namesOfBids(evaluation, lot)
  return validBids(lot)
    .map((bid) => ({ bid, name: nameOf(bid, 'technical') }))
    .sort((left, right) => left.name.length - right.name.length || (left.name < right.name ? -1 : 1))
    .map(({ bid, name }) => ({
      bid: name,
      bidder: null,
      pseudonym: name,
      isValid: true,
      isQualified: true,
      fields: null,
      files: filesOfDesk(evaluation.plan, opened.get(bid), 'blind').map(({ place, name: fileName }) => ({
        place,
        name: fileName,
      })),
      traces: [...(lot.traces[bid] ?? [])],
    }))
}
