import type { PolicyTable } from './policy.ts'

/** Who may do what: opening. */
export const openingPolicy = {} as const satisfies PolicyTable
