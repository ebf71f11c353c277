import { type EvaluationPlan, evaluationPlanField } from '#shared/scoring/plan.ts'

/** A plan of the comprehensive method with a hundred points: 40 technical, 20 computed, 40 for the price. */
export function planOf(changes: Partial<EvaluationPlan> = {}): EvaluationPlan {
  return evaluationPlanField.parse({
    v: 'evaluation-plan/1',
    decimals: 2,
    roundedAt: 'total',
    averaging: 'all',
    isBlind: true,
    preliminary: [
      { id: 'signed', name: '投标函签字盖章', stage: 'form', ground: 'unsigned' },
      { id: 'qualified', name: '资质等级', stage: 'qualification', ground: 'unqualified' },
      { id: 'responsive', name: '工期响应', stage: 'responsiveness', ground: 'unresponsive' },
    ],
    criteria: [
      { kind: 'subjective', id: 'method', name: '施工方案', part: 'technical', maximum: '25', step: '0.5', bands: [] },
      { kind: 'subjective', id: 'safety', name: '安全文明施工', part: 'technical', maximum: '15', step: '0.5', bands: [] },
      {
        kind: 'objective',
        id: 'duration',
        name: '工期',
        part: 'commercial',
        maximum: '20',
        rule: { kind: 'linear', field: 'period', best: 60, worst: 120 },
      },
    ],
    price: { field: 'price', maximum: '40', formula: { kind: 'lowest-price' }, adjustments: [] },
    lowPrice: { of: 'mean', belowPercent: '80' },
    abnormalPercent: '30',
    brandField: null,
    ties: ['price', 'technical'],
    lastTie: 'side-by-side',
    maxCandidates: 3,
    maxLotsPerBidder: null,
    ...changes,
  })
}
