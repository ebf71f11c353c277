import { createStore, type Store } from '../../platform/store.ts'

/** A search somebody follows in this browser. The platform does not know of it. */
export interface SavedSearch {
  readonly name: string
  /** The filters as a query text. */
  readonly filters: string
  /** When its list was last looked at: RFC 3339, the server's time. */
  readonly seenAt: string
}

const KEY = 'kaibiao.searches'
const MAX_SAVED = 20

/** The searches of this browser, newest first. */
export const savedSearches: Store<readonly SavedSearch[]> = createStore(read())

/** Keeps a search; one with the same filters is replaced. */
export function saveSearch(search: SavedSearch): void {
  write([search, ...savedSearches.get().filter(({ filters }) => filters !== search.filters)].slice(0, MAX_SAVED))
}

/** Forgets a search. */
export function forgetSearch(filters: string): void {
  write(savedSearches.get().filter((search) => search.filters !== filters))
}

/** Says that the list of a search has been looked at. */
export function markSeen(filters: string, seenAt: string): void {
  write(savedSearches.get().map((search) => (search.filters === filters ? { ...search, seenAt } : search)))
}

function write(next: readonly SavedSearch[]): void {
  savedSearches.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing still shows what was saved until the page is left.
  }
}

function read(): readonly SavedSearch[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isSavedSearch) : []
  } catch {
    return []
  }
}

function isSavedSearch(value: unknown): value is SavedSearch {
  if (typeof value !== 'object' || value === null) return false
  const { name, filters, seenAt } = value as Record<string, unknown>
  return typeof name === 'string' && typeof filters === 'string' && typeof seenAt === 'string'
}
