import type { EvaluationPlan } from './plan.ts'
import type { Rejection } from './rejection.ts'

/** One member's judgement of one review item of one bid. A failed item says why. */
export interface PreliminaryVote {
  readonly member: string
  readonly bid: string
  readonly item: string
  readonly isPassed: boolean
  readonly reason: string | null
}

/** How the committee judged one item of one bid. */
export interface ItemOutcome {
  readonly bid: string
  readonly item: string
  readonly passed: number
  readonly failed: number
  readonly isPassed: boolean
}

/** The whole preliminary review of a lot. */
export interface PreliminaryOutcome {
  readonly items: readonly ItemOutcome[]
  /** Rejections by bid; a bid that passed everything is not in it. */
  readonly rejections: ReadonlyMap<string, readonly Rejection[]>
}

/** What is missing before votes can be counted: a member has not judged an item of a bid. */
export interface MissingVote {
  readonly member: string
  readonly bid: string
  readonly item: string
}

/** The items that are judged. */
interface PreliminaryItems {
  readonly preliminary: readonly EvaluationPlan['preliminary'][number][]
}

/** The votes not yet given, in the order of members, bids, items. */
export function missingVotes(
  plan: PreliminaryItems,
  members: readonly string[],
  bids: readonly string[],
  votes: readonly PreliminaryVote[],
): MissingVote[] {
  const given = new Set(votes.map(({ member, bid, item }) => keyOf(member, bid, item)))
  return members.flatMap((member) =>
    bids.flatMap((bid) =>
      plan.preliminary.flatMap(({ id: item }) => (given.has(keyOf(member, bid, item)) ? [] : [{ member, bid, item }])),
    ),
  )
}

/**
 * Counts the preliminary review: an item is failed when more than half of all members say so. Throws a RangeError when a vote is
 * missing, given twice, or given by somebody or on something else: an incomplete count decides nothing.
 */
export function countPreliminary(
  plan: PreliminaryItems,
  members: readonly string[],
  bids: readonly string[],
  votes: readonly PreliminaryVote[],
): PreliminaryOutcome {
  if (
    missingVotes(plan, members, bids, votes).length > 0 ||
    votes.length !== members.length * bids.length * plan.preliminary.length
  )
    throw new RangeError('the votes are not those of every member on every item of every bid')
  const failures = new Map<string, PreliminaryVote[]>()
  for (const vote of votes) if (!vote.isPassed) push(failures, keyOf('', vote.bid, vote.item), vote)
  const rejections = new Map<string, Rejection[]>()
  const items: ItemOutcome[] = []
  for (const bid of bids) {
    for (const { id: item, ground } of plan.preliminary) {
      const against = failures.get(keyOf('', bid, item)) ?? []
      const isPassed = against.length * 2 <= members.length
      items.push({ bid, item, passed: members.length - against.length, failed: against.length, isPassed })
      if (!isPassed)
        push(rejections, bid, {
          ground,
          foundBy: item,
          reasons: against.flatMap(({ reason }) => (reason === null ? [] : [reason])).sort(),
        })
    }
  }
  return { items, rejections }
}

function keyOf(member: string, bid: string, item: string): string {
  return `${member} ${bid} ${item}`
}

function push<T>(into: Map<string, T[]>, key: string, value: T): void {
  const list = into.get(key)
  if (list === undefined) into.set(key, [value])
  else list.push(value)
}
