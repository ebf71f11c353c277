import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { type BsonDocument, type BsonValue, TYPE } from './bson-value.ts'
import { CommandError } from './command-error.ts'

/** MongoDB's bound on nesting is 180 for stored documents and 200 for commands around them (manual: "MongoDB Limits and Thresholds"). */
export const MAXIMUM_DEPTH = 200

const MINIMUM_KEY = new MinKey()
const MAXIMUM_KEY = new MaxKey()
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const MAXIMUM_DATE_MS = 8_640_000_000_000_000n

/** Field names met before, by a hash of their bytes: decoding the same names again makes no new strings. */
const NAMES: (string | undefined)[] = new Array<string | undefined>(4096).fill(undefined)

interface Reader {
  readonly bytes: Buffer
  readonly view: DataView
  at: number
}

/**
 * The document in these bytes. Attacker-controlled input: every length is checked against its enclosing document, text
 * must be UTF-8, names may not repeat within a document (a Map would silently keep one of them), nesting stops at
 * {@link MAXIMUM_DEPTH}; the whole input must be used. Values are copied: the bytes may be reused afterwards. Throws an
 * InvalidBSON {@link CommandError}, or Overflow for nesting too deep (bsonspec.org, version 1.1).
 */
export function decodeDocument(bytes: Uint8Array): BsonDocument {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: Reader = { bytes: buffer, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
  const document = readDocument(reader, buffer.length, 1)
  if (reader.at !== buffer.length) throw invalid('bytes after the end of the document')
  return document
}

function invalid(fault: string): CommandError {
  return new CommandError('InvalidBSON', `invalid BSON: ${fault}`)
}

function bodyEnd(reader: Reader, limit: number, depth: number): number {
  if (depth > MAXIMUM_DEPTH) throw new CommandError('Overflow', `BSON nesting exceeds ${MAXIMUM_DEPTH} levels`)
  const start = reader.at
  if (limit - start < 5) throw invalid('document is cut short')
  const length = reader.view.getInt32(start, true)
  if (length < 5 || length > limit - start) throw invalid('document length does not fit its container')
  const end = start + length - 1
  if (reader.bytes[end] !== 0) throw invalid('document does not end in a zero byte')
  reader.at = start + 4
  return end
}

function readDocument(reader: Reader, limit: number, depth: number): BsonDocument {
  const end = bodyEnd(reader, limit, depth)
  const document: BsonDocument = new Map()
  let count = 0
  while (reader.at < end) {
    const type = reader.bytes[reader.at] as number
    reader.at += 1
    const name = readName(reader, end)
    document.set(name, readValue(reader, type, end, depth))
    count += 1
  }
  if (reader.at !== end) throw invalid('value leaves its document')
  if (document.size !== count) throw invalid('a field name repeats within one document')
  reader.at = end + 1
  return document
}

function readArray(reader: Reader, limit: number, depth: number): BsonValue[] {
  const end = bodyEnd(reader, limit, depth)
  const array: BsonValue[] = []
  while (reader.at < end) {
    const type = reader.bytes[reader.at] as number
    skipName(reader, end)
    array.push(readValue(reader, type, end, depth))
  }
  if (reader.at !== end) throw invalid('value leaves its array')
  reader.at = end + 1
  return array
}

function skipName(reader: Reader, end: number): void {
  const { bytes } = reader
  let at = reader.at + 1
  while (at < end && bytes[at] !== 0) at += 1
  if (at >= end) throw invalid('field name does not end')
  reader.at = at + 1
}

function readName(reader: Reader, end: number): string {
  const { bytes, at: start } = reader
  let at = start
  let hash = 0
  let isAscii = true
  for (let byte = bytes[at] as number; byte !== 0; byte = bytes[at] as number) {
    if (byte > 127) isAscii = false
    hash = (Math.imul(hash, 31) + byte) | 0
    at += 1
    if (at >= end) throw invalid('field name does not end')
  }
  if (at >= end) throw invalid('field name does not end')
  reader.at = at + 1
  if (!isAscii || at - start > 64) return text(bytes, start, at)
  const slot = (hash ^ (hash >>> 12)) & 4095
  const known = NAMES[slot]
  if (known !== undefined && isSame(known, bytes, start, at)) return known
  const name = bytes.toString('latin1', start, at)
  NAMES[slot] = name
  return name
}

function isSame(known: string, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false
  for (let index = 0; index < known.length; index += 1) if (known.charCodeAt(index) !== bytes[start + index]) return false
  return true
}

function text(bytes: Buffer, start: number, end: number): string {
  if (end - start <= 24) {
    let ascii = ''
    let at = start
    for (; at < end; at += 1) {
      const byte = bytes[at] as number
      if (byte > 127) break
      ascii += String.fromCharCode(byte)
    }
    if (at === end) return ascii
  }
  const decoded = bytes.toString('utf8', start, end)
  if (!decoded.includes('\ufffd')) return decoded
  try {
    return STRICT_UTF8.decode(bytes.subarray(start, end))
  } catch {
    throw invalid('text is not UTF-8')
  }
}

/** A length-prefixed string within `end`, its final zero byte included in the length. */
function readString(reader: Reader, end: number): string {
  const length = readLength(reader, end)
  const start = reader.at
  const last = start + length - 1
  if (length < 1 || length > end - start) throw invalid('string length does not fit its document')
  if (reader.bytes[last] !== 0) throw invalid('string does not end in a zero byte')
  reader.at = last + 1
  return text(reader.bytes, start, last)
}

function readLength(reader: Reader, end: number): number {
  take(reader, 4, end)
  return reader.view.getInt32(reader.at - 4, true)
}

function take(reader: Reader, count: number, end: number): number {
  const start = reader.at
  if (end - start < count) throw invalid('value is cut short')
  reader.at = start + count
  return start
}

function readValue(reader: Reader, type: number, end: number, depth: number): BsonValue {
  switch (type) {
    case TYPE.string:
      return readString(reader, end)
    case TYPE.objectId:
      return new ObjectId(reader.bytes.subarray(take(reader, 12, end), reader.at))
    case TYPE.int:
      return new Int32(reader.view.getInt32(take(reader, 4, end), true))
    case TYPE.double:
      return new Double(reader.view.getFloat64(take(reader, 8, end), true))
    case TYPE.object:
      return readDocument(reader, end, depth + 1)
    case TYPE.array:
      return readArray(reader, end, depth + 1)
    case TYPE.bool: {
      const byte = reader.bytes[take(reader, 1, end)] as number
      if (byte > 1) throw invalid('a bool is neither 0 nor 1')
      return byte === 1
    }
    case TYPE.null:
      return null
    case TYPE.date:
      return readDate(reader, end)
    case TYPE.long: {
      const start = take(reader, 8, end)
      return new Long(reader.view.getInt32(start, true), reader.view.getInt32(start + 4, true))
    }
    case TYPE.binData:
      return readBinary(reader, end)
    default:
      return readRareValue(reader, type, end, depth)
  }
}

function readDate(reader: Reader, end: number): Date {
  const start = take(reader, 8, end)
  const high = reader.view.getInt32(start + 4, true)
  const milliseconds = high * 4_294_967_296 + reader.view.getUint32(start, true)
  if (milliseconds > Number(MAXIMUM_DATE_MS) || milliseconds < -Number(MAXIMUM_DATE_MS)) {
    throw invalid('dates beyond ±8.64e15 milliseconds are not supported')
  }
  return new Date(milliseconds)
}

function readBinary(reader: Reader, end: number): Binary {
  const length = readLength(reader, end)
  if (length < 0 || length > end - reader.at - 1) throw invalid('binary length does not fit its document')
  const subtype = reader.bytes[take(reader, 1, end)] as number
  const start = take(reader, length, end)
  if (subtype !== Binary.SUBTYPE_BYTE_ARRAY)
    return new Binary(new Uint8Array(reader.bytes.subarray(start, start + length)), subtype)
  if (length < 4 || reader.view.getInt32(start, true) !== length - 4) throw invalid('the inner length of an old binary is wrong')
  return new Binary(new Uint8Array(reader.bytes.subarray(start + 4, start + length)), subtype)
}

function readRareValue(reader: Reader, type: number, end: number, depth: number): BsonValue {
  switch (type) {
    case TYPE.decimal: {
      const start = take(reader, 16, end)
      return new Decimal128(new Uint8Array(reader.bytes.subarray(start, start + 16)))
    }
    case TYPE.timestamp: {
      const start = take(reader, 8, end)
      return new Timestamp({ i: reader.view.getUint32(start, true), t: reader.view.getUint32(start + 4, true) })
    }
    case TYPE.regex:
      return readRegExp(reader, end)
    case TYPE.undefined:
      return undefined
    case TYPE.minKey:
      return MINIMUM_KEY
    case TYPE.maxKey:
      return MAXIMUM_KEY
    case TYPE.javascript:
      return new Code(readString(reader, end))
    case TYPE.symbol:
      return new BSONSymbol(readString(reader, end))
    case TYPE.javascriptWithScope:
      return readCodeWithScope(reader, end, depth)
    case TYPE.dbPointer:
      throw invalid('the deprecated type DBPointer is not supported')
    default:
      throw invalid(`unknown element type ${type}`)
  }
}

function readRegExp(reader: Reader, end: number): BSONRegExp {
  const pattern = readName(reader, end)
  const options = readName(reader, end)
  try {
    return new BSONRegExp(pattern, options)
  } catch {
    throw invalid(`unknown regular expression options '${options}'`)
  }
}

function readCodeWithScope(reader: Reader, end: number, depth: number): Code {
  const start = reader.at
  const length = readLength(reader, end)
  if (length < 14 || length > end - start) throw invalid('code length does not fit its document')
  const code = readString(reader, start + length)
  const scope = readDocument(reader, start + length, depth + 1)
  if (reader.at !== start + length) throw invalid('code with scope does not fill its length')
  return new Code(code, scope)
}
