import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { type BsonDocument, type BsonValue, numberOf } from './bson-value.ts'
import { CommandError } from './command-error.ts'

export type { BsonDocument, BsonValue } from './bson-value.ts'
export { decodeDocument } from './decode.ts'
export { encodeDocument } from './encode.ts'

/**
 * A document made from plain JavaScript: numbers become Int32 or Double as the driver sends them, bigints Long, RegExps
 * and byte arrays their BSON kinds; Maps and BSON values are taken as they are. Throws a BadValue {@link CommandError}
 * on a function or a symbol.
 */
export function documentOf(plain: Readonly<Record<string, unknown>>): BsonDocument {
  const document: BsonDocument = new Map()
  for (const [name, value] of Object.entries(plain)) document.set(name, bsonValueOf(value))
  return document
}

/** One value made from plain JavaScript, by the rules of {@link documentOf}. */
export function bsonValueOf(plain: unknown): BsonValue {
  switch (typeof plain) {
    case 'number':
      return numberOf(plain)
    case 'bigint':
      return Long.fromBigInt(plain)
    case 'string':
    case 'boolean':
    case 'undefined':
      return plain
    case 'object':
      return plain === null ? null : objectOf(plain)
  }
  throw new CommandError('BadValue', `a ${typeof plain} is not a BSON value`)
}

function objectOf(plain: object): BsonValue {
  if (Array.isArray(plain)) return plain.map(bsonValueOf)
  if (plain instanceof Map) {
    const document: BsonDocument = new Map()
    for (const [name, value] of plain) document.set(String(name), bsonValueOf(value))
    return document
  }
  if (plain instanceof Date) return plain
  if (plain instanceof RegExp)
    return new BSONRegExp(plain.source, [...plain.flags].filter((flag) => 'ims'.includes(flag)).join(''))
  if (plain instanceof Uint8Array) return new Binary(plain)
  if (isBsonClass(plain)) return plain
  return documentOf(plain as Record<string, unknown>)
}

function isBsonClass(
  value: object,
): value is
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
  | Code {
  return (
    value instanceof Int32 ||
    value instanceof Double ||
    value instanceof Long ||
    value instanceof Decimal128 ||
    value instanceof ObjectId ||
    value instanceof Binary ||
    value instanceof BSONRegExp ||
    value instanceof BSONSymbol ||
    value instanceof MinKey ||
    value instanceof MaxKey ||
    value instanceof Code
  )
}

/**
 * The document as plain JavaScript for code that reads commands and options: Int32, Double and Longs within ±2^53 become
 * numbers, larger Longs bigints; other BSON classes stay. Field order of names that look like integers is lost: never
 * send stored documents through it.
 */
export function plainOf(document: BsonDocument): Record<string, unknown> {
  const plain: Record<string, unknown> = Object.create(null)
  for (const [name, value] of document) plain[name] = plainOfValue(value)
  return plain
}

/** One value as plain JavaScript, by the rules of {@link plainOf}. */
export function plainOfValue(value: BsonValue): unknown {
  if (value instanceof Map) return plainOf(value)
  if (Array.isArray(value)) return value.map(plainOfValue)
  if (value instanceof Int32 || value instanceof Double) return value.value
  if (value instanceof Long && !(value instanceof Timestamp)) {
    const number = value.toNumber()
    return Number.isSafeInteger(number) ? number : value.toBigInt()
  }
  return value
}
