import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { iconOfTone, type Tone } from './tone.ts'

/**
 * First thing on any page where someone has something at stake. `head` answers “is my bid safe?”, `children` says what to do.
 * One per page. `isUrgent` interrupts a screen reader: for a change of stage or a danger only.
 */
export function StatusLine({ tone = 'plain', head, icon, isSlim = false, isUrgent = false, action, children }: StatusLineProps) {
  return (
    <div
      className={`status ${tone === 'plain' || tone === 'blue' ? '' : tone} ${isSlim ? 'slim' : ''}`}
      role={isUrgent ? 'alert' : 'status'}
    >
      <Icon name={icon ?? iconOfTone[tone]} size={isSlim ? 20 : 24} />
      <div className="grow">
        <p className="head">{head}</p>
        {children !== undefined && <div className="do">{children}</div>}
      </div>
      {action}
    </div>
  )
}

interface StatusLineProps {
  readonly tone?: Tone
  readonly head: ReactNode
  readonly icon?: IconName
  readonly isSlim?: boolean
  readonly isUrgent?: boolean
  /** One button or link at the end. */
  readonly action?: ReactNode
  readonly children?: ReactNode
}
