import type { HallOpening } from './hall-state.ts'

/** Where a hall is, or that of a later stage. */
export function hallAddress(tender: string, stage?: HallOpening['stage']): string {
  return stage == null ? `/openings/${tender}` : `/openings/${tender}/${stage}`
}

/** Where its wall screen is. */
export function wallAddress(tender: string, stage?: HallOpening['stage']): string {
  return `${hallAddress(tender, stage)}/wall`
}
