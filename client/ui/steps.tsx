import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** A step of something that has an order. */
export interface Step {
  readonly key: string
  readonly title: ReactNode
  /** A date, a count, what is waited for. */
  readonly note?: ReactNode
  readonly state: 'done' | 'now' | 'later'
  /** How far the current step has come, 0 to 1. */
  readonly progress?: number
}

interface StepsProps {
  /** What has these steps, for screen readers. */
  readonly label: string
  readonly steps: readonly Step[]
}

/** On narrow screens the line scrolls sideways: the keyboard must reach it (WCAG 2.1.1). */
const scrollable = { tabIndex: 0 }

/** Steps across: the life of a tender. Done is ink, now is blue, later is grey. */
export function StepLine({ label, steps }: StepsProps) {
  return (
    <ol className="steps" aria-label={label} {...scrollable}>
      {steps.map((step) => (
        <li
          key={step.key}
          className={step.state === 'later' ? '' : step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
          style={step.progress === undefined ? undefined : ({ '--p': `${Math.round(step.progress * 100)}%` } as CSSProperties)}
        >
          <Dot step={step} />
          <b>{step.title}</b>
          {step.note !== undefined && <span className="d">{step.note}</span>}
        </li>
      ))}
    </ol>
  )
}

/** Steps down: the ceremony of an opening. */
export function VerticalSteps({ label, steps }: StepsProps) {
  return (
    <ol className="vsteps" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.key}
          className={step.state === 'later' ? '' : step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <Dot step={step} />
          <b>{step.title}</b>
          {step.note}
        </li>
      ))}
    </ol>
  )
}

function Dot({ step }: { readonly step: Step }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="dot">{step.state === 'done' && <Icon name="check" size={14} />}</span>
      {step.state === 'done' && <span className="sr">{t('ui.step.done')}</span>}
    </>
  )
}
