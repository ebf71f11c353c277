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
