import type { Contract } from './contract.ts'

/** Every contract of: opening. */
export const openingContracts = [] as const satisfies readonly Contract[]
