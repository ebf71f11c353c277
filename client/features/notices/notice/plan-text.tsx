import { useTranslation } from 'react-i18next'
import type { Notice } from '#shared/catalogue/notice.ts'
import type { Criterion, EvaluationPlan } from '#shared/scoring/plan.ts'
import { moneyText } from '../../../ui/money.tsx'
import { Table } from '../../../ui/table.tsx'
import { useCatalogueLabels } from '../../catalogue/labels.ts'

/** What the plan of a notice judges by, in words: criteria with their points, the price formula, the preliminary review. */
export function PlanText({ plan, envelopes }: { readonly plan: EvaluationPlan; readonly envelopes: Notice['envelopes'] }) {
  const { t } = useTranslation('plan')
  const ways = useWays(plan, envelopes)
  const { price, lowPrice } = plan
  const rows = [
    ...plan.criteria.map((criterion) => ({
      key: criterion.id,
      name: criterion.name,
      part: t(`part.${criterion.part}`),
      maximum: criterion.maximum,
      how: ways.ofCriterion(criterion),
    })),
    {
      key: 'price-',
      name: t('public.price'),
      part: t('part.commercial'),
      maximum: price.formula.kind === 'lowest-evaluated-price' ? undefined : price.maximum,
      how: ways.ofPrice(),
    },
  ]
  return (
    <div className="stack-12">
      <Table
        label={t('public.criteria')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { key: 'name', title: t('criteria.name'), isHead: true, cell: ({ name }) => name },
          { key: 'part', title: t('criteria.part'), cell: ({ part }) => part },
          { key: 'maximum', title: t('criteria.maximum'), isRight: true, cell: ({ maximum }) => maximum ?? '—' },
          { key: 'how', title: t('public.how'), cell: ({ how }) => <Lines lines={how} /> },
        ]}
      />
      <ul className="t14">
        {plan.isBlind && <li>{t('public.blind')}</li>}
        <li>{t('public.average', { how: t(`averaging.${plan.averaging}`) })}</li>
        {lowPrice !== null && (
          <li>{t('public.lowPrice', { base: t(`lowPrice.${lowPrice.of}`), percent: lowPrice.belowPercent })}</li>
        )}
        <li>{t('public.candidates', { number: plan.maxCandidates })}</li>
      </ul>
      <details>
        <summary>{t('review.title', { count: plan.preliminary.length })}</summary>
        <Table
          label={t('public.review')}
          rows={plan.preliminary}
          keyOf={({ id }) => id}
          columns={[
            { key: 'name', title: t('review.name'), isHead: true, cell: ({ name }) => name },
            { key: 'stage', title: t('review.stage'), cell: ({ stage }) => t(`stage.${stage}`) },
            { key: 'ground', title: t('review.ground'), cell: ({ ground }) => t(`ground.${ground}`) },
          ]}
        />
      </details>
    </div>
  )
}

/** Lines in one box: on a phone a cell stands beside its column's name. */
function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  )
}

/** How each criterion and the price earn points, line by line. */
function useWays(plan: EvaluationPlan, envelopes: Notice['envelopes']) {
  const { t } = useTranslation('plan')
  const { say } = useCatalogueLabels()
  const labelOf = (name: string) => {
    const field = envelopes.flatMap(({ fields }) => fields).find((each) => each.name === name)
    return field === undefined ? name : say(field.label)
  }
  const ofCriterion = (criterion: Criterion): string[] => {
    if (criterion.kind === 'subjective')
      return [t('public.step', { step: criterion.step }), ...criterion.bands.map((band) => t('public.band', { ...band }))]
    const { rule } = criterion
    const field = labelOf(rule.field)
    if (rule.kind === 'linear') return [t('public.linear', { field, best: rule.best, worst: rule.worst })]
    if (rule.kind === 'choice') return rule.choices.map((choice) => t('public.choice', { field, ...choice }))
    return rule.steps.map((step) => t(`public.${rule.kind}`, { field, ...step }))
  }
  const ofPrice = (): string[] => {
    const { formula, maximum, adjustments } = plan.price
    return [
      ...(formula.kind === 'benchmark' ? ofBenchmark(formula) : [t(`public.${formula.kind}`, { maximum })]),
      ...adjustments.map(({ name, field, baseline, perUnit }) =>
        t('public.adjustment', { name, field: labelOf(field), baseline, amount: moneyText(perUnit) }),
      ),
    ]
  }
  const ofBenchmark = (formula: Extract<EvaluationPlan['price']['formula'], { kind: 'benchmark' }>): string[] => {
    const { coefficient } = formula
    const factor =
      coefficient.kind === 'stated' ? coefficient.value : t('public.drawnOf', { values: coefficient.values.join(' ') })
    return [
      t('public.benchmark', {
        base: t(`benchmark.${formula.of}`),
        coefficient: factor,
        above: formula.above,
        below: formula.below,
      }),
      ...(formula.of === 'mean' ? formula.drop.map((row) => t('public.drop', { ...row })) : []),
    ]
  }
  return { ofCriterion, ofPrice }
}
