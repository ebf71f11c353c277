import type { EvaluationReads } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'

/**
 * The signed report of a completed evaluation and its PDF, for the archive; undefined before, and while it is re-reviewed. Says nothing about
 * who may read it.
 */
export async function readSignedReport(
  deps: EvaluationReads,
  tender: string,
): Promise<{ readonly text: string; readonly pdfSha256: string } | undefined> {
  const evaluation = await evaluationModel(deps.connection).findById(tender).lean<EvaluationRecord>()
  if (evaluation?.state !== 'completed' || evaluation.report === null || evaluation.reportPdfSha256 === null) return undefined
  return { text: evaluation.report.text, pdfSha256: evaluation.reportPdfSha256 }
}
