import { ProblemError } from '#shared/contracts/client.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** The code of the problem work ends in; 'none' when it ends well. Any other error is thrown on. */
export async function problemCodeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    if (error instanceof DomainProblem) return error.code
    throw error
  }
}

/** The code of the problem a call over HTTP is refused with; 'none' when it is not. Any other error is thrown on. */
export async function problemCode(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    const refused = error instanceof Error ? /^refused: ([a-z-]+):/.exec(error.message)?.[1] : undefined
    if (refused === undefined) throw error
    return refused
  }
}
