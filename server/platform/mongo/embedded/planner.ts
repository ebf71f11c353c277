import type { Collection } from './catalogue.ts'
import { covers } from './index-coverage.ts'
import { type Index, keyText } from './indexes.ts'
import { type ByteRange, type Plan, wholeRange } from './scan.ts'
import { type Companions, mostCompanions, noBytes, type ReadConnection } from './storage.ts'
import { CommandError } from './values/command-error.ts'
import { compareValues } from './values/compare.ts'
import type { BsonDocument, BsonValue } from './values/document.ts'
import type { CompiledFilter } from './values/filter.ts'
import { boundsOf } from './values/filter-bounds.ts'
import type { FilterNode } from './values/filter-node.ts'
import { type KeyRange, scanBounds, successor } from './values/key-encoding.ts'

/** What a plan is made for. */
export interface PlanRequest {
  /** Where index keys are counted. */
  readonly connection: ReadConnection
  /** How many matches will be wanted, when in the order of the index. */
  readonly wanted: number
  readonly collection: Collection
  readonly filterDocument: BsonDocument
  readonly filter: CompiledFilter
  readonly sort: BsonDocument | undefined
  /** Index name or key pattern the client insists on. */
  readonly hint: BsonValue
  /** Indexes made later than this are not in the snapshot that is read. */
  readonly catalogueVersion: number
  /** Documents written by the transaction come out of order: an index may not provide the sort. */
  readonly hasOverlay: boolean
}

interface Candidate extends Plan {
  /** Finds so little that nothing needs to be compared with it. */
  readonly isSingle: boolean
  readonly score: number
}

const idPaths = ['_id']
const idDirections: readonly (1 | -1)[] = [1]
const mostRanges = 2_000

/** Chooses how to read. The choice never changes a result: what is read is matched again, or known to match. */
export function choosePlan(request: PlanRequest): Plan {
  const documents = documentsCandidate(request)
  if (documents.isSingle && request.hint === undefined) return documents
  const usable = request.collection.indexes.filter(
    (index) =>
      index.createdAtVersion <= request.catalogueVersion && !index.isBuilding && !index.isHidden && covers(index, request),
  )
  const all = [documents, ...usable.map((index) => indexCandidate(index, request))]
  if (request.hint !== undefined) return hinted(all, request)
  const best = all.reduce((first, one) => (one.score > first.score ? one : first))
  if (!best.isBound) return unionOfAlternatives(request) ?? best
  return best.isSingle ? best : narrowestOf(all, best, request)
}

const mostCounted = 101
const mostRangesCounted = 8

/** Of several indexes the filter binds, the one with the fewest keys to read, counted up to a hundred; else the best by its form. */
function narrowestOf(candidates: readonly Candidate[], best: Candidate, { connection }: PlanRequest): Candidate {
  const bound = candidates.filter((one) => one.isBound && one.index !== undefined)
  if (bound.length < 2 || !best.index) return best
  const counted = bound.map((candidate) => {
    let keys = 0
    for (const range of candidate.ranges.slice(0, mostRangesCounted)) {
      if (keys < mostCounted && candidate.index)
        keys += connection.countEntries(candidate.index.id, range.from, range.to, mostCounted)
    }
    return { candidate, keys: candidate.ranges.length > mostRangesCounted ? Number.POSITIVE_INFINITY : keys }
  })
  const fewest = Math.min(...counted.map((one) => one.keys))
  if (fewest >= mostCounted) return best
  const narrowest = counted.filter((one) => one.keys === fewest).map((one) => one.candidate)
  return narrowest.reduce((first, one) => (one.score > first.score ? one : first))
}

/** An `$or` whose every alternative is bound by an index is read alternative by alternative. */
function unionOfAlternatives(request: PlanRequest): Plan | undefined {
  const { node } = request.filter
  const parts = node.kind === 'and' ? node.nodes : [node]
  const or = parts.find((part) => part.kind === 'or')
  if (or?.kind !== 'or') return undefined
  const others = parts.filter((part) => part !== or)
  const branches: Plan[] = []
  for (const alternative of or.nodes) {
    const inner: FilterNode = { kind: 'and', nodes: [...others, alternative] }
    const boundsFor: CompiledFilter['boundsFor'] = (path, options) => boundsOf(inner, path, options?.isMultikey ?? true)
    const plan = choosePlan({
      ...request,
      filter: { ...request.filter, boundsFor, pointsFor: () => [], node: { kind: 'other' } },
      filterDocument: unreadable,
      sort: undefined,
      wanted: Number.POSITIVE_INFINITY,
    })
    if (!plan.isBound) return undefined
    branches.push(plan)
  }
  if (request.sort && request.sort.size > 0) return union(branches, false)
  return union(branches, true)
}

/** Stands for a filter whose words must not be read: only its bounds are known. */
const unreadable: BsonDocument = new Map([['$comment', null]])

function union(branches: readonly Plan[], providesSort: boolean): Plan {
  return {
    index: undefined,
    ranges: [],
    branches,
    wanted: Number.POSITIVE_INFINITY,
    isReversed: false,
    providesSort,
    isById: false,
    companions: undefined,
    isExact: false,
    isBound: true,
  }
}

function documentsCandidate(request: PlanRequest): Candidate {
  const { ranges, points, singles, isRanged } = byteRanges(idPaths, idDirections, false, request.filter, undefined)
  const sorted = sortProvided(idPaths, idDirections, singles, nowhere, request)
  const isPointed = points === 1
  return {
    index: undefined,
    ranges,
    wanted: wantedOf(request, sorted !== undefined),
    isReversed: sorted === 'reversed',
    providesSort: sorted !== undefined,
    branches: undefined,
    isBound: isPointed || isRanged,
    isSingle: isPointed,
    isById: isPointed,
    companions: undefined,
    isExact: request.filterDocument.size === 0 || (isPointed && isPlainIdFilter(request.filterDocument)),
    score: (isPointed ? 1_000 : isRanged ? 40 : 0) + (sorted ? 3 : 0),
  }
}

function indexCandidate(index: Index, request: PlanRequest): Candidate {
  const together = keysTogether(index, request)
  const { ranges, points, singles, isRanged } = byteRanges(
    index.paths,
    index.directions,
    index.isMultikey,
    request.filter,
    together?.rarest,
  )
  const sorted = sortProvided(index.paths, index.directions, singles, index.arrayPaths, request)
  const isWholeUnique = index.isUnique && points === index.paths.length
  return {
    index,
    ranges,
    wanted: wantedOf(request, sorted !== undefined),
    isReversed: sorted === 'reversed',
    providesSort: sorted !== undefined,
    branches: undefined,
    isBound: points > 0 || isRanged,
    isSingle: isWholeUnique,
    isById: false,
    companions: together?.companions,
    isExact: false,
    score:
      (isWholeUnique ? 500 : 0) +
      points * 100 +
      (isRanged ? 45 : 0) +
      (sorted && request.sort ? 5 : -1) -
      (index.isMultikey ? 1 : 0),
  }
}

const countedTogether = [64, 512, 4_096]

/**
 * Where the filter wants several values in the array an index begins with: the rarest is what the index is read by, the
 * others are looked for beside each of its entries. They lie there, since all keys of a document end alike where only the
 * first path has arrays.
 */
function keysTogether(
  index: Index,
  { filter, connection }: PlanRequest,
): { readonly rarest: KeyRange; readonly companions: Companions } | undefined {
  const [path, direction] = [index.paths[0], index.directions[0] ?? 1]
  if (path === undefined || index.arrayPaths.size !== 1 || !index.arrayPaths.has(path)) return undefined
  const points = filter.pointsFor(path).map((range) => ({ range, prefix: pointBytes(range, direction), keys: 0 }))
  const distinct = [...new Map(points.map((point) => [keyText(point.prefix), point])).values()].slice(0, mostTogether)
  if (distinct.length < 2) return undefined
  for (const most of countedTogether) {
    for (const point of distinct) point.keys = connection.countEntries(index.id, point.prefix, successor(point.prefix), most)
    if (distinct.some(({ keys }) => keys < most)) break
  }
  const [rarest, ...others] = distinct.sort((left, right) => left.keys - right.keys)
  if (!rarest) return undefined
  const prefixes = others.slice(0, mostCompanions).map(({ prefix }) => prefix)
  return { rarest: rarest.range, companions: { prefixes, cut: rarest.prefix.length } }
}

const mostTogether = 32

function wantedOf(request: PlanRequest, isSorted: boolean): number {
  return isSorted || request.sort === undefined ? request.wanted : Number.POSITIVE_INFINITY
}

/** `{ _id: value }` and nothing else, with a value that is no operator and no pattern: a key match is a match. */
function isPlainIdFilter(filter: BsonDocument): boolean {
  if (filter.size !== 1) return false
  const value = filter.get('_id')
  if (value === undefined || value === null || Array.isArray(value)) return false
  if (value instanceof Map) return false
  return typeof value !== 'object' || value instanceof Date || value._bsontype !== 'BSONRegExp'
}

interface Bounds {
  readonly ranges: readonly ByteRange[]
  /** How many leading paths are bound to points. */
  readonly points: number
  /** How many of those are bound to one value each. */
  readonly singles: number
  /** The path after them is bound to a range. */
  readonly isRanged: boolean
}

/**
 * Byte ranges of an index for a filter: leading paths bound to points, then at most one bound to ranges. In a multikey
 * index two paths under one array may be matched by different elements, so only the first of them counts.
 */
function byteRanges(
  paths: readonly string[],
  directions: readonly (1 | -1)[],
  isMultikey: boolean,
  filter: CompiledFilter,
  first: KeyRange | undefined,
): Bounds {
  let prefixes: Uint8Array[] = [noBytes]
  let points = 0
  let singles = 0
  const roots = new Set<string>()
  for (const [position, path] of paths.entries()) {
    const direction = directions[position] ?? 1
    const root = path.split('.', 1)[0] ?? path
    if (isMultikey && roots.has(root)) break
    roots.add(root)
    const bounds = position === 0 && first ? [first] : filter.boundsFor(path, { isMultikey })
    if (bounds === undefined || prefixes.length * bounds.length > mostRanges) break
    if (!bounds.every((range) => range.isPoint)) {
      return {
        ranges: inOrder(prefixes.flatMap((prefix) => bounds.map((range) => scanBounds(prefix, range, direction)))),
        points,
        singles,
        isRanged: true,
      }
    }
    prefixes = prefixes.flatMap((prefix) => bounds.map((range) => joined(prefix, pointBytes(range, direction))))
    points += 1
    if (prefixes.length === 1) singles = points
  }
  if (points === 0) return { ranges: [wholeRange], points, singles, isRanged: false }
  const ranges = inOrder(prefixes.map((prefix) => ({ from: prefix, to: successor(prefix) })))
  return { ranges, points, singles, isRanged: false }
}

/** A plain array, not a Buffer: `slice` of a Buffer shares its bytes, and `successor` changes what it slices. */
function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length + right.length)
  bytes.set(left)
  bytes.set(right, left.length)
  return bytes
}

function pointBytes(range: KeyRange, direction: 1 | -1): Uint8Array {
  return direction === 1 ? range.from : range.from.map((byte) => ~byte & 0xff)
}

function inOrder(ranges: ByteRange[]): ByteRange[] {
  return ranges.sort((left, right) => Buffer.compare(left.from, right.from))
}

const nowhere: ReadonlySet<string> = new Set()

/**
 * Whether reading this index forward or backward gives the order asked for; leading paths bound to one value may be
 * skipped. A path with arrays must be such a one, for then a document has one key there; it never gives an order itself,
 * as a document sorts by its least element, not by the one it was found by.
 */
function sortProvided(
  paths: readonly string[],
  directions: readonly (1 | -1)[],
  singles: number,
  arrayPaths: ReadonlySet<string>,
  request: PlanRequest,
): 'forward' | 'reversed' | undefined {
  const fixed = new Set(paths.slice(0, singles))
  if ([...arrayPaths].some((path) => !fixed.has(path) || request.sort?.has(path))) return undefined
  const wanted = [...(request.sort ?? [])].filter(([path]) => !fixed.has(path))
  if (request.hasOverlay && request.sort && request.sort.size > 0) return undefined
  if (wanted.some(([, direction]) => direction instanceof Map)) return undefined
  const columns = paths
    .map((path, position) => ({ path, direction: directions[position] ?? 1 }))
    .filter(({ path }) => !fixed.has(path))
  if (!paths.includes('_id')) columns.push({ path: '_id', direction: 1 })
  let relative = 0
  for (const [position, [path, direction]] of wanted.entries()) {
    const column = columns[position]
    if (column?.path !== path) return undefined
    const turn = Math.sign(Number(direction?.valueOf())) * column.direction
    if (relative !== 0 && turn !== relative) return undefined
    relative = turn
  }
  return relative < 0 ? 'reversed' : 'forward'
}

function isHinted(index: Index, hint: BsonValue): boolean {
  if (typeof hint === 'string') return index.name === hint
  return hint instanceof Map && compareValues(index.specification.get('key'), hint) === 0
}

function hinted(candidates: readonly Candidate[], request: PlanRequest): Plan {
  const { hint, collection } = request
  if (typeof hint !== 'string' && !(hint instanceof Map))
    throw new CommandError('FailedToParse', 'Hint must be a string or an object')
  const documents = candidates[0]
  if (!documents) throw new CommandError('InternalError', 'a collection without a documents plan')
  if (hint instanceof Map && hint.size === 0) return documents
  const natural = hint instanceof Map ? hint.get('$natural') : undefined
  if (natural !== undefined) {
    const isReversed = Number(natural?.valueOf()) < 0
    return { ...documents, isReversed, providesSort: request.sort === undefined || request.sort.size === 0 }
  }
  if (hint === '_id_' || (hint instanceof Map && hint.size === 1 && hint.has('_id'))) return documents
  if (!collection.indexes.some((index) => !index.isHidden && isHinted(index, hint))) {
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    )
  }
  return candidates.find((one) => one.index && isHinted(one.index, hint)) ?? documents
}
