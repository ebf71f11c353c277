import { type BsonDocument, type BsonValue, type MaybeValue, MISSING } from './bson-value.ts'
import { CommandError } from './command-error.ts'

/** Called with each element a path leads to and, where an array was crossed on the way, the outermost position in it; true stops the walk. */
export type ElementVisitor = (value: MaybeValue, arrayIndex: number | undefined) => boolean

const SPLIT = new Map<string, readonly string[]>()
const DIGITS = /^\d+$/

/** The parts of a dotted path; remembered, since the same few paths come with every command. */
export function splitPath(path: string): readonly string[] {
  const known = SPLIT.get(path)
  if (known !== undefined) return known
  const parts = path.split('.')
  if (SPLIT.size > 10_000) SPLIT.clear()
  SPLIT.set(path, parts)
  return parts
}

/** Whether a path part names an array position. */
export function isPosition(part: string): boolean {
  return DIGITS.test(part)
}

/** Whether some part of the path is a number, which may mean a field or an array position. */
export function hasPosition(path: string): boolean {
  return splitPath(path).some(isPosition)
}

/**
 * Walks to the elements a query path means (manual: "Query an Array", "Query an Array of Embedded Documents"): through
 * every document of the arrays on the way, and to array positions where a part is a number. With `expandsLeaf` an array
 * at the end yields its elements and then itself, else only itself. A path that ends in nothing yields MISSING, except
 * below arrays without documents, where it yields nothing at all. Answers whether a visit stopped the walk.
 */
export function visitElements(
  document: BsonDocument,
  parts: readonly string[],
  expandsLeaf: boolean,
  visit: ElementVisitor,
  from = 0,
): boolean {
  let value: MaybeValue = document
  let index = from
  for (; index < parts.length; index += 1) {
    if (!(value instanceof Map)) return visit(MISSING, undefined)
    const next: BsonValue = value.get(parts[index] as string)
    value = next === undefined && !value.has(parts[index] as string) ? MISSING : next
    if (Array.isArray(value)) return visitArray(value, parts, index + 1, expandsLeaf, visit)
  }
  return visit(value, undefined)
}

function visitArray(
  array: readonly BsonValue[],
  parts: readonly string[],
  from: number,
  expandsLeaf: boolean,
  visit: ElementVisitor,
): boolean {
  if (from === parts.length) {
    if (expandsLeaf) for (let index = 0; index < array.length; index += 1) if (visit(array[index], index)) return true
    return visit(array as BsonValue[], undefined)
  }
  const part = parts[from] as string
  const wanted = isPosition(part) ? Number(part) : -1
  for (let index = 0; index < array.length; index += 1) {
    const element = array[index]
    if (element instanceof Map && visitElements(element, parts, expandsLeaf, (value) => visit(value, index), from)) return true
    if (index !== wanted) continue
    if (from + 1 === parts.length) {
      if (visit(element, undefined)) return true
    } else if (element instanceof Map) {
      if (visitElements(element, parts, expandsLeaf, visit, from + 1)) return true
    } else if (Array.isArray(element) && visitArray(element, parts, from + 1, expandsLeaf, visit)) return true
  }
  return false
}

/** The value at a path of documents only, without looking into arrays. */
export function valueAt(document: BsonDocument, path: string): MaybeValue {
  let value: MaybeValue = document
  for (const part of splitPath(path)) {
    if (!(value instanceof Map) || !value.has(part)) return MISSING
    value = value.get(part)
  }
  return value
}

/** One entry of an index: a value per indexed path; `isFound` is false when none of the paths exists, which a sparse index leaves out. */
export interface IndexEntry {
  readonly values: BsonValue[]
  readonly isFound: boolean
}

/**
 * The entries a document has in an index over these paths (manual: "Multikey Indexes"). An array gives an entry per
 * element, an empty one `undefined`, a missing field null; fields under the same array are expanded together, so that
 * {a: [{b: 1, c: 2}, {b: 3, c: 4}]} has the entries [1, 2] and [3, 4]. `isMultikey` tells whether an array was expanded,
 * `arrayPaths` which of the paths met one. Throws CannotIndexParallelArrays when two paths run through different arrays.
 */
export function indexEntries(
  document: BsonDocument,
  paths: readonly string[],
): { entries: IndexEntry[]; isMultikey: boolean; arrayPaths: ReadonlySet<string> } {
  const cursors: Cursor[] = paths.map((path) => ({ state: 'walking', value: document, parts: splitPath(path), at: 0 }))
  const entries: IndexEntry[] = []
  const arrayPaths = new Set<string>()
  expand(cursors, paths, entries, arrayPaths)
  return { entries, isMultikey: arrayPaths.size > 0, arrayPaths }
}

type Cursor =
  | { readonly state: 'walking'; readonly value: BsonValue; readonly parts: readonly string[]; readonly at: number }
  | { readonly state: 'done'; readonly value: BsonValue; readonly isFound: boolean }

const NOTHING: Cursor = { state: 'done', value: null, isFound: false }

/** Walks one cursor through documents until it is done or stands before an array. */
function advance(cursor: Cursor): Cursor {
  if (cursor.state === 'done') return cursor
  let { value, at } = cursor
  const { parts } = cursor
  while (at < parts.length && !Array.isArray(value)) {
    const part = parts[at] as string
    if (!(value instanceof Map) || !value.has(part)) return NOTHING
    value = value.get(part)
    at += 1
  }
  if (Array.isArray(value)) return { state: 'walking', value, parts, at }
  return { state: 'done', value, isFound: true }
}

function expand(cursors: readonly Cursor[], paths: readonly string[], entries: IndexEntry[], arrayPaths: Set<string>): void {
  const moved = cursors.map(advance)
  const first = moved.findIndex((cursor) => cursor.state === 'walking')
  if (first === -1) {
    entries.push({
      values: moved.map(({ value }) => value),
      isFound: moved.some((cursor) => cursor.state === 'done' && cursor.isFound),
    })
    return
  }
  for (const [index, path] of paths.entries()) if (moved[index]?.state === 'walking') arrayPaths.add(path)
  const array = moved[first]?.value as BsonValue[]
  const positions = positionsWanted(moved, array)
  if (positions !== undefined) {
    expand(positions, paths, entries, arrayPaths)
    return
  }
  for (const [index, cursor] of moved.entries()) {
    if (cursor.state === 'walking' && cursor.value !== array) {
      throw new CommandError(171, `cannot index parallel arrays [${paths[index]}] [${paths[first]}]`)
    }
  }
  if (array.length === 0) {
    expand(
      moved.map((cursor) => (cursor.state === 'done' ? cursor : emptyArray(cursor))),
      paths,
      entries,
      arrayPaths,
    )
    return
  }
  for (const element of array) {
    expand(
      moved.map((cursor) => (cursor.state === 'done' ? cursor : intoElement(cursor, element))),
      paths,
      entries,
      arrayPaths,
    )
  }
}

function emptyArray(cursor: Cursor & { state: 'walking' }): Cursor {
  return cursor.at === cursor.parts.length ? { state: 'done', value: undefined, isFound: true } : NOTHING
}

function intoElement(cursor: Cursor & { state: 'walking' }, element: BsonValue): Cursor {
  if (cursor.at === cursor.parts.length) return { state: 'done', value: element, isFound: true }
  return element instanceof Map ? { state: 'walking', value: element, parts: cursor.parts, at: cursor.at } : NOTHING
}

/** Cursors whose next part is a position the array has step to it; undefined when none does. */
function positionsWanted(cursors: readonly Cursor[], array: BsonValue[]): Cursor[] | undefined {
  let isAny = false
  const stepped = cursors.map((cursor): Cursor => {
    if (cursor.state === 'done' || cursor.value !== array) return cursor
    const part = cursor.parts[cursor.at]
    if (part === undefined || !isPosition(part) || Number(part) >= array.length) return cursor
    const element = array[Number(part)]
    isAny = true
    if (cursor.at + 1 === cursor.parts.length) return { state: 'done', value: element, isFound: true }
    return { state: 'walking', value: element, parts: cursor.parts, at: cursor.at + 1 }
  })
  return isAny ? stepped : undefined
}

/** The values of a document in an index over one path; see {@link indexEntries}. */
export function indexedValues(document: BsonDocument, path: string): BsonValue[] {
  return indexEntries(document, [path]).entries.map(({ values }) => values[0])
}
