import { type Bytes, compareBytes, concat, fromHex, utf8 } from '../primitives/bytes.ts'
import { contextTag, TAG } from './der.ts'

/** A writer of DER (X.690): each function gives the whole element, header included. */

function lengthOctets(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.of(0x80 | octets.length, ...octets)
}

/** An element of this tag over these contents. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const length = contents.reduce((sum, content) => sum + content.length, 0)
  return concat(Uint8Array.of(tag), lengthOctets(length), ...contents)
}

/** SEQUENCE. */
export function sequence(...elements: readonly Uint8Array[]): Bytes {
  return element(TAG.sequence, ...elements)
}

/** SET OF, in the byte order DER demands. `tag` for an implicit one. */
export function setOf(elements: readonly Uint8Array[], tag: number = TAG.set): Bytes {
  return element(tag, ...[...elements].sort(compareBytes))
}

/** `[number]` around the contents: EXPLICIT over an element, or IMPLICIT constructed over its content. */
export function context(number: number, ...contents: readonly Uint8Array[]): Bytes {
  return element(contextTag(number), ...contents)
}

/** `[number]` IMPLICIT over a primitive type's content. */
export function contextPrimitive(number: number, content: Uint8Array): Bytes {
  return element(contextTag(number, false), content)
}

/** A non-negative INTEGER, from a number or from its magnitude as bytes. */
export function integer(value: number | Uint8Array): Bytes {
  let magnitude: Uint8Array
  if (typeof value === 'number') {
    const text = value.toString(16)
    magnitude = fromHex(text.length % 2 === 0 ? text : `0${text}`)
  } else {
    let zeros = 0
    while (zeros < value.length - 1 && value[zeros] === 0) zeros += 1
    magnitude = value.subarray(zeros)
  }
  if (magnitude.length === 0) magnitude = Uint8Array.of(0)
  return (magnitude[0] ?? 0) >= 0x80 ? element(TAG.integer, Uint8Array.of(0), magnitude) : element(TAG.integer, magnitude)
}

const oids = new Map<string, Bytes>()

/** OBJECT IDENTIFIER from its dotted text. */
export function oid(text: string): Bytes {
  const known = oids.get(text)
  if (known !== undefined) return known
  // Arcs may be as large as a UUID (2.25.…), beyond what a number holds.
  const [root = 0n, second = 0n, ...rest] = text.split('.').map(BigInt)
  const octets: number[] = []
  for (const arc of [root * 40n + second, ...rest]) {
    const digits = [Number(arc % 128n)]
    for (let left = arc / 128n; left > 0n; left /= 128n) digits.unshift(0x80 | Number(left % 128n))
    octets.push(...digits)
  }
  const written = element(TAG.oid, Uint8Array.from(octets))
  oids.set(text, written)
  return written
}

/** NULL. */
export const NULL: Bytes = Uint8Array.of(5, 0)

/** BOOLEAN TRUE; FALSE is a DEFAULT everywhere here and so is not written. */
export const TRUE: Bytes = Uint8Array.of(1, 1, 0xff)

/** OCTET STRING. */
export function octetString(content: Uint8Array): Bytes {
  return element(TAG.octetString, content)
}

/** BIT STRING of whole bytes. */
export function bitString(content: Uint8Array): Bytes {
  return element(TAG.bitString, Uint8Array.of(0), content)
}

/** UTF8String. */
export function utf8String(text: string): Bytes {
  return element(TAG.utf8String, utf8(text))
}

/** GeneralizedTime of milliseconds since 1970, with milliseconds only when they are not zero (X.690 §11.7). */
export function generalizedTime(at: number): Bytes {
  const text = new Date(at).toISOString()
  const whole = text.slice(0, 19).replaceAll(/[-T:]/g, '')
  const fraction = text.slice(20, 23).replace(/0+$/, '')
  return element(TAG.generalizedTime, utf8(`${whole}${fraction === '' ? '' : `.${fraction}`}Z`))
}

/** UTCTime of milliseconds since 1970 (years 1950 … 2049). */
export function utcTime(at: number): Bytes {
  return element(TAG.utcTime, utf8(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`))
}

/** AlgorithmIdentifier. */
export function algorithm(identifier: string, ...parameters: readonly Uint8Array[]): Bytes {
  return sequence(oid(identifier), ...parameters)
}
