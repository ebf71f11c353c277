import canonicalize from 'canonicalize'
import { type Bytes, equalBytes, fromUtf8, utf8 } from './bytes.ts'

/** What may stand in a signed structure: no floats, no undefined, strings in NFC. Money and large numbers are strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Why bytes are not canonical JSON. */
export class NotCanonical extends Error {
  override name = 'NotCanonical'
}

/**
 * The canonical bytes of a value: RFC 8785 (JCS), restricted to integers and NFC strings so that every
 * language writes the same bytes. Throws NotCanonical on floats, unsafe integers, undefined, lone surrogates, other forms than NFC.
 */
export function canonicalBytes(value: unknown): Bytes {
  assertPlain(value, '$')
  return utf8(canonicalize(value) as string)
}

/**
 * Parses attacker-controlled bytes that must be the canonical form of what they mean: duplicate keys, white space,
 * escapes, floats and any other second spelling are refused. `maxBytes` is checked before parsing. Throws NotCanonical.
 */
export function parseCanonical(bytes: Uint8Array, maxBytes: number): Json {
  if (bytes.length > maxBytes) throw new NotCanonical(`longer than ${maxBytes} bytes`)
  let value: Json
  try {
    value = JSON.parse(fromUtf8(bytes)) as Json
  } catch {
    throw new NotCanonical('not JSON in UTF-8')
  }
  if (!equalBytes(canonicalBytes(value), bytes)) throw new NotCanonical('not the canonical form (RFC 8785) of its value')
  return value
}

function assertPlain(value: unknown, path: string, depth = 0): asserts value is Json {
  if (depth > 32) throw new NotCanonical(`${path}: nested too deeply`)
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new NotCanonical(`${path}: not an integer`)
    return
  }
  if (typeof value === 'string') return assertText(value, path)
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertPlain(item, `${path}[${index}]`, depth + 1)
    return
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    for (const [key, item] of Object.entries(value)) {
      assertText(key, path)
      assertPlain(item, `${path}.${key}`, depth + 1)
    }
    return
  }
  throw new NotCanonical(`${path}: no JSON value`)
}

function assertText(text: string, path: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new NotCanonical(`${path}: lone surrogate`)
  if (text.normalize('NFC') !== text) throw new NotCanonical(`${path}: not in normal form C`)
}
