import { type ReactNode, useId } from 'react'

/** A box with a heading. `extra` stands at the end of the heading. */
export function Card({ title, extra, level = 2, className = '', children }: CardProps) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={`card ${className}`} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <header>
          <Heading id={id} className="grow">
            {title}
          </Heading>
          {extra}
        </header>
      )}
      <div className="in">{children}</div>
    </section>
  )
}

interface CardProps {
  readonly title?: ReactNode
  readonly extra?: ReactNode
  readonly level?: 2 | 3
  readonly className?: string
  readonly children: ReactNode
}
