import type { Criterion, EvaluationPlan, PriceFormula, SubjectiveCriterion } from './plan.ts'
import type { PlanGround } from './plan-fault.ts'

/** The notice's method and kind, and whether it runs by the law of procurement. */
type TemplateGround = Pick<PlanGround, 'method' | 'isProcurement' | 'kind'>

/** The letter's field that a plan may take the price from: the first amount every bid must state; undefined where there is none. */
export function priceFieldOf(envelopes: PlanGround['envelopes']): string | undefined {
  return envelopes.flatMap(({ fields }) => fields).find(({ type, isRequired }) => type === 'price' && isRequired)?.name
}

/**
 * A plan to begin with, sound for the notice it is offered for: the review items every committee needs (X17), for a scored method two
 * technical criteria and a price that make a hundred points; in procurement the price against the lowest and well above its least weight
 * (X9). Its texts are Chinese in whatever language the editor is shown: they become part of the notice, which is one signed text for every
 * bidder and every court and is written in Chinese; in another language the same tender would be judged by words that nobody signed.
 * Undefined while the letter asks for no price.
 */
export function planTemplate(ground: PlanGround): EvaluationPlan | undefined {
  const field = priceFieldOf(ground.envelopes)
  if (field === undefined) return undefined
  const weight = priceWeight(ground)
  return {
    v: 'evaluation-plan/1',
    decimals: 2,
    roundedAt: 'total',
    averaging: 'all',
    isBlind: ground.envelopes.some(({ name }) => name === 'technical'),
    preliminary: reviewItems(),
    criteria: ground.method === 'lowest-evaluated-price' ? [] : technicalCriteria(ground.kind, 100 - weight),
    price: { field, maximum: String(weight), formula: usualFormula(ground), adjustments: [] },
    lowPrice: { of: 'mean', belowPercent: '80' },
    abnormalPercent: '30',
    brandField: null,
    ties: ground.method === 'lowest-evaluated-price' ? [] : ['price', 'technical'],
    lastTie: 'side-by-side',
    maxCandidates: 3,
    maxLotsPerBidder: null,
  }
}

/** The formula a price is usually scored by under a method: in procurement always against the lowest price (87-55, X9). */
export function usualFormula({ method, isProcurement }: TemplateGround): PriceFormula {
  if (method === 'lowest-evaluated-price') return { kind: 'lowest-evaluated-price' }
  if (method === 'low-price-score' || isProcurement) return { kind: 'lowest-price' }
  return benchmarkFormula()
}

/** The mean of the prices as benchmark, from five bids on without the highest and the lowest; one point lost per percent above, half below. */
export function benchmarkFormula(): Extract<PriceFormula, { kind: 'benchmark' }> {
  return {
    kind: 'benchmark',
    of: 'mean',
    drop: [{ atLeast: 5, highest: 1, lowest: 1 }],
    coefficient: { kind: 'stated', value: '1' },
    above: '1',
    below: '0.5',
    rateDecimals: null,
  }
}

/** A criterion scored by judgement, with three grades whose bounds follow from its maximum. */
export function gradedCriterion(id: string, name: string, part: Criterion['part'], maximum: number): SubjectiveCriterion {
  const good = Math.floor(maximum * 0.8)
  const fair = Math.floor(maximum * 0.5)
  return {
    kind: 'subjective',
    id,
    name,
    part,
    maximum: String(maximum),
    step: '0.5',
    bands: [
      { name: '优', from: String(good), to: String(maximum), text: '切合项目实际，措施具体完整，可以直接执行。' },
      { name: '良', from: String(fair), to: String(good - 0.5), text: '总体可行，个别措施需要细化。' },
      { name: '一般', from: '0', to: String(fair - 0.5), text: '内容笼统，针对性不足。' },
    ],
  }
}

/** Points of the price in a hundred. */
function priceWeight({ method, isProcurement, kind }: TemplateGround): number {
  if (method === 'lowest-evaluated-price') return 0
  if (method === 'low-price-score') return 70
  if (!isProcurement) return 60
  return kind === 'services' ? 20 : 40
}

function reviewItems(): EvaluationPlan['preliminary'] {
  return [
    { id: 'signed', name: '投标函签字盖章', stage: 'form', ground: 'unsigned' },
    { id: 'single', name: '只提交一份投标、一个报价', stage: 'form', ground: 'several-bids' },
    { id: 'consortium', name: '联合体附共同投标协议', stage: 'qualification', ground: 'no-consortium-agreement' },
    { id: 'qualified', name: '符合投标人资格要求', stage: 'qualification', ground: 'unqualified' },
    { id: 'responsive', name: '响应招标文件的实质性要求', stage: 'responsiveness', ground: 'unresponsive' },
    {
      id: 'price-bounds',
      name: '报价不低于成本、不高于最高限价',
      stage: 'responsiveness',
      ground: 'price-below-cost-or-above-ceiling',
    },
    { id: 'lawful', name: '无串通、弄虚作假、行贿等行为', stage: 'responsiveness', ground: 'unlawful-conduct' },
  ]
}

function technicalCriteria(kind: PlanGround['kind'], points: number): Criterion[] {
  const names = {
    works: ['施工组织设计', '质量、安全与环境保护措施'],
    goods: ['技术参数与配置', '供货、安装与售后服务方案'],
    services: ['服务方案', '人员配置与质量保障'],
  } as const
  const [first, second] = names[kind]
  const major = Math.round(points * 0.6)
  return [gradedCriterion('plan', first, 'technical', major), gradedCriterion('assurance', second, 'technical', points - major)]
}
