import type { ProblemTable } from '../problem.ts'

/** Problems of: opening. */
export const openingProblems = {} as const satisfies ProblemTable
