import { z } from 'zod'
import { idField, lineField, yuanField } from '../contracts/fields.ts'
import { decimalField } from './points.ts'
import { preliminaryStages, rejectionGrounds } from './rejection.ts'

/** Name of a criterion or review item: lower-case ASCII words joined by hyphens. */
const nameField = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/)
  .max(40)

/** Name of a field of the bid letter. */
const letterName = nameField

/** An item of the preliminary review (初步评审): passed or not, by the majority of the committee; in procurement qualification by the buyer (G6). */
export const preliminaryItemField = z.strictObject({
  id: nameField,
  name: lineField,
  stage: z.enum(preliminaryStages),
  /** Which of the seven mandatory grounds failing it is (X17). */
  ground: z.enum(rejectionGrounds),
})

/** A grade of a subjective criterion (优、良、一般、差), its points and what earns them. */
const bandField = z.strictObject({ name: lineField, from: decimalField, to: decimalField, text: lineField })

const criterionCommon = {
  id: nameField,
  name: lineField,
  /** `technical` is read blind when the plan says so (暗标). */
  part: z.enum(['technical', 'commercial']),
  maximum: decimalField,
}

/** A criterion each member scores by judgement, alone (X8): from 0 to `maximum` in steps. */
const subjectiveField = z.strictObject({
  ...criterionCommon,
  kind: z.literal('subjective'),
  step: decimalField,
  bands: z.array(bandField).max(8),
})

/** A rule that turns one field of the bid letter into points, the same for everybody. */
const objectiveRuleField = z.discriminatedUnion('kind', [
  /** The first step whose bound the whole number does not exceed; none: 0. */
  z.strictObject({
    kind: z.literal('at-most'),
    field: letterName,
    steps: z
      .array(z.strictObject({ bound: z.int().min(0).max(1_000_000_000), points: decimalField }))
      .min(1)
      .max(20),
  }),
  /** The first step whose bound the whole number reaches; none: 0. */
  z.strictObject({
    kind: z.literal('at-least'),
    field: letterName,
    steps: z
      .array(z.strictObject({ bound: z.int().min(0).max(1_000_000_000), points: decimalField }))
      .min(1)
      .max(20),
  }),
  /** All points at `best`, none at `worst`, in proportion between, rounded half up. */
  z.strictObject({
    kind: z.literal('linear'),
    field: letterName,
    best: z.int().min(0).max(1_000_000_000),
    worst: z.int().min(0).max(1_000_000_000),
  }),
  /** The points of the choice written; any other text: 0. */
  z.strictObject({
    kind: z.literal('choice'),
    field: letterName,
    choices: z
      .array(z.strictObject({ value: lineField, points: decimalField }))
      .min(1)
      .max(20),
  }),
])

/** A criterion that is computed: members do not score it. */
const objectiveField = z.strictObject({ ...criterionCommon, kind: z.literal('objective'), rule: objectiveRuleField })

/** A criterion of the detailed review (详细评审) beside the price. */
const criterionField = z.discriminatedUnion('kind', [subjectiveField, objectiveField])

/** How many of the highest and lowest prices stay out of the mean, from so many valid bids on. */
const dropField = z.strictObject({
  atLeast: z.int().min(3).max(1000),
  highest: z.int().min(0).max(10),
  lowest: z.int().min(0).max(10),
})

/** What the mean is multiplied by: stated in the notice, or drawn in public from the values the notice states. */
const coefficientField = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stated'), value: decimalField }),
  z.strictObject({
    kind: z.literal('drawn'),
    values: z.array(decimalField).min(2).max(100),
    /** Who contributes a number beside the platform (`coefficient/1`), at least one of them neither tenderer, agency nor centre. */
    parties: z.array(idField).min(1).max(7),
  }),
])

/** How a price becomes points. */
const priceFormulaField = z.discriminatedUnion('kind', [
  /** 87-55 (X9): maximum × lowest / price. */
  z.strictObject({ kind: z.literal('lowest-price') }),
  /** Points lost per percent of deviation from a benchmark. */
  z.strictObject({
    kind: z.literal('benchmark'),
    of: z.enum(['mean', 'ceiling-price']),
    /** The rows hold from `atLeast` on; the row with the largest `atLeast` reached is used. */
    drop: z.array(dropField).max(6),
    coefficient: coefficientField,
    /** Points lost for each percent above, and below, the benchmark. */
    above: decimalField,
    below: decimalField,
    /** Decimals the rate in percent is rounded to before it costs points; null: not at all (interpolated). */
    rateDecimals: z.int().min(0).max(4).nullable(),
  }),
  /** No points: bids are ranked by evaluated price (经评审的最低投标价法). */
  z.strictObject({ kind: z.literal('lowest-evaluated-price') }),
])

/** An amount added to a price for comparison only: units beyond the baseline × yuan per unit (工期、付款…折算). */
const adjustmentField = z.strictObject({
  id: nameField,
  name: lineField,
  field: letterName,
  baseline: z.int().min(0).max(1_000_000_000),
  perUnit: yuanField,
})

/** Which prices are asked about as abnormally low (X12): below a percentage of something computed from the valid bids. */
const lowPriceField = z.strictObject({
  of: z.enum(['mean', 'second-lowest', 'ceiling-price']),
  belowPercent: decimalField,
})

/** `evaluation-plan/1`: everything a lot is judged by, as data of the notice. Only what stands here counts (X8, TL 49). */
export const evaluationPlanField = z.strictObject({
  v: z.literal('evaluation-plan/1'),
  /** Decimals of every published score, rounded half up (四舍五入). */
  decimals: z.int().min(0).max(4),
  /** Whether the mean of each criterion is rounded before the sum, or only the sum. */
  roundedAt: z.enum(['criterion', 'total']),
  /** `all`, or without one highest and one lowest member's score per criterion from five members on; never in procurement (X9). */
  averaging: z.enum(['all', 'without-extremes']),
  /** Whether technical documents are read without knowing whose they are (暗标). */
  isBlind: z.boolean(),
  preliminary: z.array(preliminaryItemField).min(1).max(100),
  criteria: z.array(criterionField).max(200),
  price: z.strictObject({
    field: letterName,
    maximum: decimalField,
    formula: priceFormulaField,
    adjustments: z.array(adjustmentField).max(20),
  }),
  lowPrice: lowPriceField.nullable(),
  /** A member's score is abnormal when it is further from the mean of the others than this share of the maximum, in percent (X13). */
  abnormalPercent: decimalField,
  /** Field of the letter that names the brand of the core product; equal brands count as one bidder (87-31, X10). */
  brandField: letterName.nullable(),
  /** Order that decides between equal totals; what is equal after the last stands side by side, or is drawn. */
  ties: z.array(z.enum(['price', 'technical', 'commercial'])).max(3),
  lastTie: z.enum(['side-by-side', 'drawn']),
  /** At most three (X15). */
  maxCandidates: z.int().min(1).max(3),
  /** On how many lots of this tender one bidder may stand first; the lots are settled in the notice's order. */
  maxLotsPerBidder: z.int().min(1).max(50).nullable(),
})

/** A parsed plan. */
export type EvaluationPlan = z.output<typeof evaluationPlanField>
/** A criterion of the detailed review. */
export type Criterion = z.output<typeof criterionField>
/** A criterion scored by judgement. */
export type SubjectiveCriterion = z.output<typeof subjectiveField>
/** A criterion that is computed. */
export type ObjectiveCriterion = z.output<typeof objectiveField>
/** How a price becomes points. */
export type PriceFormula = z.output<typeof priceFormulaField>

/** What a plan says of a coefficient that is drawn; undefined where none is. */
export function drawnCoefficientOf(
  plan: Pick<EvaluationPlan, 'price'> | undefined,
): { readonly values: readonly string[]; readonly parties: readonly string[] } | undefined {
  const formula = plan?.price.formula
  return formula?.kind === 'benchmark' && formula.coefficient.kind === 'drawn' ? formula.coefficient : undefined
}
