import { BSONRegExp, Int32 } from 'bson'
import { refusedIndexKinds, refusedIndexOptions } from './unsupported.ts'
import { integerOf, isNumber, toNumber } from './values/bson-value.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument, BsonValue } from './values/document.ts'
import { type CompiledFilter, compileFilter } from './values/filter.ts'
import { encodeKey } from './values/key-encoding.ts'
import { indexEntries } from './values/paths.ts'

/** Ascending or descending, as in an index's key pattern. */
export type Direction = 1 | -1

/** An index as the planner and the writer use it. The one on `_id` is no Index: the documents table is that index. */
export interface Index {
  readonly id: number
  readonly name: string
  readonly paths: readonly string[]
  /** The top-level fields its keys are made of; undefined for a partial index, whose filter may look at others. */
  readonly roots: readonly string[] | undefined
  readonly directions: readonly Direction[]
  readonly isUnique: boolean
  readonly isSparse: boolean
  readonly isHidden: boolean
  readonly partialFilter: CompiledFilter | undefined
  readonly partialFilterDocument: BsonDocument | undefined
  readonly expireAfterSeconds: number | undefined
  /** What `listIndexes` answers. */
  readonly specification: BsonDocument
  /** Version of the catalogue since which it has every document: older snapshots are not read by it. */
  createdAtVersion: number
  /** Some document has, or had, several keys in this index. */
  isMultikey: boolean
  /** The paths on which some document has, or had, an array; all of them where it is not known. */
  arrayPaths: ReadonlySet<string>
  /** Writes keep it already, but older documents may be missing: nothing is read by it yet. */
  isBuilding: boolean
}

const knownOptions = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'hidden',
  'background',
  'ns',
  'collation',
])
const mostPaths = 32
const longestKeyBytes = 64 * 1024

/** Checks what a client asks for and returns the specification to keep, with its name. */
export function readIndexSpecification(asked: BsonDocument, namespace: string): BsonDocument {
  for (const option of asked.keys()) {
    if (knownOptions.has(option)) continue
    if (refusedIndexOptions.some((one) => one === option)) {
      throw new CommandError(
        'NotImplemented',
        `the index option '${option}' is not supported by the embedded database (${namespace})`,
      )
    }
    throw new CommandError(
      'InvalidIndexSpecificationOption',
      `The field '${option}' is not valid for an index specification (${namespace})`,
    )
  }
  for (const needed of ['key', 'name']) {
    if (!asked.has(needed))
      throw new CommandError('FailedToParse', `The '${needed}' field is a required property of an index specification`)
  }
  const key = asked.get('key')
  if (!(key instanceof Map)) throw new CommandError('TypeMismatch', "The field 'key' must be an object in an index specification")
  if (key.size === 0) throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.')
  if (key.size > mostPaths) throw new CommandError(13103, `too many fields in compound index, at most ${mostPaths}`)
  for (const [path, direction] of key) checkPath(path, direction)
  checkCollation(asked.get('collation'))
  const isIdIndex = key.size === 1 && key.has('_id')
  if (isIdIndex) refuseIdOptions(asked)
  const kept: BsonDocument = new Map<string, BsonValue>([
    ['v', new Int32(2)],
    ['key', key],
    ['name', nameOf(asked, key)],
  ])
  if (isTrue(asked.get('unique')) && !isIdIndex) kept.set('unique', true)
  if (isTrue(asked.get('sparse'))) kept.set('sparse', true)
  if (isTrue(asked.get('hidden'))) kept.set('hidden', true)
  keepPartial(asked, kept)
  keepExpiry(asked, kept, isIdIndex)
  return kept
}

/** The index on `_id` takes no options but its name. */
function refuseIdOptions(asked: BsonDocument): void {
  for (const option of ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'hidden']) {
    if (asked.has(option)) {
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an _id index specification.`,
      )
    }
  }
}

function checkPath(path: string, direction: BsonValue): void {
  if (typeof direction === 'string') {
    if (refusedIndexKinds.some((kind) => kind === direction))
      throw new CommandError('NotImplemented', `${direction} indexes are not supported by the embedded database`)
    throw new CommandError('CannotCreateIndex', `Unknown index plugin '${direction}'`)
  }
  const number = typeof direction === 'object' && direction !== null ? Number(direction.valueOf()) : Number.NaN
  if (Number.isNaN(number) || number === 0) {
    throw new CommandError('CannotCreateIndex', `Values in v:2 index key pattern cannot be of this type or 0 (field '${path}')`)
  }
  if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
    throw new CommandError('CannotCreateIndex', `Index keys cannot contain an empty field ('${path}').`)
  }
  if (path.split('.').some((part) => part.startsWith('$'))) {
    if (path.includes('$**'))
      throw new CommandError('NotImplemented', 'wildcard indexes ($**) are not supported by the embedded database')
    throw new CommandError(
      'CannotCreateIndex',
      `Index key contains an illegal field name: field name starts with '$' ('${path}').`,
    )
  }
  if (path.includes('$**'))
    throw new CommandError('NotImplemented', 'wildcard indexes ($**) are not supported by the embedded database')
}

/** Refuses every collation but the simple one (238). */
export function checkCollation(collation: BsonValue): void {
  if (collation === undefined) return
  if (collation instanceof Map && collation.get('locale') === 'simple') return
  throw new CommandError('NotImplemented', 'only the simple collation is supported by the embedded database')
}

function nameOf(asked: BsonDocument, key: BsonDocument): string {
  const name = asked.get('name')
  if (name === undefined) return [...key].map(([path, direction]) => `${path}_${String(direction?.valueOf())}`).join('_')
  if (typeof name !== 'string' || name === '')
    throw new CommandError('CannotCreateIndex', 'an index name must be a non-empty string')
  if (name === '*') throw new CommandError('BadValue', "The index name '*' is not valid.")
  return name
}

function keepPartial(asked: BsonDocument, kept: BsonDocument): void {
  const partial = asked.get('partialFilterExpression')
  if (partial === undefined) return
  if (!(partial instanceof Map)) throw new CommandError('TypeMismatch', 'partialFilterExpression must be a document')
  if (kept.has('sparse')) {
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options')
  }
  compileFilter(partial)
  checkPartialFilter(partial)
  kept.set('partialFilterExpression', partial)
}

const partialOperators = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$exists'])

/** A partial filter may only ask for what a query can be known to imply (manual: "Partial Indexes"). */
function checkPartialFilter(filter: BsonValue): void {
  if (filter instanceof BSONRegExp) throw notPartial('$regex')
  if (Array.isArray(filter)) filter.forEach(checkPartialFilter)
  if (!(filter instanceof Map)) return
  for (const [name, value] of filter) {
    if (name.startsWith('$') && !partialOperators.has(name)) throw notPartial(name)
    if (name === '$exists' && (value === false || (isNumber(value) && toNumber(value) === 0))) throw notPartial('$exists: false')
    if (!['$eq', '$type', '$exists'].includes(name)) checkPartialFilter(value)
  }
}

function notPartial(what: string): CommandError {
  return new CommandError('CannotCreateIndex', `Expression not supported in partial index: ${what}`)
}

function keepExpiry(asked: BsonDocument, kept: BsonDocument, isIdIndex: boolean): void {
  const expiry = asked.get('expireAfterSeconds')
  if (expiry === undefined) return
  const seconds = integerOf(expiry)
  if (seconds === undefined || seconds < 0 || seconds > 2 ** 31 - 1) {
    throw new CommandError('CannotCreateIndex', 'TTL index expireAfterSeconds must be a number from 0 to 2147483647')
  }
  const key = kept.get('key')
  if (isIdIndex || (key instanceof Map && key.size > 1)) {
    throw new CommandError('CannotCreateIndex', 'TTL indexes are single-field indexes and cannot be on _id')
  }
  kept.set('expireAfterSeconds', new Int32(seconds))
}

/** What an index is beside its specification. */
export type IndexState = Pick<Index, 'isMultikey' | 'arrayPaths' | 'isBuilding' | 'createdAtVersion'>

/** The index a kept specification describes. */
export function indexFromSpecification(
  id: number,
  specification: BsonDocument,
  { isMultikey, arrayPaths, isBuilding, createdAtVersion }: IndexState,
): Index {
  const key = specification.get('key')
  const pattern = key instanceof Map ? [...key] : []
  const partial = specification.get('partialFilterExpression')
  return {
    id,
    name: String(specification.get('name')),
    paths: pattern.map(([path]) => path),
    roots: partial instanceof Map ? undefined : pattern.map(([path]) => path.split('.', 1)[0] ?? path),
    directions: pattern.map(([, direction]) => (Number(direction?.valueOf()) < 0 ? -1 : 1)),
    isUnique: specification.get('unique') === true,
    isSparse: specification.get('sparse') === true,
    isHidden: specification.get('hidden') === true,
    partialFilter: partial instanceof Map ? compileFilter(partial) : undefined,
    partialFilterDocument: partial instanceof Map ? partial : undefined,
    expireAfterSeconds: integerOf(specification.get('expireAfterSeconds')),
    specification,
    createdAtVersion,
    isMultikey,
    arrayPaths,
    isBuilding,
  }
}

/** What a document has in an index. */
export interface DocumentKeys {
  readonly keys: readonly Uint8Array[]
  /** The paths on which an array was expanded, even to one key. */
  readonly arrayPaths: ReadonlySet<string>
}

/** What a document has in an index that leaves it out. */
export const noKeys: DocumentKeys = { keys: [], arrayPaths: new Set() }

/**
 * The keys a document has in an index: none when a sparse or partial index leaves it out, several when a path runs
 * through an array. Two arrays in one compound index are refused (171), as MongoDB does.
 */
export function indexKeys(index: Index, document: BsonDocument): DocumentKeys {
  if (index.partialFilter && !index.partialFilter.matches(document)) return noKeys
  const { entries, arrayPaths } = indexEntries(document, index.paths)
  const indexed = index.isSparse ? entries.filter((entry) => entry.isFound) : entries
  const keys = indexed.map((entry) => encodeKey(entry.values, index.directions))
  for (const key of keys) {
    if (key.length > longestKeyBytes)
      throw new CommandError(17280, `key of index ${index.name} is longer than ${longestKeyBytes} bytes`)
  }
  return { keys: keys.length < 2 ? keys : distinctKeys(keys), arrayPaths }
}

function distinctKeys(keys: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map(keys.map((key) => [keyText(key), key]))
  return [...seen.values()]
}

/** A key as a string, for maps and sets: one character a byte. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

function isTrue(value: BsonValue): boolean {
  if (typeof value === 'boolean') return value
  if (value === undefined || value === null) return false
  if (!isNumber(value)) throw new CommandError('TypeMismatch', `an index option is not convertible to bool: ${String(value)}`)
  return toNumber(value) !== 0
}
