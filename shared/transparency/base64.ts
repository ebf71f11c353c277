import { type Bytes, base64url, fromBase64url } from '../primitives/bytes.ts'

/** Standard base64 with padding (RFC 4648 §4), as signed notes and proofs spell bytes. */
export function base64(bytes: Uint8Array): string {
  const text = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Bytes of standard base64. Throws a RangeError on missing padding, other alphabets and non-zero trailing bits. */
export function fromBase64(text: string): Bytes {
  if (text.length % 4 !== 0 || /[-_]/.test(text)) throw new RangeError('not base64')
  const unpadded = text.replace(/={1,2}$/, '')
  return fromBase64url(unpadded.replaceAll('+', '-').replaceAll('/', '_'))
}
