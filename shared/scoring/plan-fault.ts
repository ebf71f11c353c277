import type { EnvelopeForm } from '../catalogue/letter-form.ts'
import { type Criterion, drawnCoefficientOf, type EvaluationPlan } from './plan.ts'
import { type Points, parsePoints, sumOf } from './points.ts'

/** The ways a plan can be against the rules, or against the notice it stands in. */
export type PlanFault =
  | 'method-differs'
  | 'named-twice'
  | 'points-not-hundred'
  | 'points-beyond-maximum'
  | 'step-does-not-divide'
  | 'linear-without-reach'
  | 'price-field-unknown'
  | 'field-unknown'
  | 'formula-not-of-procurement'
  | 'price-weight-too-low'
  | 'extremes-left-out'
  | 'drops-every-price'
  | 'decimals-too-few'
  | 'zero-coefficient'
  | 'coefficient-party-twice'

/** What of a notice its plan is held to. */
export interface PlanGround {
  readonly method: 'lowest-evaluated-price' | 'comprehensive-scoring' | 'low-price-score'
  /** Whether the trade runs by the law of government procurement (87). */
  readonly isProcurement: boolean
  readonly kind: 'works' | 'goods' | 'services'
  readonly envelopes: readonly Pick<EnvelopeForm, 'name' | 'fields'>[]
}

const HUNDRED = parsePoints('100')
/** X9 (87-55): the least weight of the price, in points of a hundred. */
const LEAST_PRICE_WEIGHT = { goods: parsePoints('30'), services: parsePoints('10'), works: parsePoints('0') } as const

/**
 * Holds a plan to its notice and to the rules a plan can break by itself: all points together are 100; every field it computes from is
 * one the letter asks for; in procurement the price is scored against the lowest (X9), weighs enough (X9), and no member's score is left
 * out (X9). Returns the first fault, or undefined.
 */
export function planFault(plan: EvaluationPlan, ground: PlanGround): PlanFault | undefined {
  return (
    methodFault(plan, ground) ??
    nameFault(plan) ??
    fieldFault(plan, ground) ??
    plan.criteria.map((criterion) => criterionFault(criterion, plan.decimals)).find((fault) => fault !== undefined) ??
    priceFault(plan, ground)
  )
}

function methodFault(plan: EvaluationPlan, { method, isProcurement }: PlanGround): PlanFault | undefined {
  const { kind } = plan.price.formula
  if ((method === 'lowest-evaluated-price') !== (kind === 'lowest-evaluated-price')) return 'method-differs'
  if (method === 'low-price-score' && kind !== 'lowest-price') return 'method-differs'
  if (isProcurement && kind === 'benchmark') return 'formula-not-of-procurement'
  if (isProcurement && plan.averaging === 'without-extremes') return 'extremes-left-out'
  return undefined
}

function nameFault(plan: EvaluationPlan): PlanFault | undefined {
  for (const names of [plan.preliminary, plan.criteria, plan.price.adjustments])
    if (new Set(names.map(({ id }) => id)).size !== names.length) return 'named-twice'
  return undefined
}

function fieldFault(plan: EvaluationPlan, { envelopes }: PlanGround): PlanFault | undefined {
  const fields = envelopes.flatMap((envelope) => envelope.fields)
  const isThere = (name: string) => fields.some((field) => field.name === name)
  if (!fields.some(({ name, type, isRequired }) => name === plan.price.field && type === 'price' && isRequired))
    return 'price-field-unknown'
  const named = [
    ...plan.criteria.flatMap((criterion) => (criterion.kind === 'objective' ? [criterion.rule.field] : [])),
    ...plan.price.adjustments.map(({ field }) => field),
    ...(plan.brandField === null ? [] : [plan.brandField]),
  ]
  return named.every(isThere) ? undefined : 'field-unknown'
}

function criterionFault(criterion: Criterion, decimals: number): PlanFault | undefined {
  const maximum = parsePoints(criterion.maximum)
  if (criterion.kind === 'subjective') {
    const step = parsePoints(criterion.step)
    if (step === 0n || maximum % step !== 0n) return 'step-does-not-divide'
    return criterion.bands.some(({ from, to }) => parsePoints(from) > parsePoints(to) || parsePoints(to) > maximum)
      ? 'points-beyond-maximum'
      : undefined
  }
  const { rule } = criterion
  if (rule.kind === 'linear') return rule.best === rule.worst ? 'linear-without-reach' : undefined
  const points = (rule.kind === 'choice' ? rule.choices : rule.steps).map((each) => parsePoints(each.points))
  if (points.some((each) => each > maximum)) return 'points-beyond-maximum'
  return points.every((each) => isWithin(each, decimals)) ? undefined : 'decimals-too-few'
}

function priceFault(plan: EvaluationPlan, { isProcurement, kind }: PlanGround): PlanFault | undefined {
  const { formula } = plan.price
  if (formula.kind === 'lowest-evaluated-price') return undefined
  const weight = parsePoints(plan.price.maximum)
  const total = sumOf([weight, ...plan.criteria.map(({ maximum }) => parsePoints(maximum))])
  if (total !== HUNDRED) return 'points-not-hundred'
  if (isProcurement && weight < LEAST_PRICE_WEIGHT[kind]) return 'price-weight-too-low'
  if (formula.kind !== 'benchmark') return undefined
  if (formula.drop.some(({ atLeast, highest, lowest }) => highest + lowest >= atLeast)) return 'drops-every-price'
  const values = formula.coefficient.kind === 'stated' ? [formula.coefficient.value] : formula.coefficient.values
  if (values.some((value) => parsePoints(value) === 0n)) return 'zero-coefficient'
  const parties = drawnCoefficientOf(plan)?.parties ?? []
  return new Set(parties).size === parties.length ? undefined : 'coefficient-party-twice'
}

function isWithin(points: Points, decimals: number): boolean {
  return points % 10n ** BigInt(4 - decimals) === 0n
}
