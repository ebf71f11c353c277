import type { Bytes } from '../primitives/bytes.ts'

/**
 * A strict reader of DER (X.690 §8–§11): definite, shortest lengths, one-byte tags, nothing after the end. BER that other
 * libraries wave through (indefinite lengths, padded integers, constructed strings) is refused, so that no two parsers can see
 * two things in the same bytes. It copies nothing: every node is a view of the input.
 */

/** Universal and context tags as they stand in the identifier octet. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The identifier octet of a context-specific tag: `[number]`, constructed unless said otherwise. */
export function contextTag(number: number, isConstructed = true): number {
  return 0x80 | (isConstructed ? 0x20 : 0) | number
}

/** One element: its identifier octet, its content and the whole of it with header. Views made when asked for, since most are only passed by. */
export class Der {
  readonly tag: number
  readonly bytes: Bytes
  readonly start: number
  readonly body: number
  readonly end: number

  constructor(tag: number, bytes: Bytes, start: number, body: number, end: number) {
    this.tag = tag
    this.bytes = bytes
    this.start = start
    this.body = body
    this.end = end
  }

  get content(): Bytes {
    return this.bytes.subarray(this.body, this.end)
  }

  get raw(): Bytes {
    return this.bytes.subarray(this.start, this.end)
  }

  /** The same content under another tag: what IMPLICIT tagging hid. */
  as(tag: number): Der {
    return new Der(tag, this.bytes, this.start, this.body, this.end)
  }
}

/** The bytes are not DER, or not the structure expected. `detail` says what stood where. Attacker-controlled input may throw this anywhere. */
export class DerRefused extends Error {
  override readonly name = 'DerRefused'
  readonly detail: string

  constructor(detail: string) {
    super(`not DER as expected: ${detail}`)
    this.detail = detail
  }
}

/** The element that starts at `offset` and ends before `limit`; it may be followed by others. Throws DerRefused. */
export function readElement(bytes: Bytes, offset: number, limit: number = bytes.length): Der {
  if (offset + 2 > limit) throw new DerRefused('an element is cut off')
  const tag = bytes[offset] ?? 0
  const first = bytes[offset + 1] ?? 0
  if ((tag & 0x1f) === 0x1f) throw new DerRefused('a tag of several bytes')
  let start = offset + 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0) throw new DerRefused('an indefinite length')
    if (count > 4) throw new DerRefused('a length beyond 4 bytes')
    length = 0
    for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[start + index] ?? 0)
    start += count
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerRefused('a length not in its shortest form')
  }
  const end = start + length
  if (end > limit) throw new DerRefused('an element is cut off')
  return new Der(tag, bytes, offset, start, end)
}

/** The one element that the bytes are, with this tag when one is given. Throws DerRefused on anything before, after or else. */
export function readDer(bytes: Bytes, tag?: number): Der {
  const element = readElement(bytes, 0)
  if (element.end !== bytes.length) throw new DerRefused('bytes after the end')
  if (tag !== undefined && element.tag !== tag)
    throw new DerRefused(`tag ${element.tag.toString(16)} where ${tag.toString(16)} belongs`)
  return element
}

/** The elements within a constructed one, in order. Throws DerRefused. */
export function childrenOf(node: Der): Der[] {
  if ((node.tag & 0x20) === 0) throw new DerRefused('a primitive element where a constructed one belongs')
  const children: Der[] = []
  for (let offset = node.body; offset < node.end; ) {
    const child = readElement(node.bytes, offset, node.end)
    children.push(child)
    offset = child.end
  }
  return children
}

/** Walks the fields of a SEQUENCE in order, optional ones included. */
export interface Fields {
  /** The next field, which must be there, with this tag when one is given. */
  take(tag?: number): Der
  /** The next field if it carries this tag. */
  takeIf(tag: number): Der | undefined
  /** Refuses a field nobody asked for. */
  end(): void
}

/** The fields of a constructed element. Throws DerRefused when the tag differs. */
export function fieldsOf(node: Der, tag: number = TAG.sequence): Fields {
  if (node.tag !== tag) throw new DerRefused(`tag ${node.tag.toString(16)} where ${tag.toString(16)} belongs`)
  const { bytes, end } = node
  let offset = node.body
  return {
    take(wanted) {
      const element = readElement(bytes, offset, end)
      if (wanted !== undefined && element.tag !== wanted)
        throw new DerRefused(`tag ${element.tag.toString(16)} where ${wanted.toString(16)} belongs`)
      offset = element.end
      return element
    },
    takeIf(wanted) {
      if (offset >= end || bytes[offset] !== wanted) return undefined
      const element = readElement(bytes, offset, end)
      offset = element.end
      return element
    },
    end() {
      if (offset !== end) throw new DerRefused('a field nobody knows')
    },
  }
}

function expect(node: Der, tag: number): Bytes {
  if (node.tag !== tag) throw new DerRefused(`tag ${node.tag.toString(16)} where ${tag.toString(16)} belongs`)
  return node.content
}

const knownIdentifiers = new Map<string, string>()

/** The dotted text of an OBJECT IDENTIFIER. The same few stand in every message, so decoded ones are kept (500 at most). */
export function oidOf(node: Der): string {
  const content = expect(node, TAG.oid)
  let key = ''
  for (const byte of content) key += String.fromCharCode(byte)
  const known = knownIdentifiers.get(key)
  if (known !== undefined) return known
  const text = decodeIdentifier(content)
  if (knownIdentifiers.size < 500) knownIdentifiers.set(key, text)
  return text
}

function decodeIdentifier(content: Bytes): string {
  const arcs: number[] = []
  let arc = 0
  let isStart = true
  for (const byte of content) {
    if (isStart && byte === 0x80) throw new DerRefused('a padded object identifier')
    arc = arc * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(arc)) throw new DerRefused('an object identifier too large')
    isStart = byte < 0x80
    if (isStart) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first] = arcs
  if (first === undefined || !isStart) throw new DerRefused('an object identifier is cut off')
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - root * 40, ...arcs.slice(1)].join('.')
}

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex by table: serial numbers and digests are read with every message and every entry of a list. */
export function quickHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX_OF_BYTE[byte]
  return text
}

/** The magnitude of a non-negative INTEGER as lower-case hex of whole bytes (`00` for zero). Negative ones are refused. */
export function integerHexOf(node: Der): string {
  const content = expect(node, TAG.integer)
  const [first, second] = content
  if (first === undefined) throw new DerRefused('an empty integer')
  if (first >= 0x80) throw new DerRefused('a negative integer')
  if (first === 0 && second !== undefined) {
    if (second < 0x80) throw new DerRefused('a padded integer')
    return quickHex(content.subarray(1))
  }
  return quickHex(content)
}

/** A small non-negative INTEGER (below 2^31). */
export function smallIntegerOf(node: Der): number {
  const text = integerHexOf(node)
  const value = Number.parseInt(text, 16)
  if (text.length > 8 || value > 0x7fffffff) throw new DerRefused('an integer too large')
  return value
}

/** A BOOLEAN, 00 or ff. */
export function booleanOf(node: Der): boolean {
  const content = expect(node, TAG.boolean)
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff))
    throw new DerRefused('a boolean that is neither 00 nor ff')
  return content[0] === 0xff
}

/** The content of an OCTET STRING. */
export function octetsOf(node: Der): Bytes {
  return expect(node, TAG.octetString)
}

/** The bytes of a BIT STRING of whole bytes: keys and signatures. */
export function bitsOf(node: Der): Bytes {
  const content = expect(node, TAG.bitString)
  if (content[0] !== 0) throw new DerRefused('a bit string that is not whole bytes')
  return content.subarray(1)
}

/** The positions of the set bits of a named BIT STRING (X.690 §11.2.2: no trailing zero bits). */
export function namedBitsOf(node: Der): number[] {
  const content = expect(node, TAG.bitString)
  const [unused] = content
  if (unused === undefined || unused > 7 || (content.length === 1 && unused !== 0)) throw new DerRefused('a malformed bit string')
  const last = content.at(-1) ?? 0
  if (content.length > 1 && ((last >> unused) & 1) === 0) throw new DerRefused('a named bit string with trailing zero bits')
  if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) throw new DerRefused('a bit string whose unused bits are set')
  const positions: number[] = []
  content.subarray(1).forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit += 1) if ((byte & (0x80 >> bit)) !== 0) positions.push(index * 8 + bit)
  })
  return positions
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{0,9}[1-9])?Z$/

/** Milliseconds since 1970 of a UTCTime (RFC 5280 §4.1.2.5.1: years 1950 … 2049) or GeneralizedTime, both in UTC with seconds. */
export function timeOf(node: Der): number {
  let text = ''
  for (const byte of node.content) text += String.fromCharCode(byte)
  const match =
    node.tag === TAG.utcTime ? UTC_TIME.exec(text) : node.tag === TAG.generalizedTime ? GENERALIZED_TIME.exec(text) : null
  if (match === null) throw new DerRefused(`a time that is none: ${JSON.stringify(text.slice(0, 40))}`)
  const [, year = '', month, day, hour, minute, second, fraction] = match
  const fullYear = year.length === 4 ? year : Number(year) >= 50 ? `19${year}` : `20${year}`
  const whole = `${fullYear}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const millis = Date.parse(whole)
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(millis) || new Date(millis).toISOString() !== whole)
    throw new DerRefused(`a time not in the calendar: ${text}`)
  return millis + Math.floor(Number(fraction ?? 0) * 1000)
}

/** The text of a directory string (RFC 5280 §4.1.2.4): UTF8String, PrintableString, IA5String, BMPString, TeletexString as Latin-1. */
export function textOf(node: Der): string {
  switch (node.tag) {
    case TAG.utf8String:
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(node.content)
      } catch {
        throw new DerRefused('text that is not UTF-8')
      }
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString: {
      let text = ''
      for (const byte of node.content) text += String.fromCharCode(byte)
      return text
    }
    case TAG.bmpString: {
      if (node.content.length % 2 !== 0) throw new DerRefused('half a character')
      let text = ''
      for (let index = 0; index < node.content.length; index += 2)
        text += String.fromCharCode(((node.content[index] ?? 0) << 8) | (node.content[index + 1] ?? 0))
      return text
    }
    default:
      throw new DerRefused(`tag ${node.tag.toString(16)} where text belongs`)
  }
}
