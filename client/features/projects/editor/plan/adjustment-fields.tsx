import { useTranslation } from 'react-i18next'
import { Button } from '../../../../ui/button.tsx'
import { Field } from '../../../../ui/field.tsx'
import { useCatalogueLabels } from '../../../catalogue/labels.ts'
import { MoneyInput } from '../../money-input.tsx'
import { freshName } from '../fresh-name.ts'
import { ChoiceInput, LineInput, replaced, WholeInput } from './controls.tsx'
import type { PlanPartProps } from './plan-card.tsx'

/** Amounts added to a price for comparison only: units beyond a baseline, so many yuan each. */
export function AdjustmentFields({ plan, ground, onChange }: PlanPartProps) {
  const { t } = useTranslation('plan')
  const { say } = useCatalogueLabels()
  const { adjustments } = plan.price
  const set = (changed: typeof adjustments) => onChange({ price: { ...plan.price, adjustments: changed } })
  const fields = ground.envelopes.flatMap((envelope) => envelope.fields).filter(({ name }) => name !== plan.price.field)
  const [first] = [...fields.filter(({ type }) => type === 'days'), ...fields]
  return (
    <>
      {adjustments.map((adjustment, index) => {
        const change = (changes: Partial<typeof adjustment>) => set(replaced(adjustments, index, { ...adjustment, ...changes }))
        return (
          <fieldset key={adjustment.id} className="plan-item">
            <legend className="b">{t('adjustment.number', { number: index + 1 })}</legend>
            <div className="plan-grid">
              <LineInput label={t('adjustment.name')} value={adjustment.name} onChange={(name) => change({ name })} />
              <ChoiceInput
                label={t('rule.field')}
                value={adjustment.field}
                options={fields.map(({ name, label }) => ({ value: name, label: say(label) }))}
                onChange={(field) => change({ field })}
              />
              <WholeInput
                label={t('adjustment.baseline')}
                value={adjustment.baseline}
                max={1_000_000_000}
                onChange={(baseline) => change({ baseline })}
              />
              <Field label={t('adjustment.perUnit')}>
                {({ id }) => (
                  <MoneyInput
                    id={id}
                    value={adjustment.perUnit}
                    // What is no amount yet is refused by the plan's own schema, and nothing is sent.
                    onChange={(perUnit) => change({ perUnit: perUnit as typeof adjustment.perUnit })}
                  />
                )}
              </Field>
            </div>
            <Button size="sm" onClick={() => set(replaced(adjustments, index))}>
              {t('adjustment.remove', { number: index + 1 })}
            </Button>
          </fieldset>
        )
      })}
      {first !== undefined && adjustments.length < 20 && (
        <div>
          <Button
            size="sm"
            onClick={() =>
              set([
                ...adjustments,
                {
                  id: freshName(),
                  name: first.label.zh,
                  field: first.name,
                  baseline: 60,
                  perUnit: '1000.00' as (typeof adjustments)[number]['perUnit'],
                },
              ])
            }
          >
            {t('adjustment.add')}
          </Button>
        </div>
      )}
    </>
  )
}
