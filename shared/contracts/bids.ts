import type { Contract } from './contract.ts'

/** Every contract of: bids. */
export const bidsContracts = [] as const satisfies readonly Contract[]
