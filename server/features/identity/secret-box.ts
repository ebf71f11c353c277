import { createCipheriv, createDecipheriv } from 'node:crypto'
import { base64url, concat, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'

const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** Encrypts a short text for storage: AES-256-GCM under a key outside the database, bound to `context`. base64url(nonce ‖ ciphertext ‖ tag). */
export function sealText(key: Uint8Array, text: string, context: string, random: RandomBytes): string {
  const nonce = random(NONCE_LENGTH)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(utf8(context))
  return base64url(concat(nonce, cipher.update(utf8(text)), cipher.final(), cipher.getAuthTag()))
}

/** The text sealed by `sealText`. Throws when it was altered or belongs to another context: the database does not fit the keys. */
export function openText(key: Uint8Array, sealed: string, context: string): string {
  const bytes = fromBase64url(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_LENGTH)).setAAD(utf8(context))
  decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
  return fromUtf8(concat(decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final()))
}
