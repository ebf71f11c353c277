import type { PolicyTable } from './policy.ts'

/** Who may do what: bids. */
export const bidsPolicy = {} as const satisfies PolicyTable
