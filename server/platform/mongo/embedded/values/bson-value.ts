import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type Code,
  Decimal128,
  Double,
  Int32,
  Long,
  type MaxKey,
  type MinKey,
  type ObjectId,
  Timestamp,
} from 'bson'

/**
 * The values of the embedded database: every BSON type keeps its own class, so that an Int32 never becomes a Double by
 * passing through. A plain JavaScript number is not a value: {@link documentOf} turns it into Int32 or Double.
 */
export type BsonValue =
  | null
  | undefined
  | boolean
  | string
  | Date
  | Int32
  | Double
  | Long
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Timestamp
  | MinKey
  | MaxKey
  | Code
  | BsonValue[]
  | Map<string, BsonValue>

/** A document: fields in their order; names that look like numbers stay where they were written. */
export type BsonDocument = Map<string, BsonValue>

/** A number of any of the four BSON types. */
export type BsonNumber = Int32 | Double | Long | Decimal128

/** A field that is not there; distinct from `null` and from the deprecated BSON type `undefined`. */
export const MISSING: unique symbol = Symbol('missing')

/** A value, or its absence. */
export type MaybeValue = BsonValue | typeof MISSING

/** BSON element types (bsonspec.org), as the bytes on the wire. */
export const TYPE = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: 255,
  maxKey: 127,
} as const

/** The wire type of a value. Throws a TypeError on anything that is not a {@link BsonValue}. */
export function typeOf(value: BsonValue): number {
  switch (typeof value) {
    case 'string':
      return TYPE.string
    case 'boolean':
      return TYPE.bool
    case 'undefined':
      return TYPE.undefined
  }
  if (value === null) return TYPE.null
  if (value instanceof Map) return TYPE.object
  if (Array.isArray(value)) return TYPE.array
  if (value instanceof Date) return TYPE.date
  switch (value._bsontype) {
    case 'Int32':
      return TYPE.int
    case 'Double':
      return TYPE.double
    case 'ObjectId':
      return TYPE.objectId
    case 'Long':
      return TYPE.long
    case 'Timestamp':
      return TYPE.timestamp
    case 'Decimal128':
      return TYPE.decimal
    case 'Binary':
      return TYPE.binData
    case 'BSONRegExp':
      return TYPE.regex
    case 'BSONSymbol':
      return TYPE.symbol
    case 'Code':
      return value.scope === null || value.scope === undefined ? TYPE.javascript : TYPE.javascriptWithScope
    case 'MinKey':
      return TYPE.minKey
    case 'MaxKey':
      return TYPE.maxKey
  }
  throw new TypeError('not a BSON value')
}

const ALIASES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  255: 'minKey',
}

/** MongoDB's name of a value's type (manual: "$type"), used in refusals and by the expression `$type`; `missing` for an absence. */
export function typeName(value: MaybeValue): string {
  return value === MISSING ? 'missing' : (ALIASES[typeOf(value)] ?? 'unknown')
}

/** Whether the value is a document. */
export function isDocument(value: MaybeValue): value is BsonDocument {
  return value instanceof Map
}

/** Whether the value is a number of any type. */
export function isNumber(value: MaybeValue): value is BsonNumber {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Int32 || value instanceof Double || value instanceof Decimal128 || isLong(value)
}

/** Whether the value is a 64-bit integer; bson's Timestamp extends Long and is none. */
export function isLong(value: MaybeValue): value is Long {
  return value instanceof Long && !(value instanceof Timestamp)
}

/** A whole or fractional JavaScript number as the BSON number the driver would send: Int32 where it fits, else Double. */
export function numberOf(value: number): Int32 | Double {
  return Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff && !Object.is(value, -0)
    ? new Int32(value)
    : new Double(value)
}

/** The JavaScript number nearest to a BSON number: exact for Int32, Double and any Long within ±2^53. */
export function toNumber(value: BsonNumber): number {
  if (value instanceof Int32 || value instanceof Double) return value.value
  if (value instanceof Decimal128) return Number(value.toString())
  return value.toNumber()
}

/**
 * The whole number a value stands for, or undefined when it is no number, has a fraction or leaves ±2^53: how limits,
 * sizes and positions are read (5, NumberLong(5) and 5.0 alike).
 */
export function integerOf(value: MaybeValue): number | undefined {
  if (!isNumber(value)) return undefined
  const number = toNumber(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** A deep copy that shares no document and no array with the original; leaf values are immutable and shared. */
export function cloneValue<T extends BsonValue>(value: T): T
export function cloneValue(value: BsonValue): BsonValue {
  if (value instanceof Map) {
    const copy: BsonDocument = new Map()
    for (const [name, inner] of value) copy.set(name, cloneValue(inner))
    return copy
  }
  return Array.isArray(value) ? value.map((inner) => cloneValue(inner)) : value
}
