import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObjectiveCriterion } from '#shared/scoring/plan.ts'
import { Button } from '../../../../ui/button.tsx'
import { ChoiceInput, DecimalInput, LineInput, replaced, WholeInput } from './controls.tsx'

type Rule = ObjectiveCriterion['rule']
const kinds = ['linear', 'at-most', 'at-least', 'choice'] as const
const LARGEST = 1_000_000_000

/** A rule of a kind over a field, with values to begin with. */
export function ruleFor(kind: Rule['kind'], field: string): Rule {
  if (kind === 'linear') return { kind, field, best: 60, worst: 120 }
  if (kind === 'choice') return { kind, field, choices: [{ value: '', points: '10' }] }
  return { kind, field, steps: [{ bound: 60, points: '10' }] }
}

/** How a field of the letter becomes points. */
export function RuleFields({ rule, maximum, onChange }: RuleFieldsProps) {
  const { t } = useTranslation('plan')
  return (
    <div className="plan-list">
      <div className="plan-grid">
        <ChoiceInput
          label={t('rule.kind')}
          value={rule.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`rule.${kind}`) }))}
          onChange={(kind) => onChange(ruleFor(kind, rule.field))}
          help={t(`rule.${rule.kind}-text`, { maximum })}
        />
        {rule.kind === 'linear' && (
          <>
            <WholeInput label={t('rule.best')} value={rule.best} max={LARGEST} onChange={(best) => onChange({ ...rule, best })} />
            <WholeInput
              label={t('rule.worst')}
              value={rule.worst}
              max={LARGEST}
              onChange={(worst) => onChange({ ...rule, worst })}
            />
          </>
        )}
      </div>
      {rule.kind === 'choice' && <Choices rule={rule} onChange={onChange} />}
      {(rule.kind === 'at-most' || rule.kind === 'at-least') && <StepRows rule={rule} onChange={onChange} />}
    </div>
  )
}

interface RuleFieldsProps {
  readonly rule: Rule
  readonly maximum: string
  readonly onChange: (rule: Rule) => void
}

function Choices({ rule, onChange }: RowsProps<Extract<Rule, { kind: 'choice' }>>) {
  const { t } = useTranslation('plan')
  const { choices } = rule
  const set = (changed: typeof choices) => onChange({ ...rule, choices: changed })
  return (
    <Rows count={choices.length} onAdd={() => set([...choices, { value: '', points: '0' }])}>
      {choices.map((choice, index) => (
        <div key={`choice-${String(index)}`} className="plan-grid">
          <LineInput
            label={t('rule.value')}
            value={choice.value}
            onChange={(value) => set(replaced(choices, index, { ...choice, value }))}
          />
          <DecimalInput
            label={t('rule.points')}
            value={choice.points}
            onChange={(points) => set(replaced(choices, index, { ...choice, points }))}
          />
          <Remove isPossible={choices.length > 1} number={index + 1} onRemove={() => set(replaced(choices, index))} />
        </div>
      ))}
    </Rows>
  )
}

function StepRows({ rule, onChange }: RowsProps<Extract<Rule, { kind: 'at-most' | 'at-least' }>>) {
  const { t } = useTranslation('plan')
  const { steps } = rule
  const set = (changed: typeof steps) => onChange({ ...rule, steps: changed })
  return (
    <Rows count={steps.length} onAdd={() => set([...steps, { bound: steps.at(-1)?.bound ?? 0, points: '0' }])}>
      {steps.map((step, index) => (
        <div key={`step-${String(index)}`} className="plan-grid">
          <WholeInput
            label={t(`rule.bound-${rule.kind}`)}
            value={step.bound}
            max={LARGEST}
            onChange={(bound) => set(replaced(steps, index, { ...step, bound }))}
          />
          <DecimalInput
            label={t('rule.points')}
            value={step.points}
            onChange={(points) => set(replaced(steps, index, { ...step, points }))}
          />
          <Remove isPossible={steps.length > 1} number={index + 1} onRemove={() => set(replaced(steps, index))} />
        </div>
      ))}
    </Rows>
  )
}

interface RowsProps<T extends Rule> {
  readonly rule: T
  readonly onChange: (rule: Rule) => void
}

function Rows({ count, onAdd, children }: { readonly count: number; readonly onAdd: () => void; readonly children: ReactNode }) {
  const { t } = useTranslation('plan')
  return (
    <>
      {children}
      {count < 20 && (
        <div>
          <Button size="sm" onClick={onAdd}>
            {t('rule.add')}
          </Button>
        </div>
      )}
    </>
  )
}

function Remove({
  isPossible,
  number,
  onRemove,
}: {
  readonly isPossible: boolean
  readonly number: number
  readonly onRemove: () => void
}) {
  const { t } = useTranslation('plan')
  if (!isPossible) return null
  return (
    <div>
      <Button size="sm" onClick={onRemove} aria-label={t('rule.removeNumber', { number })}>
        {t('remove')}
      </Button>
    </div>
  )
}
