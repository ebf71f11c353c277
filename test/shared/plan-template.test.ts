import { expect } from 'chai'
import { type EvaluationPlan, evaluationPlanField } from '#shared/scoring/plan.ts'
import { type PlanGround, planFault } from '#shared/scoring/plan-fault.ts'
import { planTemplate } from '#shared/scoring/plan-template.ts'
import { rejectionGrounds } from '#shared/scoring/rejection.ts'

const methods = ['comprehensive-scoring', 'lowest-evaluated-price', 'low-price-score'] as const
const kinds = ['works', 'goods', 'services'] as const
const field = (name: string, type: 'price' | 'days', isRequired = true) => ({
  name,
  label: { zh: name, en: name },
  type,
  isRequired,
})
const envelopes: PlanGround['envelopes'] = [
  { name: 'technical', fields: [field('period', 'days')] },
  { name: 'commercial', fields: [field('discount', 'price', false), field('total', 'price')] },
]
const templateOf = (ground: PlanGround): EvaluationPlan => {
  const template = planTemplate(ground)
  if (template === undefined) throw new Error('no template')
  return template
}

describe('the template of a plan', () => {
  for (const method of methods)
    for (const kind of kinds)
      for (const isProcurement of [false, true])
        it(`is sound for ${method}, ${kind}, ${isProcurement ? 'procurement' : 'tender'}, and takes a required amount of the letter`, () => {
          const ground: PlanGround = { method, kind, isProcurement, envelopes }
          const template = templateOf(ground)
          expect(evaluationPlanField.parse(template)).to.deep.equal(template)
          expect(planFault(template, ground)).to.equal(undefined)
          expect(template.price.field).to.equal('total')
        })

  it('asks of every bid all seven grounds of TL 51 (X17)', () => {
    const template = templateOf({ method: 'comprehensive-scoring', kind: 'works', isProcurement: false, envelopes })
    expect(new Set(template.preliminary.map(({ ground }) => ground))).to.deep.equal(new Set(rejectionGrounds))
  })

  it('grades every point of a criterion once, the best grade up to its maximum', () => {
    const { criteria } = templateOf({ method: 'low-price-score', kind: 'goods', isProcurement: true, envelopes })
    expect(criteria).to.have.length(2)
    for (const criterion of criteria) {
      if (criterion.kind !== 'subjective') throw new Error('the template computes nothing')
      const [first, ...lower] = criterion.bands
      expect(first?.to).to.equal(criterion.maximum)
      const above = criterion.bands.slice(0, -1)
      expect(above.map(({ from }) => Number(from) - Number(criterion.step))).to.deep.equal(lower.map(({ to }) => Number(to)))
      expect(criterion.bands.at(-1)?.from).to.equal('0')
    }
  })

  it('is none while the letter asks every bid for no price', () => {
    const ground = { method: 'low-price-score', kind: 'goods', isProcurement: true } as const
    expect(
      planTemplate({ ...ground, envelopes: [{ name: 'commercial', fields: [field('discount', 'price', false)] }] }),
    ).to.equal(undefined)
  })
})
