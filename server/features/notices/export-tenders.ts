import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import type { NoticesReads } from './deps.ts'
import { listTenders, type TenderFilters } from './list-tenders.ts'
import { presentRow } from './present-tender.ts'

/** More rows than a person reads; whoever wants all takes the feed or the API page by page. */
const MOST_ROWS = 5000
const BYTE_ORDER_MARK = '\uFEFF'

const columns = [
  'code',
  'title',
  'category',
  'kind',
  'industry',
  'method',
  'region',
  'regionName',
  'round',
  'state',
  'isSuspended',
  'tendererName',
  'agencyName',
  'budget',
  'publishedAt',
  'deadlineAt',
  'rulePack',
  'id',
] as const

/** The public list as CSV (RFC 4180), with a byte-order mark so that spreadsheets read Chinese. */
export async function exportTenders(deps: NoticesReads, filters: TenderFilters): Promise<Bytes> {
  const { records } = await listTenders(deps, { filters, cursor: undefined, limit: MOST_ROWS })
  const rows = records.map(presentRow).map((row) => columns.map((column) => cell(row[column])).join(','))
  return utf8(`${BYTE_ORDER_MARK}${[columns.join(','), ...rows].join('\r\n')}\r\n`)
}

/** Quotes what needs it; a cell a spreadsheet would run as a formula is made text. */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
