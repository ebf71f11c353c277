import type { ProblemTable } from '../problem.ts'

/** Problems of: uploads. */
export const uploadsProblems = {} as const satisfies ProblemTable
