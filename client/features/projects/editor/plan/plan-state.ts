import { findCategory } from '#shared/catalogue/catalogue.ts'
import type { SubjectKind } from '#shared/catalogue/categories.ts'
import { laterStagesOf } from '#shared/catalogue/letter-form.ts'
import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { equalBytes } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { drawnCoefficientOf, type EvaluationPlan, evaluationPlanField } from '#shared/scoring/plan.ts'
import { type PlanFault, type PlanGround, planFault } from '#shared/scoring/plan-fault.ts'
import { planTemplate } from '#shared/scoring/plan-template.ts'
import { formatPoints, isDecimal, parsePoints, sumOf } from '#shared/scoring/points.ts'
import type { DeskTender } from '../../reading.ts'
import type { Edited } from '../notice-form.ts'

/** What is against a plan being edited: a rule, something blank or misspelt in it, or a notice that needs one and has none. */
export type EditedFault = PlanFault | 'incomplete' | 'later-envelope-without-plan' | 'coefficient-parties-not-independent'

/** Where on the page a fault is said. */
export type FaultPlace = 'plan' | 'criteria' | 'criterion' | 'price' | 'rest'

/** What of the notice being edited its plan is held to; parties that make no draw of a coefficient independent. */
export interface EditedGround extends PlanGround {
  readonly envelopes: readonly {
    readonly name: NoticeDraft['envelopes'][number]['name']
    readonly opensAt: 'opening' | 'price'
    readonly fields: NoticeDraft['envelopes'][number]['fields']
  }[]
  readonly interested: ReadonlySet<string>
}

/** The ground of a plan in the form as it stands. */
export function groundOf(tender: DeskTender, edited: Edited, kind: SubjectKind): EditedGround {
  const { tenderer, agency } = tender
  return {
    method: edited.evaluation.method,
    isProcurement: findCategory(tender.category)?.clock === 'procurement',
    kind,
    envelopes: (['qualification', 'technical', 'commercial'] as const).flatMap((name) => {
      const { isAsked, isLater, fields } = edited.envelopes[name]
      return isAsked ? [{ name, opensAt: isLater === true ? ('price' as const) : ('opening' as const), fields }] : []
    }),
    interested: new Set([tenderer.party, ...(agency === null ? [] : [agency.party])]),
  }
}

/**
 * What the form begins with: a new draft with the plan that suits what is bought and by which method, so that whoever wants to evaluate
 * elsewhere says so; every other as it stands.
 */
export function withNewPlan(tender: DeskTender, edited: Edited, kind: SubjectKind): Edited {
  const isNew = tender.state !== 'published' && tender.desk?.draft == null
  const plan = isNew ? planTemplate(groundOf(tender, edited, kind)) : undefined
  return plan === undefined ? edited : { ...edited, evaluation: { ...edited.evaluation, plan } }
}

/** The plan once the notice around it has changed: a template that nobody has touched is the one for the new notice, everything else stays. */
export function followedPlan(
  plan: EvaluationPlan | undefined,
  before: PlanGround,
  after: PlanGround,
): EvaluationPlan | undefined {
  const template = planTemplate(before)
  if (template === undefined || !evaluationPlanField.safeParse(plan).success) return plan
  return plan !== undefined && equalBytes(canonicalBytes(plan), canonicalBytes(template)) ? (planTemplate(after) ?? plan) : plan
}

/** The first fault of a plan as it is being edited, by the same rules as the platform's; undefined when it would be taken. */
export function editedFault(plan: EvaluationPlan | undefined, ground: EditedGround): EditedFault | undefined {
  if (plan === undefined) return laterStagesOf(ground.envelopes).length > 0 ? 'later-envelope-without-plan' : undefined
  if (!evaluationPlanField.safeParse(plan).success) return 'incomplete'
  const fault = planFault(plan, ground)
  if (fault !== undefined) return fault
  const parties = drawnCoefficientOf(plan)?.parties ?? []
  return parties.length > 0 && parties.every((party) => ground.interested.has(party))
    ? 'coefficient-parties-not-independent'
    : undefined
}

const places: Readonly<Record<EditedFault, FaultPlace>> = {
  incomplete: 'plan',
  'later-envelope-without-plan': 'plan',
  'method-differs': 'plan',
  'named-twice': 'plan',
  'points-not-hundred': 'criteria',
  'points-beyond-maximum': 'criterion',
  'step-does-not-divide': 'criterion',
  'linear-without-reach': 'criterion',
  'decimals-too-few': 'criterion',
  'field-unknown': 'criterion',
  'price-field-unknown': 'price',
  'formula-not-of-procurement': 'price',
  'price-weight-too-low': 'price',
  'drops-every-price': 'price',
  'zero-coefficient': 'price',
  'coefficient-party-twice': 'price',
  'coefficient-parties-not-independent': 'price',
  'extremes-left-out': 'rest',
}

/** Where a fault is said. */
export function placeOf(fault: EditedFault): FaultPlace {
  return places[fault]
}

/**
 * The fault of one criterion. The platform names the first of all; a plan of this criterion alone has the same fault, because what is judged
 * before criteria (method, names, the price's field) is without fault by then.
 */
export function criterionFaultOf(plan: EvaluationPlan, index: number, ground: EditedGround): EditedFault | undefined {
  const criterion = plan.criteria[index]
  if (criterion === undefined) return undefined
  const alone = { ...plan, criteria: [criterion], brandField: null, price: { ...plan.price, adjustments: [] } }
  const fault = editedFault(alone, ground)
  return fault !== undefined && placeOf(fault) === 'criterion' ? fault : undefined
}

/** What is said at the head of the plan: a fault of the whole, or one that no single criterion is to blame for. */
export function headFaultOf(plan: EvaluationPlan | undefined, ground: EditedGround): EditedFault | undefined {
  const fault = editedFault(plan, ground)
  if (fault === undefined || placeOf(fault) === 'plan') return fault
  if (placeOf(fault) !== 'criterion' || plan === undefined) return undefined
  return plan.criteria.some((_, index) => criterionFaultOf(plan, index, ground) !== undefined) ? undefined : fault
}

/** Points of the price and all criteria together, and how many are missing to (or, negative, beyond) a hundred; what is misspelt counts nothing. */
export function pointsOfPlan(plan: EvaluationPlan): {
  readonly total: string
  readonly missing: string
  readonly sign: -1 | 0 | 1
} {
  const maxima = [plan.price.maximum, ...plan.criteria.map(({ maximum }) => maximum)]
  const total = sumOf(maxima.filter(isDecimal).map(parsePoints))
  const missing = parsePoints('100') - total
  const plain = (points: bigint) => formatPoints(points as typeof total, 4).replace(/\.?0+$/, '')
  return {
    total: plain(total),
    missing: plain(missing < 0n ? -missing : missing),
    sign: missing === 0n ? 0 : missing > 0n ? 1 : -1,
  }
}
