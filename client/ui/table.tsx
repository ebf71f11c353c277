import type { ReactNode } from 'react'

/** A column of a Table: its title and how a row fills it. */
export interface Column<Row> {
  readonly key: string
  readonly title: ReactNode
  readonly isRight?: boolean
  /** Says nothing of the title on a phone's card: for the column that is the card's heading. */
  readonly isHead?: boolean
  readonly cell: (row: Row, index: number) => ReactNode
}

/** A plain table; below 768 px each row is a card whose cells name their column. `label` says what it lists. */
export function Table<Row>({ label, columns, rows, keyOf, classOf }: TableProps<Row>) {
  return (
    <table className="tbl cards">
      <caption className="sr">{label}</caption>
      <thead>
        <tr>
          {columns.map(({ key, title, isRight }) => (
            <th key={key} scope="col" className={isRight === true ? 'right' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)} className={classOf?.(row)}>
            {columns.map(({ key, title, isRight, isHead, cell }) => (
              <td key={key} className={`${isRight === true ? 'right' : ''} ${isHead === true ? 'row-head' : ''}`}>
                {isHead !== true && (
                  <span className="cell-title" aria-hidden="true">
                    {title}
                  </span>
                )}
                {cell(row, index)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row, index: number) => string | number
  /** `mine` tints blue, `cur` grey. */
  readonly classOf?: (row: Row) => string | undefined
}
