import { Binary, BSONRegExp, BSONSymbol, Code, Double, Int32, ObjectId, Timestamp } from 'bson'
import { type BsonDocument, type BsonNumber, type BsonValue, isNumber } from './bson-value.ts'
import { BRACKET, bracketOf, bytesOf } from './compare.ts'
import { type ExactNumber, exactOf, exactOfDouble } from './exact-number.ts'

/**
 * Index keys: byte strings whose order (SQLite's memcmp) is {@link compareValues} for any mix of types, and which are
 * equal exactly when the values are. Each component is prefix-free, so components follow one another without separator
 * and a descending one is simply inverted.
 *
 * - first byte: the bracket; numbers use four (NaN 30, negative 31, zero 32, positive 33), booleans two (110, 111)
 * - text: UTF-8, 00 escaped as 00 FF, ended by 00 00
 * - numbers: the IEEE bits, big endian, of the magnitude cut to a double towards zero, then 00 when that is exact, else
 *   01 and the exact remainder in decimal (exponent + 32768 as two bytes, digit pairs + 1, ended by 00); negatives inverted.
 *   So Long and Decimal128 sort exactly among doubles
 * - date: milliseconds as eight bytes with the sign flipped · timestamp: eight bytes · ObjectId: its twelve bytes
 * - binary: length (four bytes), subtype, bytes · regular expression, code: their texts
 * - object: per field bracket, name as text, value; ended by 00 · array: its elements, ended by 00
 */
export function encodeKey(values: readonly BsonValue[], directions: readonly (1 | -1)[]): Uint8Array<ArrayBuffer> {
  length = 0
  for (let index = 0; index < values.length; index += 1) {
    const start = length
    writeValue(values[index])
    if (directions[index] === -1) invert(start)
  }
  return key.slice(0, length)
}

/** A stretch of one key component, ascending: `from` ≤ component < `to`. A point when it can hold one value only. */
export interface KeyRange {
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly isPoint: boolean
}

/** The smallest byte string above everything that begins with `prefix`; `[ff]` past the last component byte there is. */
export function successor(prefix: Uint8Array): Uint8Array {
  let last = prefix.length - 1
  while (last >= 0 && prefix[last] === 0xff) last -= 1
  if (last < 0) return Uint8Array.of(0xff, 0xff)
  const next = new Uint8Array(prefix.subarray(0, last + 1))
  next[last] = (next[last] as number) + 1
  return next
}

/** Keys equal to a value. */
export function pointRange(value: BsonValue): KeyRange {
  const from = encodeKey([value], [1])
  return { from, to: successor(from), isPoint: true }
}

/** Keys of every value there is. */
export const FULL_RANGE: KeyRange = { from: Uint8Array.of(0x01), to: Uint8Array.of(0xfe), isPoint: false }

/** Keys in the bracket of `value` on one side of it: how `$gt`, `$gte`, `$lt` and `$lte` look only at their own type. NaN is outside every open range. */
export function sideRange(value: BsonValue, side: 'above' | 'below', isInclusive: boolean): KeyRange {
  const own = pointRange(value)
  const bracket = bracketOf(value)
  const isNumeric = bracket === BRACKET.number
  const low = Uint8Array.of(isNumeric ? bracket + 1 : bracket)
  const high = Uint8Array.of(isNumeric ? bracket + 4 : bracket === BRACKET.bool ? bracket + 2 : bracket + 1)
  if (side === 'above') return { from: isInclusive ? own.from : own.to, to: high, isPoint: false }
  return { from: low, to: isInclusive ? own.to : own.from, isPoint: false }
}

/** Keys of strings that begin with `prefix`. */
export function textPrefixRange(prefix: string): KeyRange {
  const whole = encodeKey([prefix], [1])
  const from = whole.slice(0, whole.length - 2)
  return { from, to: successor(from), isPoint: false }
}

/**
 * The bytes between which the keys of a range lie in an index: `prefix` is the encoded key of the equal leading fields
 * (`encodeKey`, with their directions), `direction` that of the ranged field. `from` inclusive, `to` exclusive.
 */
export function scanBounds(prefix: Uint8Array, range: KeyRange, direction: 1 | -1): { from: Uint8Array; to: Uint8Array } {
  const from = direction === 1 ? range.from : successor(range.to.map(flip))
  const to = direction === 1 ? range.to : successor(range.from.map(flip))
  return { from: Buffer.concat([prefix, from]), to: Buffer.concat([prefix, to]) }
}

/** The part two ranges share, or undefined when there is none. */
export function intersectRanges(left: KeyRange, right: KeyRange): KeyRange | undefined {
  const from = Buffer.compare(left.from, right.from) >= 0 ? left.from : right.from
  const to = Buffer.compare(left.to, right.to) <= 0 ? left.to : right.to
  if (Buffer.compare(from, to) >= 0) return undefined
  return { from, to, isPoint: left.isPoint || right.isPoint }
}

/** The ranges in order, overlapping ones joined. */
export function joinRanges(ranges: readonly KeyRange[]): KeyRange[] {
  const sorted = [...ranges].sort((left, right) => Buffer.compare(left.from, right.from) || Buffer.compare(left.to, right.to))
  const joined: KeyRange[] = []
  for (const range of sorted) {
    const last = joined.at(-1)
    if (last === undefined || Buffer.compare(range.from, last.to) >= 0) joined.push(range)
    else if (Buffer.compare(range.to, last.to) > 0) joined[joined.length - 1] = { from: last.from, to: range.to, isPoint: false }
  }
  return joined
}

function flip(byte: number): number {
  return ~byte & 0xff
}

/** Shared between calls: encoding is synchronous and the result is copied out. */
let key = new Uint8Array(1024)
let view = new DataView(key.buffer)
let length = 0

function reserve(count: number): number {
  const start = length
  length += count
  if (length > key.length) {
    const larger = new Uint8Array(Math.max(length, key.length * 2))
    larger.set(key)
    key = larger
    view = new DataView(key.buffer)
  }
  return start
}

function invert(start: number): void {
  for (let index = start; index < length; index += 1) key[index] = flip(key[index] as number)
}

function writeByte(byte: number): void {
  const start = reserve(1)
  key[start] = byte
}

function writeBytes(bytes: Uint8Array): void {
  const start = reserve(bytes.length)
  key.set(bytes, start)
}

const UTF8 = new TextEncoder()

function writeText(text: string): void {
  const start = reserve(text.length * 3 + 2)
  const { written } = UTF8.encodeInto(text, key.subarray(start))
  length = start + written
  const zeros = key.subarray(start, length).indexOf(0) === -1 ? 0 : escapeZeros(start)
  length += zeros
  const end = reserve(2)
  key[end] = 0
  key[end + 1] = 0
}

/** Rewrites the text from `start` with its zero bytes escaped; answers how many bytes were added. */
function escapeZeros(start: number): number {
  const raw = key.slice(start, length)
  const count = raw.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0)
  const end = length
  reserve(count)
  length = end
  let to = start
  for (const byte of raw) {
    key[to] = byte
    to += 1
    if (byte === 0) {
      key[to] = 0xff
      to += 1
    }
  }
  return count
}

function writeValue(value: BsonValue): void {
  if (typeof value === 'string') {
    writeByte(BRACKET.string)
    writeText(value)
  } else if (isNumber(value)) writeNumber(value)
  else if (value instanceof ObjectId) {
    writeByte(BRACKET.objectId)
    writeBytes(value.id)
  } else if (typeof value === 'boolean') writeByte(BRACKET.bool + (value ? 1 : 0))
  else if (value instanceof Date) {
    writeByte(BRACKET.date)
    const start = reserve(8)
    view.setBigInt64(start, BigInt(value.getTime()))
    key[start] = (key[start] as number) ^ 0x80
  } else if (value instanceof Map) writeObject(value)
  else if (Array.isArray(value)) {
    writeByte(BRACKET.array)
    for (const element of value) writeValue(element)
    writeByte(0)
  } else writeRareValue(value)
}

function writeObject(document: BsonDocument): void {
  writeByte(BRACKET.object)
  for (const [name, value] of document) {
    writeByte(bracketOf(value))
    writeText(name)
    writeValue(value)
  }
  writeByte(0)
}

function writeRareValue(value: BsonValue): void {
  writeByte(bracketOf(value))
  if (value instanceof Binary) {
    const start = reserve(5)
    view.setUint32(start, value.position)
    key[start + 4] = value.sub_type
    writeBytes(bytesOf(value))
  } else if (value instanceof Timestamp) {
    const start = reserve(8)
    view.setInt32(start, value.high)
    view.setInt32(start + 4, value.low)
  } else if (value instanceof BSONRegExp) {
    writeText(value.pattern)
    writeText(value.options)
  } else if (value instanceof BSONSymbol) writeText(value.value)
  else if (value instanceof Code) {
    writeText(value.code)
    if (value.scope instanceof Map) writeObject(value.scope)
  }
}

function writeNumber(value: BsonNumber): void {
  if (value instanceof Int32 || value instanceof Double) writeDouble(value.value)
  else writeExact(value)
}

function writeDouble(value: number): void {
  if (value === 0) writeByte(BRACKET.number + 2)
  else if (Number.isNaN(value)) writeByte(BRACKET.number)
  else {
    const start = reserve(10)
    key[start] = BRACKET.number + (value > 0 ? 3 : 1)
    view.setFloat64(start + 1, Math.abs(value))
    key[start + 9] = 0
    if (value < 0) for (let index = start + 1; index < length; index += 1) key[index] = flip(key[index] as number)
  }
}

function writeExact(value: BsonNumber): void {
  const exact = exactOf(value)
  if (typeof exact === 'string') {
    writeDouble(exact === 'nan' ? Number.NaN : exact === 'infinity' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
    return
  }
  if (exact.coefficient === 0n) {
    writeDouble(0)
    return
  }
  const [magnitude, remainder] = cutToDouble(exact)
  writeByte(BRACKET.number + (exact.negative ? 1 : 3))
  const start = reserve(9)
  view.setFloat64(start, magnitude)
  key[start + 8] = remainder === undefined ? 0 : 1
  if (remainder !== undefined) writeRemainder(remainder)
  if (exact.negative) invert(start)
}

const DOUBLE = new DataView(new ArrayBuffer(8))

/** The largest double not above the magnitude, and what is left of it (undefined: nothing). */
function cutToDouble(exact: ExactNumber): [number, { coefficient: bigint; exponent: number } | undefined] {
  let magnitude = Math.min(Number(`${exact.coefficient}e${exact.exponent}`), Number.MAX_VALUE)
  let remainder = difference(exact, magnitude)
  if (remainder.coefficient < 0n) {
    DOUBLE.setFloat64(0, magnitude)
    DOUBLE.setBigUint64(0, DOUBLE.getBigUint64(0) - 1n)
    magnitude = DOUBLE.getFloat64(0)
    remainder = difference(exact, magnitude)
  }
  return [magnitude, remainder.coefficient === 0n ? undefined : remainder]
}

function difference(exact: ExactNumber, magnitude: number): { coefficient: bigint; exponent: number } {
  const other = exactOfDouble(magnitude)
  if (typeof other === 'string') throw new RangeError('a finite magnitude is expected')
  const exponent = Math.min(exact.exponent, other.exponent)
  const coefficient =
    exact.coefficient * 10n ** BigInt(exact.exponent - exponent) - other.coefficient * 10n ** BigInt(other.exponent - exponent)
  return { coefficient, exponent }
}

function writeRemainder(remainder: { coefficient: bigint; exponent: number }): void {
  const written = remainder.coefficient.toString()
  const start = reserve(2)
  view.setUint16(start, written.length + remainder.exponent + 0x8000)
  const digits = written.replace(/0+$/, '')
  for (let index = 0; index < digits.length; index += 2) writeByte(Number(digits.slice(index, index + 2).padEnd(2, '0')) + 1)
  writeByte(0)
}
