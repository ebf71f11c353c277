import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from './icon.tsx'
import './check-row.css'

/** Outcome of one check. */
export type CheckState = 'pass' | 'fail' | 'unchecked' | 'running'

const looks: Record<CheckState, { readonly icon: IconName; readonly tone: string }> = {
  pass: { icon: 'check-circle', tone: 'ok' },
  fail: { icon: 'cross-circle', tone: 'bad' },
  unchecked: { icon: 'minus-circle', tone: 'ink3' },
  running: { icon: 'clock', tone: 'blue' },
}

/** One verification: what, why it came out so, and the outcome in words. A failure opens: `children` says expected, found, meaning, what to do. */
export function CheckRow({ state, name, why, children }: CheckRowProps) {
  const { t } = useTranslation()
  const { icon, tone } = looks[state]
  return (
    <div className={`ck ${state === 'fail' ? 'fail' : ''}`}>
      <span className={tone}>
        <Icon name={icon} size={18} />
      </span>
      <b>{name}</b>
      <span className="y">{why}</span>
      <span className={`s ${tone}`}>{t(`ui.check.${state}`)}</span>
      {children !== undefined && <div className="dt">{children}</div>}
    </div>
  )
}

interface CheckRowProps {
  readonly state: CheckState
  readonly name: ReactNode
  readonly why?: ReactNode
  readonly children?: ReactNode
}
