import { useTranslation } from 'react-i18next'
import { drawnCoefficientOf, type EvaluationPlan, type PriceFormula } from '#shared/scoring/plan.ts'
import { benchmarkFormula } from '#shared/scoring/plan-template.ts'
import { useCatalogueLabels } from '../../../catalogue/labels.ts'
import { AdjustmentFields } from './adjustment-fields.tsx'
import { BenchmarkFields } from './benchmark-fields.tsx'
import { ChoiceInput, DecimalInput, FaultNote } from './controls.tsx'
import type { PlanPartProps } from './plan-card.tsx'
import { editedFault, placeOf } from './plan-state.ts'

/** The price: which field of the letter, its points, the formula, and what is added for comparison. */
export function PriceFields({ plan, ground, onChange, isDrawFixed }: PlanPartProps & { readonly isDrawFixed: boolean }) {
  const { t } = useTranslation('plan')
  const { say } = useCatalogueLabels()
  const { price } = plan
  const change = (changes: Partial<EvaluationPlan['price']>) => onChange({ price: { ...price, ...changes } })
  const fault = editedFault(plan, ground)
  const amounts = ground.envelopes
    .flatMap(({ fields }) => fields)
    .filter(({ type, isRequired }) => type === 'price' && isRequired)
  const isScored = price.formula.kind !== 'lowest-evaluated-price'
  return (
    <section className="plan-list" aria-label={t('price.title')}>
      <h3 className="t16">{t('price.title')}</h3>
      {fault !== undefined && placeOf(fault) === 'price' && <FaultNote fault={fault} />}
      <div className="plan-grid">
        <ChoiceInput
          label={t('price.formula')}
          value={price.formula.kind}
          options={(isDrawFixed && drawnCoefficientOf(plan) !== undefined ? (['benchmark'] as const) : formulasOf(ground)).map(
            (kind) => ({ value: kind, label: t(`formula.${kind}`) }),
          )}
          onChange={(kind) => kind !== price.formula.kind && change({ formula: formulaFor(kind) })}
          help={t(`formula.${price.formula.kind}-text`)}
        />
        {isScored && (
          <DecimalInput label={t('price.maximum')} value={price.maximum} onChange={(maximum) => change({ maximum })} />
        )}
        <ChoiceInput
          label={t('price.field')}
          value={price.field}
          options={amounts.map(({ name, label }) => ({ value: name, label: say(label) }))}
          onChange={(field) => change({ field })}
        />
      </div>
      {price.formula.kind === 'benchmark' && (
        <BenchmarkFields
          formula={price.formula}
          ground={ground}
          isDrawFixed={isDrawFixed}
          onChange={(formula) => change({ formula })}
        />
      )}
      <AdjustmentFields plan={plan} ground={ground} onChange={onChange} />
    </section>
  )
}

function formulasOf({ method, isProcurement }: PlanPartProps['ground']): PriceFormula['kind'][] {
  if (method === 'lowest-evaluated-price') return ['lowest-evaluated-price']
  return method === 'low-price-score' || isProcurement ? ['lowest-price'] : ['benchmark', 'lowest-price']
}

function formulaFor(kind: PriceFormula['kind']): PriceFormula {
  return kind === 'benchmark' ? benchmarkFormula() : { kind }
}
