import type { TenderQuery } from './use-tenders.ts'

/** The filters that stand in the address, by the names of the contract. */
export const filterNames = [
  'q',
  'code',
  'category',
  'kind',
  'industry',
  'region',
  'method',
  'status',
  'scope',
  'budgetFrom',
  'budgetTo',
  'dateKind',
  'dateFrom',
  'dateTo',
  'tenderer',
  'agency',
  'sort',
] as const

/** One filter. */
export type FilterName = (typeof filterNames)[number]

/** What says how a list is shown, not what stands in it. */
const presentation: readonly FilterName[] = ['scope', 'sort', 'dateKind', 'status']

/** The filters of an address, as the contract takes them. The server says what is wrong with one that nobody could have chosen. */
export function filtersOf(search: URLSearchParams): TenderQuery {
  const found = filterNames.flatMap((name) => {
    const value = search.get(name)
    return value === null || value === '' ? [] : [[name, value]]
  })
  return Object.fromEntries(found) as TenderQuery
}

/** An address with some filters changed; an empty text removes one. Other parameters (language, what is new) stay. */
export function withFilters(search: URLSearchParams, changes: Partial<Record<FilterName, string>>): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name)
    else next.set(name, value)
  }
  if (!next.has('dateFrom') && !next.has('dateTo')) next.delete('dateKind')
  return next
}

/** An address without any filter. */
export function withoutFilters(search: URLSearchParams): URLSearchParams {
  return withFilters(search, Object.fromEntries(filterNames.map((name) => [name, ''])))
}

/** The filters that narrow a list, to be shown as chips and counted. */
export function narrowing(search: URLSearchParams): readonly { readonly name: FilterName; readonly value: string }[] {
  return filterNames.flatMap((name) => {
    const value = search.get(name)
    return value === null || value === '' || presentation.includes(name) ? [] : [{ name, value }]
  })
}

/** The same filters as a query text, in one order: names a saved search, and goes to the table and the feed. */
export function filterText(search: URLSearchParams, names: readonly FilterName[] = filterNames): string {
  const kept = new URLSearchParams()
  for (const name of names) {
    const value = search.get(name)
    if (value !== null && value !== '') kept.set(name, value)
  }
  return kept.toString()
}

/** An amount as people type it, `1,200,000` or `35.5`, in the spelling of the contract; empty when it is none. */
export function typedYuan(text: string): string {
  const plain = text.replace(/[,，\s¥]/g, '')
  if (!/^\d{1,16}(\.\d{1,2})?$/.test(plain)) return ''
  const [yuan = '0', fen = ''] = plain.split('.')
  return `${yuan.replace(/^0+(?=\d)/, '')}.${fen.padEnd(2, '0')}`
}
