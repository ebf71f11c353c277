import { z } from 'zod'
import { base64urlField } from '../contracts/fields.ts'
import { type Certificate, CertificateRefused } from '../pki/certificate.ts'
import { CmsRefused, verifyCms } from '../pki/cms-signature.ts'
import { type Bytes, concat, equalBytes, fromBase64url, fromHex, hex, uint64 } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { decryptStream, encryptStream, payloadAlgorithm } from './chunked-encryption.ts'
import { bidderCommitment, type Intent, identityContext } from './commitments.ts'
import { type CustodianKey, dealSecret } from './custodian-share.ts'
import { bidEventSchema } from './event-envelope.ts'
import { hex32Field } from './fields.ts'
import { payloadDescriptionSchema, sharesSchema } from './manifest.ts'
import { type CauseCode, CauseFound } from './opening/causes.ts'
import type { OpeningPolicy } from './opening-policy.ts'
import { type SealingRuntime, streamOf } from './runtime.ts'
import { recombine } from './shares.ts'

/** Bytes of every identity's plaintext: a bid and a decoy, a long chain and a short one look alike at rest. */
const IDENTITY_PLAINTEXT_BYTES = 32 * 1024

/** Schema of what an identity envelope holds; also what a bidder hands in itself where its envelope does not open. */
export const identityContentSchema = z.strictObject({
  v: z.literal('identity/1'),
  kind: z.enum(['bid', 'decoy']),
  /** The bidder's signature over the manifest, and the certificates that came with it. */
  p7s: base64urlField,
  chain: z.array(base64urlField).max(6),
  certificate: base64urlField,
  salt: hex32Field,
  intent: z.enum(['bid', 'withdrawal']),
  event: bidEventSchema,
  entrySalt: hex32Field,
  /** Network address and device at submission: what rule S6 wants recorded is recorded here and nowhere else. */
  address: z.string().max(100),
  device: z.string().max(500),
  /** CMS of every K_b to the bidder itself, if it sent one. */
  keyCopy: base64urlField.max(8192).optional(),
})

/** Who handed in a bid, when and from where: sealed to the custodians until the list is fixed. */
export type IdentityContent = z.output<typeof identityContentSchema>

/** What stands in the open beside identity.enc. */
export const identityRecordSchema = z.strictObject({ payload: payloadDescriptionSchema, custodians: sharesSchema })
/** A parsed identity record. */
export type IdentityRecord = z.output<typeof identityRecordSchema>

/**
 * Seals who handed in a bid: identity.enc has the format of payload.enc with the context SHA-256("identity" ‖ manifestSha256),
 * its key is dealt k of n to the custodians and then forgotten. Throws a RangeError when the content is longer than 32 KiB.
 */
export async function sealIdentity(
  runtime: SealingRuntime,
  input: {
    readonly manifestSha256: string
    readonly content: IdentityContent
    readonly policy: Pick<OpeningPolicy, 'k'>
    readonly custodians: readonly CustodianKey[]
  },
): Promise<{ readonly enc: Bytes; readonly record: IdentityRecord }> {
  const context = identityContext(input.manifestSha256)
  const key = runtime.random(32)
  const plaintext = streamOf(identityPlaintext(input.content))
  const parts: Bytes[] = []
  for await (const part of encryptStream(runtime, { key, context, plaintext })) parts.push(part)
  const enc = concat(...parts)
  const payload = {
    alg: payloadAlgorithm,
    size: enc.length,
    sha256: sha256Hex(enc),
    keyCommitment: hex(enc.subarray(24, 56)),
  } as const
  const { k } = input.policy
  const custodians = await dealSecret({
    secret: key,
    k,
    custodians: input.custodians,
    purpose: 'identity',
    context,
    random: runtime.random,
  })
  key.fill(0)
  return { enc, record: { payload, custodians } }
}

/** Whether this content fits into an identity envelope: a submission whose chain is too long is refused before it is received. */
export function fitsIdentity(content: IdentityContent): boolean {
  return canonicalBytes(content).length + 8 <= IDENTITY_PLAINTEXT_BYTES
}

/** An opened identity, or why it stays closed. */
export type OpenedIdentity =
  | { readonly ok: true; readonly content: IdentityContent }
  | { readonly ok: false; readonly cause: CauseCode; readonly detail: string }

/** Opens an identity envelope with the custodians' shares. */
export async function openIdentity(
  runtime: Pick<SealingRuntime, 'aesGcm'>,
  input: {
    readonly manifestSha256: string
    readonly record: IdentityRecord
    readonly enc: Bytes
    readonly shares: readonly Bytes[]
    readonly k: number
  },
): Promise<OpenedIdentity> {
  const recombined = await recombine({ commitments: input.record.custodians, k: input.k, shares: input.shares })
  if (!recombined.ok) {
    const cause = recombined.cause === 'deal-inconsistent' ? 'identity-unreadable' : recombined.cause
    return { ok: false, cause, detail: recombined.detail }
  }
  try {
    const context = identityContext(input.manifestSha256)
    const message = { key: recombined.secret, context, ciphertext: streamOf(input.enc) }
    const parts: Bytes[] = []
    for await (const part of decryptStream(runtime, message)) parts.push(part)
    return { ok: true, content: parseIdentity(concat(...parts)) }
  } catch (error) {
    if (error instanceof CauseFound) return { ok: false, cause: 'identity-unreadable', detail: error.message }
    throw error
  }
}

/** Whose a bid is, or why it is nobody's. */
export type CheckedIdentity =
  | { readonly ok: true; readonly certificate: Certificate; readonly chain: readonly Certificate[]; readonly intent: Intent }
  | { readonly ok: false; readonly cause: CauseCode; readonly detail: string }

/**
 * Checks that an identity, from its envelope or handed in by the bidder itself, is that of a manifest: signature over the
 * manifest, certificate and intent as committed to. Whether the certificate is trusted is the caller's question (`validatePath`).
 */
export async function checkIdentity(input: {
  readonly manifestBytes: Bytes
  readonly commitment: string
  readonly identity: Pick<IdentityContent, 'p7s' | 'salt' | 'intent'>
}): Promise<CheckedIdentity> {
  const { identity } = input
  try {
    const { signer, chain } = await verifyCms({ content: input.manifestBytes, p7s: fromBase64url(identity.p7s) })
    const found = bidderCommitment({ salt: fromHex(identity.salt), intent: identity.intent, certificate: signer.der })
    if (found !== input.commitment) {
      return { ok: false, cause: 'commitment-mismatch', detail: 'certificate, intent and salt are not those committed to' }
    }
    return { ok: true, certificate: signer, chain, intent: identity.intent }
  } catch (error) {
    if (error instanceof CmsRefused || error instanceof CertificateRefused || error instanceof RangeError) {
      return { ok: false, cause: 'signature-invalid', detail: error.message }
    }
    throw error
  }
}

function identityPlaintext(content: IdentityContent): Bytes {
  const json = canonicalBytes(identityContentSchema.parse(content))
  if (json.length + 8 > IDENTITY_PLAINTEXT_BYTES) throw new RangeError(`an identity of ${json.length} bytes`)
  const plaintext = new Uint8Array(IDENTITY_PLAINTEXT_BYTES)
  plaintext.set(concat(uint64(json.length), json))
  return plaintext
}

function parseIdentity(plaintext: Bytes): IdentityContent {
  const malformed = (detail: string) => new CauseFound('identity-unreadable', detail)
  if (plaintext.length !== IDENTITY_PLAINTEXT_BYTES) throw malformed('not of the one size')
  const length = Number(new DataView(plaintext.buffer, plaintext.byteOffset).getBigUint64(0))
  if (length > IDENTITY_PLAINTEXT_BYTES - 8) throw malformed('a length beyond its end')
  if (!equalBytes(plaintext.subarray(8 + length), new Uint8Array(IDENTITY_PLAINTEXT_BYTES - 8 - length))) {
    throw malformed('bytes behind its end')
  }
  try {
    return identityContentSchema.parse(parseCanonical(plaintext.subarray(8, 8 + length), IDENTITY_PLAINTEXT_BYTES))
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof z.ZodError) throw malformed(error.message.slice(0, 200))
    throw error
  }
}
