import { z } from 'zod'
import { base64urlField } from '../contracts/fields.ts'
import type { WebCryptoKey } from '../pki/keys.ts'
import { type Bytes, base64url, concat, fromBase64url, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes, type Json, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { firstFault } from './manifest.ts'

/** Largest file in bytes, checked before parsing. */
export const maxPassphraseFileBytes = 2 * 1024 * 1024

/** Rounds of PBKDF2-HMAC-SHA-256 when a file is written; files name their own number, between 100,000 and 10,000,000. */
const ITERATIONS = 600_000

const sealedSchema = z.strictObject({
  v: z.string(),
  kdf: z.strictObject({
    name: z.literal('PBKDF2-HMAC-SHA-256'),
    iterations: z.int().min(100_000).max(10_000_000),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  iv: z.string().regex(/^[0-9a-f]{24}$/),
  /** AES-256-GCM of the canonical content, tag at the end; additional data: the canonical bytes of {v, kdf, iv}. */
  sealed: base64urlField,
})

/** Seals content under a passphrase, which is taken in normal form KC, as a file of one line. `v` names what is in it. */
export async function sealUnderPassphrase(input: {
  readonly v: string
  readonly content: Json
  readonly passphrase: string
  readonly random: RandomBytes
}): Promise<Bytes> {
  const { v, random } = input
  const kdf = { name: 'PBKDF2-HMAC-SHA-256', iterations: ITERATIONS, salt: hex(random(16)) }
  const header = { v, kdf, iv: hex(random(12)) }
  const key = await passphraseKey(input.passphrase, fromHex(kdf.salt), kdf.iterations)
  const algorithm = { name: 'AES-GCM', iv: fromHex(header.iv), additionalData: canonicalBytes(header) }
  const sealed = await crypto.subtle.encrypt(algorithm, key, canonicalBytes(input.content))
  return concat(canonicalBytes({ ...header, sealed: base64url(new Uint8Array(sealed)) }), utf8('\n'))
}

/** Opens such a file. Throws DomainProblem: keep-file-malformed, keep-file-wrong-passphrase. */
export async function openUnderPassphrase<T>(
  file: Uint8Array,
  input: { readonly v: string; readonly passphrase: string; readonly schema: z.ZodType<T> },
): Promise<T> {
  const { sealed, ...header } = parsed(file.at(-1) === 0x0a ? file.subarray(0, -1) : file, sealedSchema)
  if (header.v !== input.v) throw new DomainProblem('keep-file-malformed', { detail: `a ${header.v}, not a ${input.v}` })
  const key = await passphraseKey(input.passphrase, fromHex(header.kdf.salt), header.kdf.iterations)
  const algorithm = { name: 'AES-GCM', iv: fromHex(header.iv), additionalData: canonicalBytes(header) }
  let opened: Uint8Array
  try {
    opened = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, fromBase64url(sealed)))
  } catch (error) {
    if (error instanceof DOMException || error instanceof RangeError) throw new DomainProblem('keep-file-wrong-passphrase')
    throw error
  }
  return parsed(opened, input.schema)
}

function parsed<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  try {
    return schema.parse(parseCanonical(bytes, maxPassphraseFileBytes))
  } catch (error) {
    if (error instanceof NotCanonical) throw new DomainProblem('keep-file-malformed', { detail: error.message })
    if (error instanceof z.ZodError) throw new DomainProblem('keep-file-malformed', { detail: firstFault(error) })
    throw error
  }
}

async function passphraseKey(passphrase: string, salt: Bytes, iterations: number): Promise<WebCryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
