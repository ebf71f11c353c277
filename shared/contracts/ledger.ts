import type { Contract } from './contract.ts'

/** Every contract of: ledger. */
export const ledgerContracts = [] as const satisfies readonly Contract[]
