import type { PolicyTable } from './policy.ts'

/** Who may do what: ledger. */
export const ledgerPolicy = {} as const satisfies PolicyTable
