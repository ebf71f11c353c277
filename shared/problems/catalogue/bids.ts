import type { ProblemTable } from '../problem.ts'

/** Problems of: bids. */
export const bidsProblems = {} as const satisfies ProblemTable
