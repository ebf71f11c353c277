import { buyersItems } from '#shared/scoring/qualification.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'

/** The lots whose bidders' qualification the buyer or its agency has still to check (G6; 87-44): none by tendering law. */
export function lotsToQualify(evaluation: Pick<EvaluationRecord, 'plan' | 'isProcurement' | 'lots'>): EvaluationLot[] {
  if (buyersItems(evaluation).length === 0) return []
  return evaluation.lots.filter(({ isFailed, qualification }) => !isFailed && qualification === undefined)
}
