import type { EvaluationPlan, SubjectiveCriterion } from './plan.ts'
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

/** A whole preliminary review: every item of every bid, passed unless `against` gives a reason. */
export function wholeReview(
  plan: Pick<EvaluationPlan, 'preliminary'>,
  bids: readonly { readonly bid: string }[],
  against: (bid: string, item: string) => string | null = () => null,
): { readonly bid: string; readonly item: string; readonly isPassed: boolean; readonly reason: string | null }[] {
  return bids.flatMap(({ bid }) =>
    plan.preliminary.map(({ id: item }) => {
      const reason = against(bid, item)
      return { bid, item, isPassed: reason === null, reason }
    }),
  )
}
