import { type BsonDocument, type BsonValue, integerOf, isDocument } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compareValues } from './compare.ts'
import { encodeKey } from './key-encoding.ts'
import { indexEntries, splitPath } from './paths.ts'

/** A sort order ready to compare documents. */
export interface CompiledSort {
  /** Negative, zero or positive, as Array.sort wants it. */
  compare(left: BsonDocument, right: BsonDocument): number
  /** The values documents are compared by, one per field: make them once per document when sorting many. */
  keyOf(document: BsonDocument): BsonValue[]
  /** Compares two results of `keyOf`. */
  compareKeys(left: readonly BsonValue[], right: readonly BsonValue[]): number
  /** The same order as bytes. */
  encodedKeyOf(document: BsonDocument): Uint8Array
  /** The fields and directions in their order. */
  readonly fields: readonly { readonly path: string; readonly direction: 1 | -1 }[]
}

/**
 * Compiles a sort specification (manual: "cursor.sort()", "Sort Consistency"): a field that holds an array is sorted by its least
 * element ascending and its greatest descending; an empty array sorts below null, a missing field as null. Throws
 * BadValue on directions other than 1 and −1, NotImplemented on `$meta`.
 */
export function compileSort(spec: BsonDocument): CompiledSort {
  const fields = [...spec].map(([path, direction]) => ({ path, direction: directionOf(path, direction) }))
  for (const { path } of fields) {
    if (path === '' || splitPath(path).includes(''))
      throw new CommandError(15998, 'FieldPath field names may not be empty strings.')
    if (path.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
  }
  if (fields.length > 32) throw new CommandError('BadValue', 'too many fields in a sort')
  const paths = fields.map(({ path }) => path)
  const directions = fields.map(({ direction }) => direction)
  const compareKeys = (left: readonly BsonValue[], right: readonly BsonValue[]): number => {
    for (let index = 0; index < directions.length; index += 1) {
      const order = compareValues(left[index], right[index])
      if (order !== 0) return directions[index] === 1 ? order : -order
    }
    return 0
  }
  const keyOf = (document: BsonDocument): BsonValue[] => plainKey(document, paths) ?? leastKey(document, paths, compareKeys)
  return {
    fields,
    keyOf,
    compareKeys,
    compare: (left, right) => compareKeys(keyOf(left), keyOf(right)),
    encodedKeyOf: (document) => encodeKey(keyOf(document), directions),
  }
}

function directionOf(path: string, value: BsonValue): 1 | -1 {
  if (isDocument(value)) {
    if (value.has('$meta')) throw new CommandError('NotImplemented', 'sorting by $meta is not supported by the embedded database')
    throw new CommandError(15975, `Illegal key in $sort specification: ${path}`)
  }
  const direction = integerOf(value)
  if (direction !== 1 && direction !== -1) {
    throw new CommandError(
      direction === undefined ? 15974 : 15975,
      `$sort key ordering must be 1 (for ascending) or -1 (for descending)`,
    )
  }
  return direction
}

/** The key of a document without arrays on the way, or undefined when one is met. */
function plainKey(document: BsonDocument, paths: readonly string[]): BsonValue[] | undefined {
  const values: BsonValue[] = []
  for (const path of paths) {
    let value: BsonValue = document
    for (const part of splitPath(path)) {
      const next: BsonValue = value instanceof Map ? value.get(part) : null
      value = next === undefined && !(value instanceof Map && value.has(part)) ? null : next
      if (Array.isArray(value)) return undefined
    }
    values.push(value)
  }
  return values
}

/** The first of the document's index keys in the sort's own order: the least element ascending, the greatest descending. */
function leastKey(
  document: BsonDocument,
  paths: readonly string[],
  compareKeys: (left: readonly BsonValue[], right: readonly BsonValue[]) => number,
): BsonValue[] {
  try {
    const keys = indexEntries(document, paths).entries.map(({ values }) => values)
    return keys.reduce((least, key) => (compareKeys(key, least) < 0 ? key : least))
  } catch (error) {
    if (error instanceof CommandError && error.code === 171) {
      throw new CommandError('BadValue', 'cannot sort with keys that are parallel arrays')
    }
    throw error
  }
}
