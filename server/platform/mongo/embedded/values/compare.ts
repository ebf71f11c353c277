import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson'
import { type BsonDocument, type BsonNumber, type BsonValue, type MaybeValue, MISSING, TYPE, typeOf } from './bson-value.ts'
import { compareNumbers } from './exact-number.ts'

/**
 * The bracket a type sorts in (manual: "Comparison/Sort Order"): MinKey, missing and undefined, null, numbers, strings
 * and symbols, objects, arrays, binary, ObjectId, booleans, dates, timestamps, regular expressions, code, code with
 * scope, MaxKey.
 */
export const BRACKET = {
  minKey: 10,
  missing: 15,
  null: 20,
  number: 30,
  string: 60,
  object: 70,
  array: 80,
  binary: 90,
  objectId: 100,
  bool: 110,
  date: 120,
  timestamp: 130,
  regex: 140,
  code: 160,
  codeWithScope: 165,
  maxKey: 240,
} as const

const BRACKET_OF_TYPE = new Uint8Array(256)
BRACKET_OF_TYPE[TYPE.minKey] = BRACKET.minKey
BRACKET_OF_TYPE[TYPE.undefined] = BRACKET.missing
BRACKET_OF_TYPE[TYPE.null] = BRACKET.null
BRACKET_OF_TYPE[TYPE.int] = BRACKET.number
BRACKET_OF_TYPE[TYPE.long] = BRACKET.number
BRACKET_OF_TYPE[TYPE.double] = BRACKET.number
BRACKET_OF_TYPE[TYPE.decimal] = BRACKET.number
BRACKET_OF_TYPE[TYPE.string] = BRACKET.string
BRACKET_OF_TYPE[TYPE.symbol] = BRACKET.string
BRACKET_OF_TYPE[TYPE.object] = BRACKET.object
BRACKET_OF_TYPE[TYPE.array] = BRACKET.array
BRACKET_OF_TYPE[TYPE.binData] = BRACKET.binary
BRACKET_OF_TYPE[TYPE.objectId] = BRACKET.objectId
BRACKET_OF_TYPE[TYPE.bool] = BRACKET.bool
BRACKET_OF_TYPE[TYPE.date] = BRACKET.date
BRACKET_OF_TYPE[TYPE.timestamp] = BRACKET.timestamp
BRACKET_OF_TYPE[TYPE.regex] = BRACKET.regex
BRACKET_OF_TYPE[TYPE.javascript] = BRACKET.code
BRACKET_OF_TYPE[TYPE.javascriptWithScope] = BRACKET.codeWithScope
BRACKET_OF_TYPE[TYPE.maxKey] = BRACKET.maxKey

/** The {@link BRACKET} of a value. Values of different brackets never compare equal. */
export function bracketOf(value: MaybeValue): number {
  return value === MISSING ? BRACKET.missing : (BRACKET_OF_TYPE[typeOf(value)] as number)
}

/**
 * MongoDB's total order over values of all types: negative, zero or positive, as Array.sort wants it. Numbers compare by
 * exact value across their four types, text by UTF-8 bytes, objects field by field (bracket, name, value) in their
 * order, arrays element by element, binary by length, subtype and bytes. No array is ever taken apart here.
 */
export function compareValues(left: MaybeValue, right: MaybeValue): number {
  if (left === right) return 0
  const bracket = bracketOf(left)
  const difference = bracket - bracketOf(right)
  return difference === 0 ? compareWithinBracket(bracket, left as BsonValue, right as BsonValue) : difference
}

/** Whether two values are the same to MongoDB: `compareValues` is zero (5 and NumberLong(5) are equal, 5 and '5' are not). */
export function equalValues(left: MaybeValue, right: MaybeValue): boolean {
  return compareValues(left, right) === 0
}

function compareWithinBracket(bracket: number, left: BsonValue, right: BsonValue): number {
  switch (bracket) {
    case BRACKET.number:
      return compareNumbers(left as BsonNumber, right as BsonNumber)
    case BRACKET.string:
      return compareText(textOf(left as string | BSONSymbol), textOf(right as string | BSONSymbol))
    case BRACKET.objectId:
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id)
    case BRACKET.date:
      return (left as Date).getTime() - (right as Date).getTime()
    case BRACKET.bool:
      return Number(left) - Number(right)
    case BRACKET.object:
      return compareDocuments(left as BsonDocument, right as BsonDocument)
    case BRACKET.array:
      return compareArrays(left as BsonValue[], right as BsonValue[])
    case BRACKET.binary:
      return compareBinaries(left as Binary, right as Binary)
    case BRACKET.timestamp:
      return compareTimestamps(left as Timestamp, right as Timestamp)
    case BRACKET.regex:
      return compareRegExps(left as BSONRegExp, right as BSONRegExp)
    case BRACKET.code:
    case BRACKET.codeWithScope:
      return compareCode(left as Code, right as Code)
    default:
      return 0
  }
}

/** The text of a string or of the deprecated symbol, which sorts among strings. */
export function textOf(value: string | BSONSymbol): string {
  return typeof value === 'string' ? value : value.value
}

/**
 * Text in the order of its UTF-8 bytes. UTF-16 order differs only where a surrogate meets U+E000 … U+FFFF: surrogates
 * stand for larger code points, so they are lifted above.
 */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a !== b) {
      const isSurrogateA = a >= 0xd800 && a <= 0xdfff
      const isSurrogateB = b >= 0xd800 && b <= 0xdfff
      return isSurrogateA === isSurrogateB ? a - b : isSurrogateA ? 1 : -1
    }
  }
  return left.length - right.length
}

function compareDocuments(left: BsonDocument, right: BsonDocument): number {
  const others = right.entries()
  for (const [name, value] of left) {
    const next = others.next()
    if (next.done) return 1
    const [otherName, otherValue] = next.value
    const bracket = bracketOf(value)
    const order =
      bracket - bracketOf(otherValue) || compareText(name, otherName) || compareWithinBracket(bracket, value, otherValue)
    if (order !== 0) return order
  }
  return others.next().done ? 0 : -1
}

function compareArrays(left: readonly BsonValue[], right: readonly BsonValue[]): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const order = compareValues(left[index], right[index])
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** The bytes a Binary holds; its buffer may be longer. */
export function bytesOf(value: Binary): Uint8Array {
  return value.buffer.length === value.position ? value.buffer : value.buffer.subarray(0, value.position)
}

function compareBinaries(left: Binary, right: Binary): number {
  return left.position - right.position || left.sub_type - right.sub_type || Buffer.compare(bytesOf(left), bytesOf(right))
}

function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return (left.high >>> 0) - (right.high >>> 0) || (left.low >>> 0) - (right.low >>> 0)
}

function compareRegExps(left: BSONRegExp, right: BSONRegExp): number {
  return compareText(left.pattern, right.pattern) || compareText(left.options, right.options)
}

function compareCode(left: Code, right: Code): number {
  const order = compareText(left.code, right.code)
  if (order !== 0) return order
  return left.scope instanceof Map && right.scope instanceof Map ? compareDocuments(left.scope, right.scope) : 0
}
