import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { iconOfTone, type Tone } from './tone.ts'

/** A category (plain, no icon) or a state (icon, word and colour together). */
export function Tag({ tone = 'plain', icon, children }: TagProps) {
  const shown = icon ?? (tone === 'plain' ? undefined : iconOfTone[tone])
  return (
    <span className={`tag ${tone === 'plain' ? '' : tone}`}>
      {shown !== undefined && <Icon name={shown} size={14} />}
      {children}
    </span>
  )
}

interface TagProps {
  readonly tone?: Tone
  readonly icon?: IconName
  readonly children: ReactNode
}
