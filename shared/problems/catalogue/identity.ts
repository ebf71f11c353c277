import type { ProblemTable } from '../problem.ts'

/** Problems of: identity. */
export const identityProblems = {} as const satisfies ProblemTable
