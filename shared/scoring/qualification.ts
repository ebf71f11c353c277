import type { EvaluationPlan } from './plan.ts'
import type { PreliminaryVote } from './preliminary.ts'
import type { Rejection } from './rejection.ts'

type Item = EvaluationPlan['preliminary'][number]

/** What says whose a review item is: the plan, and whether the tender runs by the law of procurement. */
export interface ReviewGround {
  readonly plan: Pick<EvaluationPlan, 'preliminary'>
  readonly isProcurement: boolean
}

/** One judgement of the buyer: as a member's, of nobody's seat. */
export type QualificationVote = Omit<PreliminaryVote, 'member'>

/** The items the buyer or its agency judges after the opening (G6; 87-44): those of qualification, in procurement; by tendering law none. */
export function buyersItems({ plan, isProcurement }: ReviewGround): readonly Item[] {
  return isProcurement ? plan.preliminary.filter(({ stage }) => stage === 'qualification') : []
}

/** The items the committee judges: in procurement all but those of qualification (G6; 87-50), by tendering law all. */
export function committeesItems({ plan, isProcurement }: ReviewGround): readonly Item[] {
  return isProcurement ? plan.preliminary.filter(({ stage }) => stage !== 'qualification') : plan.preliminary
}

/**
 * What is wrong with judgements that should be one of every item of every bid, a failed one with its reason: `bid item` of the first fault;
 * undefined when nothing is.
 */
export function judgementFault(
  items: readonly Pick<Item, 'id'>[],
  bids: readonly string[],
  votes: readonly QualificationVote[],
): string | undefined {
  const seen = new Set<string>()
  for (const { bid, item, isPassed, reason } of votes) {
    const key = `${bid} ${item}`
    const isAsked = bids.includes(bid) && items.some(({ id }) => id === item)
    if (!isAsked || seen.has(key) || (!isPassed && reason === null)) return key
    seen.add(key)
  }
  return bids.flatMap((bid) => items.map(({ id }) => `${bid} ${id}`)).find((key) => !seen.has(key))
}

/** The rejections a check of qualification comes to, by bid, in the order of the items; a bid that is qualified is not among them. */
export function unqualifiedBids(
  items: readonly Item[],
  votes: readonly QualificationVote[],
): ReadonlyMap<string, readonly Rejection[]> {
  const rejections = new Map<string, Rejection[]>()
  for (const { id, ground } of items)
    for (const { bid, item, isPassed, reason } of votes) {
      if (item !== id || isPassed) continue
      const rejection = { ground, foundBy: id, reasons: reason === null ? [] : [reason] }
      rejections.set(bid, [...(rejections.get(bid) ?? []), rejection])
    }
  return rejections
}
