import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

/** Parts of a page as links: the chosen one stands in the address (`?tab=`), so it can be given on and survives a reload. */
export function Tabs<Key extends string>({ label, tabs, current, param = 'tab' }: TabsProps<Key>) {
  const [search] = useSearchParams()
  const first = tabs[0]?.key
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ key, title, count }) => {
        const next = new URLSearchParams(search)
        if (key === first) next.delete(param)
        else next.set(param, key)
        return (
          <Link key={key} to={{ search: next.toString() }} preventScrollReset aria-current={key === current ? 'page' : undefined}>
            {title}
            {count !== undefined && <span className="cnt">{count}</span>}
          </Link>
        )
      })}
    </nav>
  )
}

interface TabsProps<Key extends string> {
  readonly label: string
  /** The first is what an address without the parameter shows. */
  readonly tabs: readonly { readonly key: Key; readonly title: ReactNode; readonly count?: number }[]
  readonly current: Key
  readonly param?: string
}

/** The tab the address names, or the first. */
export function useTab<Key extends string>(keys: readonly [Key, ...Key[]], param = 'tab'): Key {
  const [search] = useSearchParams()
  return keys.find((key) => key === search.get(param)) ?? keys[0]
}
