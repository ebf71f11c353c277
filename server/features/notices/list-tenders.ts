import { matches, searchQuery, searchText } from '#shared/catalogue/search-text.ts'
import type { QueryOf } from '#shared/contracts/contract.ts'
import type { exportTendersContract } from '#shared/contracts/notices/public-list.ts'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { NoticesReads } from './deps.ts'
import { daysOf, type Filter, prefix, range } from './list-filters.ts'
import { type TenderRecord, tenderModel } from './tender.model.ts'

/** The filters of the public list. */
export type TenderFilters = QueryOf<typeof exportTendersContract>

const active: readonly TenderState[] = ['published', 'closed', 'opening']
const all: readonly TenderState[] = [...active, 'opened', 'failed', 'terminated']
/** A tender as lists read it: without the notice itself, whose text is a hundred times its row. */
export type ListedTender = Omit<TenderRecord, 'notice' | 'draft' | 'seats' | 'attached' | 'searchTokens'>
const unlisted = { notice: 0, draft: 0, seats: 0, attached: 0, searchTokens: 0 } as const

/** Most candidates read at once, when many of them turn out not to hold the words as typed. */
const MOST_AT_ONCE = 200

/** The orders of the list: field, direction. Equal values are told apart by id, so that a cursor is exact. */
const orders = {
  closing: { field: 'closingKey', direction: 1 },
  newest: { field: 'publishedAt', direction: -1 },
  oldest: { field: 'publishedAt', direction: 1 },
  budget: { field: 'budgetKey', direction: -1 },
} as const

/**
 * A page of the public list. The index finds candidates by their characters' pairs; each is then checked against its whole text, so that
 * what is listed holds the words as typed. Throws `cursor-refused`.
 */
export async function listTenders(
  deps: NoticesReads,
  { filters, cursor, limit }: { readonly filters: TenderFilters; readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly records: ListedTender[]; readonly next: string | null }> {
  const sort =
    filters.sort ??
    (filters.status === 'bidding' || (filters.status === undefined && filters.scope === 'active') ? 'closing' : 'newest')
  const { field, direction } = orders[sort]
  const isMatch = exactly(filters)
  const records: ListedTender[] = []
  let after = cursor === undefined ? undefined : readCursor(cursor, sort)
  // Nearly every candidate is a match: a page is read with few to spare, and more only when that was not enough.
  for (let size = limit + 1 + Math.ceil(limit / 4); ; size = Math.max(size, Math.min(size * 2, MOST_AT_ONCE))) {
    const found = await tenderModel(deps.connection)
      .find({ $and: [filterOf(filters), behind(after, field, direction)] }, unlisted)
      .sort({ [field]: direction, _id: direction })
      .limit(size)
      .lean<ListedTender[]>()
    for (const record of found) {
      if (!isMatch(record)) continue
      if (records.length === limit) return { records, next: writeCursor(sort, records.at(-1), field) }
      records.push(record)
    }
    const last = found.at(-1)
    if (last === undefined || found.length < size) return { records, next: null }
    after = { key: String(last[field]), id: last._id }
  }
}

function filterOf(filters: TenderFilters): Filter {
  const words = [filters.q ?? '', filters.tenderer ?? '', filters.agency ?? ''].join(' ')
  const { tokens } = searchQuery(words)
  const { category, kind, method, code } = filters
  return {
    state: { $in: [...statesOf(filters)] },
    ...(tokens.length === 0 ? {} : { searchTokens: { $all: tokens } }),
    ...(category === undefined ? {} : { category }),
    ...(kind === undefined ? {} : { kind }),
    ...(method === undefined ? {} : { method }),
    ...(code === undefined ? {} : { code }),
    ...prefix('region', filters.region),
    ...prefix('industry', filters.industry),
    ...range('budgetKey', budgetKey(filters.budgetFrom), budgetKey(filters.budgetTo)),
    ...range(filters.dateKind === 'published' ? 'publishedAt' : 'deadlineAt', ...daysOf(filters)),
  }
}

function statesOf(filters: TenderFilters): readonly TenderState[] {
  if (filters.status === 'bidding') return ['published']
  if (filters.status !== undefined) return [filters.status]
  return filters.scope === 'all' ? all : active
}

/** Checks what the index only promises: the words as typed, and the parties' names as parts of the names. */
function exactly(filters: TenderFilters): (record: ListedTender) => boolean {
  const query = searchQuery(filters.q ?? '')
  const tenderer = searchQuery(filters.tenderer ?? '')
  const agency = searchQuery(filters.agency ?? '')
  return (record) =>
    matches(query, record.searchText) &&
    matches(tenderer, searchText(record.tendererName)) &&
    matches(agency, searchText(record.agencyName ?? ''))
}

function budgetKey(amount: Yuan | undefined): string | undefined {
  return amount === undefined ? undefined : parseYuan(amount).toString().padStart(18, '0')
}

interface Place {
  readonly key: string
  readonly id: string
}

function behind(place: Place | undefined, field: string, direction: 1 | -1): Filter {
  if (place === undefined) return {}
  const beyond = direction === 1 ? '$gt' : '$lt'
  return { $or: [{ [field]: { [beyond]: place.key } }, { [field]: place.key, _id: { [beyond]: place.id } }] }
}

function writeCursor(
  sort: string,
  last: ListedTender | undefined,
  field: (typeof orders)[keyof typeof orders]['field'],
): string | null {
  return last === undefined ? null : base64url(utf8(`${sort} ${last._id} ${last[field]}`))
}

/** Reads an attacker-controlled cursor of this order. */
function readCursor(cursor: string, sort: string): Place {
  const found = textOf(cursor).match(/^([a-z]+) ([0-9a-f]{32}) ([0-9A-Za-z:.-]{1,60})$/)
  const [, order, id, key] = found ?? []
  if (order !== sort || id === undefined || key === undefined) throw new DomainProblem('cursor-refused')
  return { key, id }
}

function textOf(cursor: string): string {
  try {
    return fromUtf8(fromBase64url(cursor))
  } catch {
    throw new DomainProblem('cursor-refused')
  }
}
