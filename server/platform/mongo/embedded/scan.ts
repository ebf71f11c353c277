import type { Collection } from './catalogue.ts'
import type { ReadSource } from './document-store.ts'
import { type Index, keyText } from './indexes.ts'
import { type Companions, noBytes, type ScanRow } from './storage.ts'
import type { OverlayEntry } from './transactions.ts'
import { CommandError } from './values/command-error.ts'
import { type BsonDocument, decodeDocument } from './values/document.ts'
import type { CompiledFilter } from './values/filter.ts'

/** Bytes between which keys lie: `from` inclusive, `to` exclusive. */
export interface ByteRange {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/** How a collection is read: by its documents (in the order of `_id`) or by an index, over disjoint ranges in byte order. */
export interface Plan {
  readonly index: Index | undefined
  readonly ranges: readonly ByteRange[]
  readonly isReversed: boolean
  /** The rows come in the order the query asked for. */
  readonly providesSort: boolean
  /** How many matches will be wanted, as far as known: the size of the first page. */
  readonly wanted: number
  /** The filter keeps it from reading everything. */
  readonly isBound: boolean
  /** Each range holds one document at most, and begins with its key. */
  readonly isById: boolean
  /** Read one after the other instead, each document once: the alternatives of an `$or`. */
  readonly branches: readonly Plan[] | undefined
  /** Of the index, only documents that have these other keys too are read. */
  readonly companions: Companions | undefined
  /** Every row matches: the filter needs no second look. */
  readonly isExact: boolean
}

/** A document that matched. */
export interface Found {
  readonly id: Uint8Array
  readonly body: Uint8Array
  /** Decoded when somebody had to look at it. */
  document: BsonDocument | undefined
}

/** What a scan has looked at so far, for explain and for the budget of a job. */
export interface ScanCounter {
  keysExamined: number
  documentsExamined: number
}

/** Beyond every key: the first byte of a key is a bracket, its complement, or nothing. */
export const wholeRange: ByteRange = { from: noBytes, to: Uint8Array.of(0xff, 0xff) }

/** The decoded document of a match. */
export function documentOfFound(found: Found): BsonDocument {
  found.document ??= decodeDocument(found.body)
  return found.document
}

/**
 * Reads a plan page by page and yields what matches; a page may be empty. Between pages the caller may let others run:
 * no SQLite statement stays open, the next page starts after the last key seen.
 */
export function* scan(
  source: ReadSource,
  collection: Collection,
  plan: Plan,
  filter: CompiledFilter,
  counter: ScanCounter,
): Generator<Found[]> {
  const written = source.transaction?.overlays.get(collection.id)
  const overlay = plan.isById ? (written ?? nothingWritten) : new Map(written)
  const seen = plan.branches || plan.index?.isMultikey ? new Set<string>() : undefined
  const match = (id: Uint8Array, body: Uint8Array): Found | undefined => {
    if (plan.isExact) return { id, body, document: undefined }
    const document = decodeDocument(body)
    return filter.matches(document) ? { id, body, document } : undefined
  }
  if (overlay.size > 0) yield writtenMatches(plan.isById ? entriesById(overlay, plan) : overlay.values(), filter)
  for (const rows of rowPages(source, collection, plan, counter)) {
    const found: Found[] = []
    for (const [id, body] of rows) {
      if (body === null) continue
      if (overlay.size > 0 && overlay.has(keyText(id))) continue
      if (seen) {
        const text = keyText(id)
        if (seen.has(text)) continue
        seen.add(text)
      }
      counter.documentsExamined += 1
      const one = match(id, body)
      if (one) found.push(one)
    }
    yield found
  }
}

function* rowPages(source: ReadSource, collection: Collection, plan: Plan, counter: ScanCounter): Generator<readonly ScanRow[]> {
  for (const branch of plan.branches ?? []) yield* rowPages(source, collection, branch, counter)
  const refuseDropped = (): void => {
    const gone = [collection.id, ...(plan.index ? [plan.index.id] : [])].some((id) => source.isDropped?.(id))
    if (gone) throw new CommandError(175, `the collection ${collection.namespace} or the index read by was dropped meanwhile`)
  }
  for (const range of plan.isReversed ? [...plan.ranges].reverse() : plan.ranges) {
    if (plan.index) {
      for (const rows of entryPages(source, collection, plan, plan.index, range)) {
        refuseDropped()
        counter.keysExamined += rows.length
        yield rows
      }
    } else if (plan.isById) {
      const body = source.connection.get(collection.id, range.from)
      if (body) yield [[range.from, body]]
    } else {
      for (const rows of documentPages(source, collection, plan, range)) {
        refuseDropped()
        yield rows
      }
    }
  }
}

const nothingWritten: ReadonlyMap<string, OverlayEntry> = new Map()

function entriesById(overlay: ReadonlyMap<string, OverlayEntry>, plan: Plan): OverlayEntry[] {
  return plan.ranges.flatMap((range) => overlay.get(keyText(range.from)) ?? [])
}

function writtenMatches(entries: Iterable<OverlayEntry>, filter: CompiledFilter): Found[] {
  const found: Found[] = []
  for (const { id, document, body } of entries) {
    if (document && body && filter.matches(document)) found.push({ id, body, document })
  }
  return found.sort((left, right) => Buffer.compare(left.id, right.id))
}

function* documentPages(source: ReadSource, collection: Collection, plan: Plan, range: ByteRange): Generator<readonly ScanRow[]> {
  const { connection } = source
  const sizer = pageSizer(plan.wanted)
  let { from, to } = range
  for (;;) {
    const size = sizer.size()
    const rows = connection.documents(collection.id, from, to, plan.isReversed, size)
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < size) return
    sizer.learn(rows)
    if (plan.isReversed) to = last[0]
    else from = justAfter(last[0])
  }
}

function* entryPages(
  source: ReadSource,
  collection: Collection,
  plan: Plan,
  index: Index,
  range: ByteRange,
): Generator<readonly ScanRow[]> {
  const sizer = pageSizer(plan.wanted)
  let from = { key: range.from, id: noBytes }
  let to = { key: range.to, id: noBytes }
  for (;;) {
    const size = sizer.size()
    const rows = source.connection.entries(
      { collection: collection.id, index: index.id, from, to, isReversed: plan.isReversed, companions: plan.companions },
      size,
    )
    yield rows
    const last = rows.at(-1)
    if (!last?.[2] || rows.length < size) return
    sizer.learn(rows)
    if (plan.isReversed) to = { key: last[2], id: last[0] }
    else from = { key: last[2], id: justAfter(last[0]) }
  }
}

/** The smallest key above this one. */
function justAfter(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}

const firstPageRows = 64
const mostPageRows = 512
const pageBytes = 1024 * 1024

/** Pages start with what is wanted, as most reads end early, and grow to about a megabyte. */
function pageSizer(wanted: number): { size(): number; learn(rows: readonly ScanRow[]): void } {
  let size = Math.max(1, Math.min(wanted, firstPageRows))
  return {
    size: () => size,
    learn: (rows) => {
      const bytes = rows.reduce((sum, row) => sum + (row[1]?.length ?? 0), 0)
      const fitting = Math.floor((pageBytes * rows.length) / Math.max(1, bytes))
      size = Math.max(1, Math.min(size * 4, mostPageRows, fitting))
    },
  }
}
