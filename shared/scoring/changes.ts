import { assertNever } from '../primitives/assert.ts'
import { fromUtf8 } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import type { AbnormalScore } from './average.ts'
import type { LotResultText } from './lot-result.ts'
import type { Criterion } from './plan.ts'
import { scoreFault } from './sheet.ts'

/** The four causes for which a result may change after the totals are known (87-64, rule X13). There is no fifth. */
export const changeCauses = ['sum-error', 'out-of-range', 'objective-differs', 'abnormal-score'] as const

/** One of the four causes. */
export type ChangeCause = (typeof changeCauses)[number]

/** A change asked for after the totals. */
export interface ScoreChange {
  readonly cause: ChangeCause
  readonly seat: number
  readonly bid: string
  readonly criterion: string
  readonly before: string
  readonly after: string
}

/** Why a change after the totals is not allowed. */
export type ChangeFault = 'cause-not-given' | 'score-not-allowed' | 'nothing-changes'

/**
 * Whether a change after the totals is one of X13: a score may change because it was off its scale, or because it is flagged as abnormal
 * and its author corrects it. Sums and objective points are recomputed, never typed, so those causes change no score. Answers the fault.
 */
export function changeFault(
  change: ScoreChange,
  criterion: Criterion | undefined,
  flags: readonly AbnormalScore[],
): ChangeFault | undefined {
  if (criterion === undefined) return 'cause-not-given'
  switch (change.cause) {
    case 'sum-error':
    case 'objective-differs':
      return 'cause-not-given'
    case 'out-of-range':
      if (criterion.kind !== 'subjective' || scoreFault(criterion, change.before) === undefined) return 'cause-not-given'
      break
    case 'abnormal-score':
      if (!flags.some(({ seat, bid, criterion: id }) => seat === change.seat && bid === change.bid && id === change.criterion))
        return 'cause-not-given'
      break
    default:
      return assertNever(change.cause)
  }
  if (criterion.kind !== 'subjective' || scoreFault(criterion, change.after) !== undefined) return 'score-not-allowed'
  return change.before === change.after ? 'nothing-changes' : undefined
}

/** What of a committee's work stands when one member is replaced: everything but what that member judged (TL 48, 87-49; rule X4). */
export function withoutMember<T extends { readonly seat: number }>(opinions: readonly T[], replaced: number): T[] {
  return opinions.filter(({ seat }) => seat !== replaced)
}

/** What a lot came to, as far as anybody is awarded, or loses, by it. */
export interface LotOutcome {
  readonly result: LotResultText | null
  readonly candidates: readonly string[]
  readonly undecided: readonly string[]
}

/** A bid that a re-review left elsewhere than it stood. */
export interface StandingChange {
  readonly bid: string
  readonly rankBefore: number | null
  readonly rankAfter: number | null
  readonly totalBefore: string | null
  readonly totalAfter: string | null
}

/** The bids whose rank or total differs between two results of one lot, by their later rank (X13). */
export function standingChanges(before: LotResultText | null, after: LotResultText | null): StandingChange[] {
  const earlier = new Map(before?.bids.map((bid) => [bid.bid, bid]))
  const changes = (after?.bids ?? []).flatMap(({ bid, rank, total }) => {
    const { rank: rankBefore = null, total: totalBefore = null } = earlier.get(bid) ?? {}
    if (rankBefore === rank && totalBefore === total) return []
    return [{ bid, rankBefore, rankAfter: rank, totalBefore, totalAfter: total }]
  })
  return changes.sort((left, right) => (left.rankAfter ?? Infinity) - (right.rankAfter ?? Infinity))
}

/**
 * Whether a re-review changed the result (87-64): any score, sum, rank or candidate. Which scores are flagged is no part of it: a flag asks
 * for an explanation, and nobody wins or loses by it.
 */
export function isOutcomeChanged(before: LotOutcome, after: LotOutcome): boolean {
  const comparable = ({ result, candidates, undecided }: LotOutcome) =>
    fromUtf8(canonicalBytes({ result: result === null ? null : { ...result, abnormal: [] }, candidates, undecided }))
  return comparable(before) !== comparable(after)
}
