import { ProblemError } from '#shared/contracts/client.ts'
import { getEvaluation } from '#shared/contracts/evaluation.ts'
import { api } from '../../platform/api.ts'

/** Whether the committee of a tender is seated for its evaluation. Throws ProblemError. */
export async function isSeatedFor(tender: string): Promise<boolean> {
  try {
    await api.call(getEvaluation, { params: { tender } })
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'evaluation-not-begun') return false
    throw error
  }
}
