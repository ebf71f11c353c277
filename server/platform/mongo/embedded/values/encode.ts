import { Binary, type Code } from 'bson'
import { type BsonDocument, type BsonValue, TYPE, typeOf } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { MAXIMUM_DEPTH } from './decode.ts'

/** Grows by doubling and is kept between calls: encoding is synchronous, and the result is copied out. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024)
let view = new DataView(scratch.buffer)
let at = 0

const KEPT_BYTES = 4 * 1024 * 1024
const INDICES: readonly string[] = Array.from({ length: 1000 }, (_, index) => String(index))

/**
 * The document as BSON. Every value keeps its type. Throws an Overflow {@link CommandError} past 200 levels of nesting
 * and BadValue on a field name holding a zero byte, which BSON cannot carry.
 */
export function encodeDocument(document: BsonDocument): Uint8Array<ArrayBuffer> {
  at = 0
  writeDocument(document, 1)
  const bytes = new Uint8Array(at)
  bytes.set(scratch.subarray(0, at))
  if (scratch.length > KEPT_BYTES) resize(64 * 1024)
  return bytes
}

function resize(length: number): void {
  const larger = Buffer.allocUnsafeSlow(length)
  scratch.copy(larger, 0, 0, Math.min(at, length))
  scratch = larger
  view = new DataView(scratch.buffer)
}

function reserve(count: number): number {
  const start = at
  at += count
  if (at > scratch.length) {
    const wanted = at
    at = start
    resize(Math.max(wanted, scratch.length * 2))
    at = wanted
  }
  return start
}

function writeByte(byte: number): void {
  const start = reserve(1)
  scratch[start] = byte
}

function writeName(name: string): void {
  const { length } = name
  const start = reserve(length * 3 + 1)
  let to = start
  for (let index = 0; index < length; index += 1) {
    const code = name.charCodeAt(index)
    if (code === 0) throw new CommandError('BadValue', 'a field name or regular expression may not contain a zero byte')
    if (code > 127) {
      to = start + scratch.write(name, start, 'utf8')
      break
    }
    scratch[to] = code
    to += 1
  }
  scratch[to] = 0
  at = to + 1
}

function writeString(text: string): void {
  const { length } = text
  const start = reserve(length * 3 + 5)
  let written = 0
  if (length <= 32) {
    for (; written < length; written += 1) {
      const code = text.charCodeAt(written)
      if (code > 127) break
      scratch[start + 4 + written] = code
    }
  }
  if (written < length) written = scratch.write(text, start + 4, 'utf8')
  view.setInt32(start, written + 1, true)
  scratch[start + 4 + written] = 0
  at = start + 4 + written + 1
}

function enter(depth: number): number {
  if (depth > MAXIMUM_DEPTH) throw new CommandError('Overflow', `BSON nesting exceeds ${MAXIMUM_DEPTH} levels`)
  return reserve(4)
}

function leave(start: number): void {
  writeByte(0)
  view.setInt32(start, at - start, true)
}

function writeDocument(document: BsonDocument, depth: number): void {
  const start = enter(depth)
  for (const [name, value] of document) writeElement(name, value, depth)
  leave(start)
}

function writeArray(array: readonly BsonValue[], depth: number): void {
  const start = enter(depth)
  for (let index = 0; index < array.length; index += 1) writeElement(INDICES[index] ?? String(index), array[index], depth)
  leave(start)
}

function writeElement(name: string, value: BsonValue, depth: number): void {
  const type = typeOf(value)
  writeByte(type)
  writeName(name)
  writeValue(value, depth)
}

function writeValue(value: BsonValue, depth: number): void {
  if (typeof value === 'string') writeString(value)
  else if (typeof value === 'boolean') writeByte(value ? 1 : 0)
  else if (value === null || value === undefined) return
  else if (value instanceof Map) writeDocument(value, depth + 1)
  else if (Array.isArray(value)) writeArray(value, depth + 1)
  else if (value instanceof Date) writeDate(value)
  else writeClass(value, depth)
}

function writeDate(value: Date): void {
  const milliseconds = value.getTime()
  if (Number.isNaN(milliseconds)) throw new CommandError('BadValue', 'an invalid date')
  writeLong(milliseconds | 0, Math.floor(milliseconds / 4_294_967_296))
}

type BsonClass = Exclude<BsonValue, string | boolean | null | undefined | Date | BsonValue[] | BsonDocument>

function writeClass(value: BsonClass, depth: number): void {
  switch (value._bsontype) {
    case 'Int32': {
      const start = reserve(4)
      view.setInt32(start, value.value, true)
      break
    }
    case 'Double': {
      const start = reserve(8)
      view.setFloat64(start, value.value, true)
      break
    }
    case 'Long':
    case 'Timestamp':
      writeLong(value.low, value.high)
      break
    case 'ObjectId':
      writeBytes(value.id)
      break
    case 'Decimal128':
      writeBytes(value.bytes)
      break
    case 'Binary':
      writeBinary(value)
      break
    case 'BSONRegExp':
      writeName(value.pattern)
      writeName(value.options)
      break
    case 'BSONSymbol':
      writeString(value.value)
      break
    case 'Code':
      writeCode(value, depth)
      break
  }
}

function writeLong(low: number, high: number): void {
  const start = reserve(8)
  view.setInt32(start, low, true)
  view.setInt32(start + 4, high, true)
}

function writeBytes(bytes: Uint8Array): void {
  const start = reserve(bytes.length)
  scratch.set(bytes, start)
}

function writeBinary(value: Binary): void {
  const bytes = value.buffer.subarray(0, value.position)
  const isOld = value.sub_type === Binary.SUBTYPE_BYTE_ARRAY
  const start = reserve(4)
  view.setInt32(start, bytes.length + (isOld ? 4 : 0), true)
  writeByte(value.sub_type)
  if (isOld) {
    const inner = reserve(4)
    view.setInt32(inner, bytes.length, true)
  }
  writeBytes(bytes)
}

function writeCode(value: Code, depth: number): void {
  if (typeOf(value) === TYPE.javascript) {
    writeString(value.code)
    return
  }
  const start = reserve(4)
  writeString(value.code)
  writeDocument(value.scope instanceof Map ? (value.scope as BsonDocument) : new Map(), depth + 1)
  view.setInt32(start, at - start, true)
}
