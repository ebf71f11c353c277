import { useTranslation } from 'react-i18next'
import type { Criterion, ObjectiveCriterion, SubjectiveCriterion } from '#shared/scoring/plan.ts'
import { gradedCriterion } from '#shared/scoring/plan-template.ts'
import { Button } from '../../../../ui/button.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import { useCatalogueLabels } from '../../../catalogue/labels.ts'
import { freshName } from '../fresh-name.ts'
import { ChoiceInput, DecimalInput, FaultNote, LineInput, replaced } from './controls.tsx'
import type { PlanPartProps } from './plan-card.tsx'
import { criterionFaultOf, type EditedGround, editedFault, placeOf, pointsOfPlan } from './plan-state.ts'
import { RuleFields, ruleFor } from './rule-fields.tsx'

const parts = ['technical', 'commercial'] as const

/** Criteria beside the price with their points, and what is missing to a hundred. */
export function CriteriaFields({ plan, ground, onChange }: PlanPartProps) {
  const { t } = useTranslation('plan')
  const isScored = plan.price.formula.kind !== 'lowest-evaluated-price'
  const set = (index: number, criterion?: Criterion) => onChange({ criteria: replaced(plan.criteria, index, criterion) })
  const fault = editedFault(plan, ground)
  const fields = ground.envelopes.flatMap((envelope) => envelope.fields)
  const [computed] = [...fields.filter(({ type }) => type === 'days'), ...fields.filter(({ name }) => name !== plan.price.field)]
  return (
    <section className="plan-list" aria-label={t('criteria.title')}>
      <div className="row between flow">
        <h3 className="t16">{t('criteria.title')}</h3>
        {isScored && <PointsSum plan={plan} />}
      </div>
      {!isScored && <p className="t13 ink3">{t('criteria.notScored')}</p>}
      {fault !== undefined && placeOf(fault) === 'criteria' && <FaultNote fault={fault} />}
      {plan.criteria.map((criterion, index) => {
        const own = criterionFaultOf(plan, index, ground)
        return (
          <fieldset key={criterion.id} className="plan-item">
            <legend className="b">{t('criteria.number', { number: index + 1 })}</legend>
            <CriterionFields criterion={criterion} ground={ground} onChange={(changed) => set(index, changed)} />
            {own !== undefined && <FaultNote fault={own} />}
            <Button size="sm" onClick={() => set(index)}>
              {t('criteria.removeNamed', { name: criterion.name })}
            </Button>
          </fieldset>
        )
      })}
      <div className="row flow">
        <Button
          size="sm"
          onClick={() =>
            onChange({ criteria: [...plan.criteria, gradedCriterion(freshName(), t('criteria.newName'), 'technical', 10)] })
          }
        >
          {t('criteria.addSubjective')}
        </Button>
        {computed !== undefined && (
          <Button
            size="sm"
            onClick={() =>
              onChange({
                criteria: [
                  ...plan.criteria,
                  {
                    kind: 'objective',
                    id: freshName(),
                    name: computed.label.zh,
                    part: 'commercial',
                    maximum: '10',
                    rule: ruleFor(computed.type === 'days' ? 'linear' : 'choice', computed.name),
                  },
                ],
              })
            }
          >
            {t('criteria.addObjective')}
          </Button>
        )}
      </div>
    </section>
  )
}

function PointsSum({ plan }: Pick<PlanPartProps, 'plan'>) {
  const { t } = useTranslation('plan')
  const { total, missing, sign } = pointsOfPlan(plan)
  return (
    <p role="status" className="row flow t13">
      <span>{t('sum.total', { total, price: plan.price.maximum })}</span>
      <Tag tone={sign === 0 ? 'ok' : 'warn'}>
        {sign === 0 ? t('sum.right') : t(sign > 0 ? 'sum.missing' : 'sum.beyond', { points: missing })}
      </Tag>
    </p>
  )
}

function CriterionFields({ criterion, ground, onChange }: CriterionProps<Criterion>) {
  const { t } = useTranslation('plan')
  return (
    <>
      <div className="plan-grid">
        <LineInput label={t('criteria.name')} value={criterion.name} onChange={(name) => onChange({ ...criterion, name })} />
        <DecimalInput
          label={t('criteria.maximum')}
          value={criterion.maximum}
          onChange={(maximum) => onChange(withMaximum(criterion, maximum))}
        />
        {criterion.kind === 'subjective' && (
          <DecimalInput label={t('criteria.step')} value={criterion.step} onChange={(step) => onChange({ ...criterion, step })} />
        )}
        <ChoiceInput
          label={t('criteria.part')}
          value={criterion.part}
          options={parts.map((part) => ({ value: part, label: t(`part.${part}`) }))}
          onChange={(part) => onChange({ ...criterion, part })}
        />
        {criterion.kind === 'objective' && <FieldChoice criterion={criterion} ground={ground} onChange={onChange} />}
      </div>
      {criterion.kind === 'subjective' ? (
        <Bands criterion={criterion} onChange={onChange} />
      ) : (
        <RuleFields rule={criterion.rule} maximum={criterion.maximum} onChange={(rule) => onChange({ ...criterion, rule })} />
      )}
    </>
  )
}

interface CriterionProps<T extends Criterion> {
  readonly criterion: T
  readonly ground: EditedGround
  readonly onChange: (criterion: Criterion) => void
}

function FieldChoice({ criterion, ground, onChange }: CriterionProps<ObjectiveCriterion>) {
  const { t } = useTranslation('plan')
  const { say } = useCatalogueLabels()
  const { rule } = criterion
  return (
    <ChoiceInput
      label={t('rule.field')}
      value={rule.field}
      options={ground.envelopes.flatMap(({ fields }) => fields.map(({ name, label }) => ({ value: name, label: say(label) })))}
      onChange={(field) => onChange({ ...criterion, rule: { ...rule, field } })}
    />
  )
}

function Bands({ criterion, onChange }: Omit<CriterionProps<SubjectiveCriterion>, 'ground'>) {
  const { t } = useTranslation('plan')
  const { bands } = criterion
  const set = (changed: SubjectiveCriterion['bands']) => onChange({ ...criterion, bands: changed })
  return (
    <details>
      <summary>{t('band.title', { count: bands.length })}</summary>
      <div className="plan-list">
        {bands.map((band, index) => {
          const change = (changes: Partial<typeof band>) => set(replaced(bands, index, { ...band, ...changes }))
          return (
            // A grade has no name of its own but its place.
            <div key={`band-${String(index)}`} className="plan-grid is-narrow">
              <LineInput label={t('band.name')} value={band.name} onChange={(name) => change({ name })} />
              <DecimalInput label={t('band.from')} value={band.from} onChange={(from) => change({ from })} />
              <DecimalInput label={t('band.to')} value={band.to} onChange={(to) => change({ to })} />
              <div className="wide">
                <LineInput label={t('band.text')} value={band.text} onChange={(text) => change({ text })} />
                <Button size="sm" onClick={() => set(replaced(bands, index))}>
                  {t('band.remove', { name: band.name })}
                </Button>
              </div>
            </div>
          )
        })}
        {bands.length < 8 && (
          <div>
            <Button size="sm" onClick={() => set([...bands, { name: '', from: '0', to: '0', text: '' }])}>
              {t('band.add')}
            </Button>
          </div>
        )}
      </div>
    </details>
  )
}

/** A new maximum; the grade that reached up to the old one reaches up to it. */
function withMaximum(criterion: Criterion, maximum: string): Criterion {
  if (criterion.kind === 'objective') return { ...criterion, maximum }
  const bands = criterion.bands.map((band) => (band.to === criterion.maximum ? { ...band, to: maximum } : band))
  return { ...criterion, maximum, bands }
}
