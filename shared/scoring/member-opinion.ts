import type { EvaluationPlan, SubjectiveCriterion } from './plan.ts'
import { committeesItems, type QualificationVote, type ReviewGround } from './qualification.ts'
import { type ScoreSheet, subjectiveCriteria } from './sheet.ts'

/** A bid as it is scored: under its name or its pseudonym, by the criteria of its part. */
export interface ScoredBid<Bid> {
  readonly bid: Bid
  readonly isBlind: boolean
  readonly criteria: readonly SubjectiveCriterion[]
}

/** The bids of a lot as a member's desk shows them. */
interface LotToScore<Bid> {
  readonly bids: readonly Bid[]
  /** Blind technical documents by pseudonym. */
  readonly blind: readonly Bid[]
}

/** Who is scored by what: blind documents by pseudonym first, then what is read by name. */
export function scoredBids<Bid extends { readonly isValid: boolean }>(
  plan: Pick<EvaluationPlan, 'criteria' | 'isBlind'>,
  lot: LotToScore<Bid>,
): ScoredBid<Bid>[] {
  const criteria = subjectiveCriteria(plan)
  const isBlindPart = ({ part }: SubjectiveCriterion) => plan.isBlind && part === 'technical'
  const blind = criteria.filter(isBlindPart)
  const named = criteria.filter((criterion) => !isBlindPart(criterion))
  return [
    ...(blind.length === 0 ? [] : lot.blind.map((bid) => ({ bid, isBlind: true, criteria: blind }))),
    ...(named.length === 0
      ? []
      : lot.bids.filter(({ isValid }) => isValid).map((bid) => ({ bid, isBlind: false, criteria: named }))),
  ]
}

/** A whole sheet: `score` gives points and reason for each bid, by the name it is scored under, and criterion. */
export function wholeSheet(
  about: Pick<ScoreSheet, 'tender' | 'lot' | 'round' | 'seat'>,
  scored: readonly ScoredBid<{ readonly bid: string }>[],
  score: (bid: string, criterion: SubjectiveCriterion) => { readonly points: string; readonly reason: string | null },
): ScoreSheet {
  const { tender, lot, round, seat } = about
  const scores = scored.flatMap(({ bid: { bid }, criteria }) =>
    criteria.map((criterion) => ({ bid, criterion: criterion.id, ...score(bid, criterion) })),
  )
  return { v: 'score-sheet/1', tender, lot, round, seat, scores }
}

/** A whole preliminary review of a member: every item the committee judges of every qualified bid (G6), passed unless `against` gives a reason. */
export function wholeReview(
  ground: ReviewGround,
  bids: readonly { readonly bid: string; readonly isQualified: boolean }[],
  against?: (bid: string, item: string) => string | null,
): QualificationVote[] {
  const judged = bids.filter(({ isQualified }) => isQualified)
  return wholeJudgement(committeesItems(ground), judged, against)
}

/** One judgement of every item of every bid, passed unless `against` gives a reason. */
export function wholeJudgement(
  items: readonly { readonly id: string }[],
  bids: readonly { readonly bid: string }[],
  against: (bid: string, item: string) => string | null = () => null,
): QualificationVote[] {
  return bids.flatMap(({ bid }) =>
    items.map(({ id: item }) => {
      const reason = against(bid, item)
      return { bid, item, isPassed: reason === null, reason }
    }),
  )
}
