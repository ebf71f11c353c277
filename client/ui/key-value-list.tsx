import { Fragment, type ReactNode } from 'react'

/** Names and values. Entries without a value are left out. */
export function KeyValueList({ items }: { readonly items: readonly KeyValue[] }) {
  return (
    <dl className="kv">
      {items.map(({ key, label, value }) =>
        value === undefined || value === null ? null : (
          <Fragment key={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}

/** One entry of a KeyValueList. */
export interface KeyValue {
  readonly key: string
  readonly label: ReactNode
  readonly value: ReactNode
}
