import { nextWord } from '#shared/lifecycle/award-limits.ts'
import type { AwardRecord } from './award.model.ts'
import { runningReReview } from './re-review.ts'

/** When the clock has something to do with an award next: end its publicity, decide for a silent buyer, tell of a limit. Not in a re-review. */
export function nextDueOf(award: AwardRecord): Date | null {
  if (runningReReview(award) !== undefined) return null
  const moments = [publicityEndOf(award), silenceEndOf(award), nextWord(award, award)?.at].filter((at) => at !== undefined)
  return moments.length === 0 ? null : new Date(Math.min(...moments))
}

/** When a running publicity ends (A1); undefined when none runs. */
export function publicityEndOf({ state, publicityEndsAt }: Pick<AwardRecord, 'state' | 'publicityEndsAt'>): number | undefined {
  return state === 'publicity' && publicityEndsAt !== null ? Date.parse(publicityEndsAt) : undefined
}

/**
 * When a silent buyer is taken to have chosen the first candidate (87-68, ZCTL 43; G7); undefined where the report names no single first,
 * which nobody's silence can choose.
 */
export function silenceEndOf(award: Pick<AwardRecord, 'state' | 'procedure' | 'stepDueAt' | 'candidates'>): number | undefined {
  const { state, procedure, stepDueAt, candidates } = award
  const isSilent = procedure === 'procurement' && state === 'deciding' && candidates.length > 0
  return isSilent && stepDueAt !== null ? Date.parse(stepDueAt) : undefined
}
