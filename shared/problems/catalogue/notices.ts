import type { ProblemTable } from '../problem.ts'

/** Problems of: notices. */
export const noticesProblems = {} as const satisfies ProblemTable
