import { buyersItems } from '#shared/scoring/qualification.ts'
import type { EvaluationReads } from './deps.ts'
import { type EvaluationLot, type EvaluationRecord, evaluationModel } from './evaluation.model.ts'

/** The lots whose bidders' qualification the buyer or its agency has still to check (G6; 87-44): none by tendering law. */
export function lotsToQualify(evaluation: Pick<EvaluationRecord, 'plan' | 'isProcurement' | 'lots'>): EvaluationLot[] {
  if (buyersItems(evaluation).length === 0) return []
  return evaluation.lots.filter(({ isFailed, qualification }) => !isFailed && qualification === undefined)
}

/** Whether a seated committee of a tender waits for the check of qualification. */
export async function isQualificationDue(deps: EvaluationReads, tender: string): Promise<boolean> {
  const evaluation = await evaluationModel(deps.connection).findById(tender).lean<EvaluationRecord>()
  return evaluation?.state === 'seated' && lotsToQualify(evaluation).length > 0
}
