import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import './blame-note.css'

/** A failure as a record says it: `title` names whose cause it is, `children` the evidence, the article and the effect on others. Grey, not red. */
export function BlameNote({ title, action, children }: BlameNoteProps) {
  return (
    <div className="blame">
      <Icon name="cross-circle" size={20} />
      <div>
        <b>{title}</b>
        <div className="ink3">{children}</div>
      </div>
      {action}
    </div>
  )
}

interface BlameNoteProps {
  readonly title: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}
