import { z } from 'zod'
import { base64urlField, digestField, instantField } from '../contracts/fields.ts'
import type { WebCryptoKey } from '../pki/keys.ts'
import { type Bytes, base64url, concat, fromBase64url, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { hex32Field, safeNameField } from './fields.ts'
import { firstFault, maxManifestBytes } from './manifest.ts'
import { signedReceiptSchema } from './receipt.ts'

/** Largest keep-file in bytes: manifest, signature and receipt, encrypted and spelled in base64url. */
export const maxKeepFileBytes = 1024 * 1024

/** Rounds of PBKDF2-HMAC-SHA-256 when a keep-file is written (OWASP 2023); files name their own number, between 100,000 and 10,000,000. */
const ITERATIONS = 600_000

const keepSchema = z.strictObject({
  v: z.literal('keep/1'),
  /** Where the bid was or will be submitted, such as `https://bids.example`. */
  origin: z.string().max(300).optional(),
  manifest: z.string().max(maxManifestBytes),
  p7s: base64urlField,
  salt: hex32Field,
  intent: z.enum(['bid', 'withdrawal']),
  entrySalt: hex32Field,
  /** Envelope → K_b. */
  bidderKeys: z.record(safeNameField, hex32Field),
  payloads: z
    .array(
      z.strictObject({
        envelope: safeNameField,
        size: z.int().min(1),
        sha256: digestField,
        /** Where the ciphertext lies on the bidder's side, if it was kept. */
        location: z.string().max(1000).optional(),
        /** Its upload, while the bid is not yet submitted. */
        capability: base64urlField.length(43).optional(),
      }),
    )
    .max(8),
  receipt: signedReceiptSchema.optional(),
  deadlineAt: instantField.optional(),
})

/**
 * Everything a bidder must keep, `keep/1`: with it, it proves its identity again, reveals, or supplies a lost payload,
 * whatever became of its certificate. "My bids" is the set of these files.
 */
export type KeepFile = z.output<typeof keepSchema>

const sealedKeepSchema = z.strictObject({
  v: z.literal('keep-sealed/1'),
  kdf: z.strictObject({
    name: z.literal('PBKDF2-HMAC-SHA-256'),
    iterations: z.int().min(100_000).max(10_000_000),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  iv: z.string().regex(/^[0-9a-f]{24}$/),
  /** AES-256-GCM of the canonical bytes of keep/1, tag at the end; additional data: the canonical bytes of {v, kdf, iv}. */
  sealed: base64urlField,
})

/** Seals a keep-file under a passphrase, which is taken in normal form KC. Returns the bytes of the file. */
export async function sealKeepFile(keep: KeepFile, passphrase: string, random: RandomBytes): Promise<Bytes> {
  const header = {
    v: 'keep-sealed/1',
    kdf: { name: 'PBKDF2-HMAC-SHA-256', iterations: ITERATIONS, salt: hex(random(16)) },
    iv: hex(random(12)),
  }
  const key = await passphraseKey(passphrase, fromHex(header.kdf.salt), header.kdf.iterations)
  const algorithm = { name: 'AES-GCM', iv: fromHex(header.iv), additionalData: canonicalBytes(header) }
  const sealed = await crypto.subtle.encrypt(algorithm, key, canonicalBytes(keepSchema.parse(keep)))
  return concat(canonicalBytes({ ...header, sealed: base64url(new Uint8Array(sealed)) }), utf8('\n'))
}

/** Opens a keep-file. Throws DomainProblem: keep-file-malformed, keep-file-wrong-passphrase. */
export async function openKeepFile(file: Uint8Array, passphrase: string): Promise<KeepFile> {
  const { sealed, ...header } = parseSealed(file)
  const key = await passphraseKey(passphrase, fromHex(header.kdf.salt), header.kdf.iterations)
  const algorithm = { name: 'AES-GCM', iv: fromHex(header.iv), additionalData: canonicalBytes(header) }
  let opened: Uint8Array
  try {
    opened = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, fromBase64url(sealed)))
  } catch (error) {
    if (error instanceof DOMException || error instanceof RangeError) throw new DomainProblem('keep-file-wrong-passphrase')
    throw error
  }
  return parsed(() => keepSchema.parse(parseCanonical(opened, maxKeepFileBytes)))
}

function parseSealed(file: Uint8Array): z.output<typeof sealedKeepSchema> {
  const bytes = file.at(-1) === 0x0a ? file.subarray(0, -1) : file
  return parsed(() => sealedKeepSchema.parse(parseCanonical(bytes, maxKeepFileBytes)))
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
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
