import { useTranslation } from 'react-i18next'
import type { EvaluationPlan } from '#shared/scoring/plan.ts'
import { Checkbox } from '../../../../ui/field.tsx'
import { useCatalogueLabels } from '../../../catalogue/labels.ts'
import { ChoiceInput, DecimalInput, FaultNote, WholeInput } from './controls.tsx'
import type { PlanPartProps } from './plan-card.tsx'
import { editedFault, placeOf } from './plan-state.ts'

const roundings = ['total', 'criterion'] as const
const averages = ['all', 'without-extremes'] as const
const lowBases = ['none', 'mean', 'second-lowest', 'ceiling-price'] as const
const lastTies = ['side-by-side', 'drawn'] as const
const counts = ['0', '1', '2', '3', '4'] as const
const candidates = ['1', '2', '3'] as const
const orders = {
  none: [],
  price: ['price'],
  'price-technical': ['price', 'technical'],
  'technical-price': ['technical', 'price'],
  'price-technical-commercial': ['price', 'technical', 'commercial'],
} as const satisfies Record<string, EvaluationPlan['ties']>
const orderNames = ['none', 'price', 'price-technical', 'technical-price', 'price-technical-commercial'] as const

/** Rounding, averaging, blind reading, low and abnormal values, ties, candidates. */
export function RestFields({ plan, ground, onChange }: PlanPartProps) {
  const { t } = useTranslation('plan')
  const { say } = useCatalogueLabels()
  const fault = editedFault(plan, ground)
  const fields = ground.envelopes.flatMap((envelope) => envelope.fields)
  const { lowPrice } = plan
  const order = orderNames.find((name) => orders[name].join() === plan.ties.join())
  return (
    <details open={fault !== undefined && placeOf(fault) === 'rest' ? true : undefined}>
      <summary>
        <h3 className="t16 plan-fold">{t('rest.title')}</h3>
      </summary>
      <div className="plan-list">
        {fault !== undefined && placeOf(fault) === 'rest' && <FaultNote fault={fault} />}
        <Checkbox checked={plan.isBlind} onChange={({ target }) => onChange({ isBlind: target.checked })}>
          {t('rest.isBlind')}
        </Checkbox>
        <div className="plan-grid">
          <ChoiceInput
            label={t('rest.averaging')}
            value={plan.averaging}
            options={averages.map((value) => ({ value, label: t(`averaging.${value}`) }))}
            onChange={(averaging) => onChange({ averaging })}
          />
          <ChoiceInput
            label={t('rest.decimals')}
            value={counts[plan.decimals] ?? '2'}
            options={counts.map((value) => ({ value, label: value }))}
            onChange={(decimals) => onChange({ decimals: Number(decimals) })}
          />
          <ChoiceInput
            label={t('rest.roundedAt')}
            value={plan.roundedAt}
            options={roundings.map((value) => ({ value, label: t(`roundedAt.${value}`) }))}
            onChange={(roundedAt) => onChange({ roundedAt })}
          />
          <ChoiceInput
            label={t('rest.lowPrice')}
            value={lowPrice?.of ?? 'none'}
            options={lowBases.map((value) => ({ value, label: t(`lowPrice.${value}`) }))}
            onChange={(of) => onChange({ lowPrice: of === 'none' ? null : { of, belowPercent: lowPrice?.belowPercent ?? '80' } })}
          />
          {lowPrice !== null && (
            <DecimalInput
              label={t('rest.belowPercent')}
              value={lowPrice.belowPercent}
              onChange={(belowPercent) => onChange({ lowPrice: { ...lowPrice, belowPercent } })}
            />
          )}
          <DecimalInput
            label={t('rest.abnormalPercent')}
            help={t('rest.abnormalHint')}
            value={plan.abnormalPercent}
            onChange={(abnormalPercent) => onChange({ abnormalPercent })}
          />
          <ChoiceInput<string>
            label={t('rest.ties')}
            value={order ?? plan.ties.map((each) => t(`tie.${each}`)).join('→')}
            options={orderNames.map((name) => ({
              value: name,
              label: name === 'none' ? t('tie.none') : orders[name].map((each) => t(`tie.${each}`)).join(' → '),
            }))}
            onChange={(chosen) => {
              const name = orderNames.find((each) => each === chosen)
              if (name !== undefined) onChange({ ties: [...orders[name]] })
            }}
          />
          <ChoiceInput
            label={t('rest.lastTie')}
            value={plan.lastTie}
            options={lastTies.map((value) => ({ value, label: t(`lastTie.${value}`) }))}
            onChange={(lastTie) => onChange({ lastTie })}
          />
          <ChoiceInput
            label={t('rest.maxCandidates')}
            value={candidates[plan.maxCandidates - 1] ?? '3'}
            options={candidates.map((value) => ({ value, label: value }))}
            onChange={(count) => onChange({ maxCandidates: Number(count) })}
          />
          <ChoiceInput<string>
            label={t('rest.brandField')}
            value={plan.brandField ?? 'none-'}
            options={[
              { value: 'none-', label: t('rest.noBrand') },
              ...fields.map(({ name, label }) => ({ value: name, label: say(label) })),
            ]}
            onChange={(name) => onChange({ brandField: name === 'none-' ? null : name })}
          />
        </div>
        <Checkbox
          checked={plan.maxLotsPerBidder !== null}
          onChange={({ target }) => onChange({ maxLotsPerBidder: target.checked ? 1 : null })}
        >
          {t('rest.limitsLots')}
        </Checkbox>
        {plan.maxLotsPerBidder !== null && (
          <div className="plan-grid">
            <WholeInput
              label={t('rest.maxLots')}
              value={plan.maxLotsPerBidder}
              min={1}
              max={50}
              onChange={(maxLotsPerBidder) => onChange({ maxLotsPerBidder })}
            />
          </div>
        )}
      </div>
    </details>
  )
}
