import { type EvaluationPlan, evaluationPlanField } from '#shared/scoring/plan.ts'

/**
 * By what the tenders of the play are judged: fifty points for the price against the lowest, forty for a method statement that is read blind,
 * ten for the time. A price below four fifths of the mean must be explained (X12).
 */
export const evaluationPlan: EvaluationPlan = evaluationPlanField.parse({
  v: 'evaluation-plan/1',
  decimals: 2,
  roundedAt: 'total',
  averaging: 'all',
  isBlind: true,
  preliminary: [
    { id: 'signed', name: '投标函签字盖章', stage: 'form', ground: 'unsigned' },
    { id: 'qualified', name: '施工总承包资质', stage: 'qualification', ground: 'unqualified' },
    { id: 'responsive', name: '工期与质量响应', stage: 'responsiveness', ground: 'unresponsive' },
  ],
  criteria: [
    {
      kind: 'subjective',
      id: 'method',
      name: '施工部署与方案',
      part: 'technical',
      maximum: '25',
      step: '0.5',
      bands: [
        { name: '优', from: '20', to: '25', text: '切合现场，措施具体，可以直接执行。' },
        { name: '良', from: '12', to: '19.5', text: '可行，个别措施需要细化。' },
        { name: '一般', from: '0', to: '11.5', text: '泛泛而谈。' },
      ],
    },
    { kind: 'subjective', id: 'safety', name: '安全与环境', part: 'technical', maximum: '15', step: '0.5', bands: [] },
    {
      kind: 'objective',
      id: 'duration',
      name: '工期',
      part: 'commercial',
      maximum: '10',
      rule: { kind: 'linear', field: 'period', best: 480, worst: 600 },
    },
  ],
  price: { field: 'price', maximum: '50', formula: { kind: 'lowest-price' }, adjustments: [] },
  lowPrice: { of: 'mean', belowPercent: '80' },
  abnormalPercent: '30',
  brandField: null,
  ties: ['price', 'technical'],
  lastTie: 'side-by-side',
  maxCandidates: 3,
  maxLotsPerBidder: null,
})
