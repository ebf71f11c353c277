/**
 * Bytes and their textual spellings. Formats name which spelling they use; nothing here guesses.
 */

const HEX = /^(?:[0-9a-f]{2})*$/
const BASE64URL = /^[A-Za-z0-9_-]*$/
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Bytes backed by a plain ArrayBuffer, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** UTF-8 bytes of a text. Lone surrogates become U+FFFD: refuse them earlier where it matters. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text)
}

/** The text of UTF-8 bytes. Throws a TypeError on anything that is not well-formed UTF-8; a byte-order mark is kept. */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** Bytes of lower-case hex. Throws a RangeError on any other text, upper case included: one value, one spelling. */
export function fromHex(text: string): Bytes {
  if (!HEX.test(text)) throw new RangeError('not lower-case hex')
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16)
  return bytes
}

/** base64url without padding (RFC 4648 §5). */
export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3)
    const word = (a << 16) | (b << 8) | c
    const characters = Math.min(bytes.length - index, 3) + 1
    for (let sextet = 0; sextet < characters; sextet += 1) text += ALPHABET[(word >> (18 - 6 * sextet)) & 63]
  }
  return text
}

/** Bytes of unpadded base64url. Throws a RangeError on padding, other alphabets and non-zero trailing bits. */
export function fromBase64url(text: string): Bytes {
  if (!BASE64URL.test(text) || text.length % 4 === 1) throw new RangeError('not base64url')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let word = 0
  let bits = 0
  let at = 0
  for (const character of text) {
    word = ((word << 6) | ALPHABET.indexOf(character)) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at] = (word >> bits) & 0xff
      at += 1
    }
  }
  if ((word & ((1 << bits) - 1)) !== 0) throw new RangeError('not canonical base64url')
  return bytes
}

/** The parts one after the other. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Whether two byte strings are equal, in time that depends on their length only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index += 1) difference |= (left[index] as number) ^ (right[index] as number)
  return difference === 0
}

/** Byte order: negative, zero or positive, as Array.sort wants it. A prefix comes before what it begins. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] as number) - (right[index] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** A whole number as 8 bytes, big endian. Throws a RangeError outside 0 … 2^53 − 1. */
export function uint64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not a whole number below 2^53')
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
