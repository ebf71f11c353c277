import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

/** A button that opens a short list of links. Escape, a choice, or a press elsewhere closes it. */
export function Menu({ label, className = 'btn', hasArrow = true, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current
      if (menu?.open !== true) return
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return
        menu.querySelector('summary')?.focus()
      } else if (event.target instanceof Node && menu.contains(event.target) && !isLink(event.target)) return
      menu.open = false
    }
    document.addEventListener('click', close)
    document.addEventListener('keydown', close)
    return () => {
      document.removeEventListener('click', close)
      document.removeEventListener('keydown', close)
    }
  }, [])
  return (
    <details className="menu" ref={details}>
      <summary className={className}>
        {label}
        {hasArrow && <Icon name="down" size={14} />}
      </summary>
      <ul>{children}</ul>
    </details>
  )
}

interface MenuProps {
  readonly label: ReactNode
  readonly className?: string
  readonly hasArrow?: boolean
  /** `<li>`s with a link or a button each. */
  readonly children: ReactNode
}

function isLink(target: Node): boolean {
  return target instanceof Element && target.closest('a, button') !== null
}
