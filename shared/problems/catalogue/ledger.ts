import type { ProblemTable } from '../problem.ts'

/** Problems of: ledger. */
export const ledgerProblems = {} as const satisfies ProblemTable
