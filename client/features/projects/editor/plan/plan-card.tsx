import { Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { drawnCoefficientOf, type EvaluationPlan } from '#shared/scoring/plan.ts'
import { planTemplate } from '#shared/scoring/plan-template.ts'
import { Button } from '../../../../ui/button.tsx'
import { Card } from '../../../../ui/card.tsx'
import { FaultNote } from './controls.tsx'
import { CriteriaFields } from './criteria-fields.tsx'
import { type EditedGround, headFaultOf } from './plan-state.ts'
import { PriceFields } from './price-fields.tsx'
import { RestFields } from './rest-fields.tsx'
import { ReviewFields } from './review-fields.tsx'
import './plan.css'

/** What every part of the plan's editor is given. */
export interface PlanPartProps {
  readonly plan: EvaluationPlan
  readonly ground: EditedGround
  readonly onChange: (changes: Partial<EvaluationPlan>) => void
}

/**
 * The plan of evaluation as data, part of the notice's form; of an amendment, whether a coefficient is drawn and by whom stays as it was.
 */
export function PlanCard({ ground, isAmendment }: { readonly ground: EditedGround; readonly isAmendment: boolean }) {
  const { t } = useTranslation('plan')
  return (
    <Card title={t('title')}>
      <Form.Item name={['evaluation', 'plan']} noStyle>
        <PlanEditor ground={ground} isAmendment={isAmendment} />
      </Form.Item>
    </Card>
  )
}

interface PlanEditorProps {
  readonly value?: EvaluationPlan | undefined
  readonly onChange?: (plan: EvaluationPlan | undefined) => void
  readonly ground: EditedGround
  readonly isAmendment: boolean
}

function PlanEditor({ value: plan, onChange, ground, isAmendment }: PlanEditorProps) {
  const { t } = useTranslation('plan')
  const template = planTemplate(ground)
  const fault = headFaultOf(plan, ground)
  const change = (changes: Partial<EvaluationPlan>) => plan !== undefined && onChange?.({ ...plan, ...changes })
  return (
    <div className="stack-16 plan-card">
      <fieldset className="plan-choice">
        <legend className="sr">{t('where')}</legend>
        <Where
          isChecked={plan === undefined}
          isDisabled={isAmendment && drawnCoefficientOf(plan) !== undefined}
          onChoose={() => onChange?.(undefined)}
          name="elsewhere"
        />
        <Where
          isChecked={plan !== undefined}
          isDisabled={plan === undefined && template === undefined}
          onChoose={() => plan === undefined && onChange?.(template)}
          name="here"
        />
      </fieldset>
      {template === undefined && <p className="t13 ink3">{t('needsPrice')}</p>}
      {fault !== undefined && (
        <FaultNote fault={fault}>
          {fault === 'method-differs' && template !== undefined && (
            <Button size="sm" onClick={() => onChange?.(template)}>
              {t('takeTemplate')}
            </Button>
          )}
        </FaultNote>
      )}
      {plan !== undefined && (
        <>
          <CriteriaFields plan={plan} ground={ground} onChange={change} />
          <PriceFields plan={plan} ground={ground} onChange={change} isDrawFixed={isAmendment} />
          <ReviewFields plan={plan} ground={ground} onChange={change} />
          <RestFields plan={plan} ground={ground} onChange={change} />
        </>
      )}
    </div>
  )
}

interface WhereProps {
  readonly name: 'here' | 'elsewhere'
  readonly isChecked: boolean
  readonly isDisabled?: boolean
  readonly onChoose: () => void
}

function Where({ name, isChecked, isDisabled = false, onChoose }: WhereProps) {
  const { t } = useTranslation('plan')
  return (
    <label className="tickbox">
      <input type="radio" name="plan-where" checked={isChecked} disabled={isDisabled} onChange={onChoose} />
      <span>
        <b>{t(`where-${name}`)}</b>
        <span className="t13 ink3 plan-why">{t(`where-${name}-text`)}</span>
      </span>
    </label>
  )
}
