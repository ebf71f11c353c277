import type { ReactNode } from 'react'

/** Heading of a section of a page: title, a note, and something at the end of the line. */
export function SectionHead({ title, note, extra, id }: SectionHeadProps) {
  return (
    <div className="sec">
      <h2 id={id}>{title}</h2>
      {note !== undefined && <span className="t13 ink3">{note}</span>}
      <span className="sp" />
      {extra}
    </div>
  )
}

interface SectionHeadProps {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly extra?: ReactNode
  readonly id?: string
}
