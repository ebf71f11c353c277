import type { EvaluationReads } from './deps.ts'
import { evaluationModel } from './evaluation.model.ts'

/** Digests of the files evaluations name: signed reports, those that were re-reviewed included. */
export async function filesNamed(deps: EvaluationReads): Promise<string[]> {
  const reports = await evaluationModel(deps.connection).distinct('reportPdfSha256', { reportPdfSha256: { $ne: null } })
  const earlier = await evaluationModel(deps.connection).distinct('earlierFiles', {})
  return [...reports, ...earlier].flatMap((sha256) => (sha256 === null ? [] : [sha256]))
}
