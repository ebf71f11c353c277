import type { Catalogue, Collection } from './catalogue.ts'
import type { ReadSource } from './document-store.ts'
import type { Pacer } from './pacer.ts'
import { choosePlan } from './planner.ts'
import { documentOfFound, type Found, type Plan, type ScanCounter, scan } from './scan.ts'
import { noBytes } from './storage.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument, BsonValue } from './values/document.ts'
import { type CompiledFilter, compileFilter, type FilterContext } from './values/filter.ts'
import { type CompiledSort, compileSort } from './values/sort.ts'

/** A question to one collection, compiled. */
export interface Query {
  readonly filterDocument: BsonDocument
  readonly filter: CompiledFilter
  readonly sort: BsonDocument | undefined
  readonly compiledSort: CompiledSort | undefined
  readonly skip: number
  /** Most documents answered; 0 for all. */
  readonly limit: number
  readonly hint: BsonValue
}

/** Most a sort may keep in memory, in bytes of BSON (MongoDB: internalQueryMaxBlockingSortMemoryUsageBytes). */
const mostSortBytes = 100 * 1024 * 1024

/** Compiles a filter with what surrounds it; absent parts mean: everything, in any order. */
export function prepareQuery(
  filterDocument: BsonDocument,
  options: { sort?: BsonDocument | undefined; skip?: number; limit?: number; hint?: BsonValue } & FilterContext = {},
): Query {
  const { sort, skip = 0, limit = 0, hint, ...context } = options
  const isNatural = sort?.size === 1 && sort.has('$natural')
  const order = sort && sort.size > 0 && !isNatural ? sort : undefined
  return {
    filterDocument,
    filter: compileFilter(filterDocument, context),
    sort: order,
    compiledSort: order && compileSort(order),
    skip,
    limit,
    hint: isNatural && hint === undefined ? sort : hint,
  }
}

/** The plan of a query against a source. */
export function planOf(source: ReadSource, catalogue: Catalogue, collection: Collection, query: Query): Plan {
  const { transaction } = source
  return choosePlan({
    connection: source.connection,
    collection,
    filterDocument: query.filterDocument,
    filter: query.filter,
    sort: query.sort,
    hint: query.hint,
    wanted: query.limit === 0 ? Number.POSITIVE_INFINITY : query.limit + query.skip,
    catalogueVersion: transaction?.catalogueVersion ?? source.catalogueVersion ?? catalogue.version(),
    hasOverlay: (transaction?.overlays.get(collection.id)?.size ?? 0) > 0,
  })
}

/**
 * Answers a query, giving way to others every few milliseconds. Without an index for the order it sorts in memory and
 * refuses (292) past 100 MB.
 */
export async function* answer(
  source: ReadSource,
  collection: Collection,
  query: Query,
  plan: Plan,
  pacer: Pacer,
  counter: ScanCounter = { keysExamined: 0, documentsExamined: 0 },
): AsyncGenerator<Found> {
  if (query.sort && !plan.providesSort) {
    yield* (await sortedMatches(source, collection, query, plan, pacer, counter)).slice(query.skip)
    return
  }
  let skip = query.skip
  let left = query.limit === 0 ? Number.POSITIVE_INFINITY : query.limit
  for (const page of scan(source, collection, plan, query.filter, counter)) {
    for (const found of page) {
      if (skip > 0) skip -= 1
      else {
        yield found
        left -= 1
        if (left === 0) return
      }
    }
    if (pacer.isDue()) await pacer.pause()
  }
}

const countedAtOnce = 2_000

/** How many documents a collection has, without reading them; outside transactions only. */
export async function countAll(source: ReadSource, collection: Collection, pacer: Pacer): Promise<number> {
  let sum = 0
  let from: Uint8Array = noBytes
  for (;;) {
    const { count, last } = source.connection.countFrom(collection.id, from, countedAtOnce)
    sum += count
    if (count < countedAtOnce || last === undefined) return sum
    from = Buffer.concat([last, Buffer.alloc(1)])
    if (pacer.isDue()) await pacer.pause()
  }
}

async function sortedMatches(
  source: ReadSource,
  collection: Collection,
  query: Query,
  plan: Plan,
  pacer: Pacer,
  counter: ScanCounter,
): Promise<Found[]> {
  const keeper = createSortKeeper(query)
  for (const page of scan(source, collection, plan, query.filter, counter)) {
    for (const found of page) keeper.add(found)
    if (pacer.isDue()) await pacer.pause()
  }
  return keeper.sorted()
}

/** Collects matches in the order of a query's sort, keeping no more than skip and limit ask for. */
export function createSortKeeper(query: Query): { add(found: Found): void; sorted(): Found[] } {
  const order = query.compiledSort ?? compileSort(new Map())
  const byRank = (left: Ranked, right: Ranked): number => order.compareKeys(left.key, right.key) || left.rank - right.rank
  const most = query.limit === 0 ? Number.POSITIVE_INFINITY : query.skip + query.limit
  let kept: Ranked[] = []
  let bytes = 0
  let rank = 0
  function cut(): void {
    kept.sort(byRank)
    for (const dropped of kept.slice(most)) bytes -= dropped.found.body.length
    kept = kept.slice(0, most)
  }
  return {
    add: (found) => {
      kept.push({ found: { ...found, document: undefined }, key: order.keyOf(documentOfFound(found)), rank })
      rank += 1
      bytes += found.body.length
      if (kept.length > most * 2 + 1_000) cut()
      if (bytes <= mostSortBytes) return
      cut()
      if (bytes > mostSortBytes) {
        throw new CommandError(
          'QueryExceededMemoryLimitNoDiskUseAllowed',
          `Sort exceeded memory limit of ${mostSortBytes} bytes, and spilling to disk is not supported.`,
        )
      }
    },
    sorted: () => {
      cut()
      return kept.map((one) => one.found)
    },
  }
}

interface Ranked {
  readonly found: Found
  readonly key: readonly BsonValue[]
  readonly rank: number
}
