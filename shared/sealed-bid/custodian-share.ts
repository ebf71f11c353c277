import { z } from 'zod'
import { digestField } from '../contracts/fields.ts'
import { EnvelopeRefused, openEnvelope, sealEnvelopeToKey } from '../pki/cms-envelope.ts'
import type { WebCryptoKey } from '../pki/keys.ts'
import { type Bytes, base64url, fromBase64url, fromHex, hex } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256, sha256Hex } from '../primitives/digest.ts'
import type { RandomBytes } from '../primitives/random.ts'
import type { SealedShare } from './manifest.ts'
import { shareDigest, splitSecret } from './shares.ts'

/** What a share is of: the custodians' half of a content key, the bidder's half under the remedy plan, an identity, a draw's contribution. */
export type SharePurpose = 'custodian' | 'remedy' | 'identity' | 'draw'

/** A custodian of one tender: its number in the notice and the fresh P-256 key it accepted with. */
export interface CustodianKey {
  readonly i: number
  /** SubjectPublicKeyInfo, DER. */
  readonly keySpki: Bytes
}

const shareDocumentSchema = z.strictObject({
  v: z.literal('share/1'),
  purpose: z.enum(['custodian', 'remedy', 'identity', 'draw']),
  context: digestField,
  i: z.int().min(1).max(15),
  share: z.string().regex(/^[0-9a-f]{66}$/),
})

/** What a custodian finds in its envelope: a share, and what it is for. */
export type ShareDocument = z.output<typeof shareDocumentSchema>

/** Why a share envelope is not what it should be. A custodian reports these; it never releases what does not fit. */
export type ShareRefusal =
  | 'share-wrong-recipient'
  | 'share-envelope-unreadable'
  | 'share-malformed'
  | 'share-wrong-purpose'
  | 'share-wrong-context'
  | 'share-wrong-index'
  | 'share-mismatch'

/** The outcome of opening a share envelope. */
export type OpenedShare =
  | { readonly ok: true; readonly share: Bytes }
  | { readonly ok: false; readonly refusal: ShareRefusal; readonly detail: string }

/** SHA-256 of a SubjectPublicKeyInfo, hex: the name of a custodian's key, and (as bytes) its CMS key identifier (RFC 7093 §2 method 4). */
export function keyDigest(spki: Uint8Array): string {
  return sha256Hex(spki)
}

/** Splits a secret k of n to the custodians: each share committed to in the open and sealed to its custodian alone. */
export async function dealSecret(input: {
  readonly secret: Bytes
  readonly k: number
  readonly custodians: readonly CustodianKey[]
  readonly purpose: SharePurpose
  readonly context: Bytes
  readonly random: RandomBytes
}): Promise<SealedShare[]> {
  const shares = await splitSecret(input.secret, input.k, input.custodians.length)
  const sealed: SealedShare[] = []
  for (const [index, custodian] of input.custodians.entries()) {
    const share = shares[index] as Bytes
    const document: ShareDocument = {
      v: 'share/1',
      purpose: input.purpose,
      context: hex(input.context),
      i: custodian.i,
      share: hex(share),
    }
    sealed.push(await sealShare({ document, custodian, random: input.random }))
  }
  return sealed
}

/** Seals one share document to its custodian. */
export async function sealShare(input: {
  readonly document: ShareDocument
  readonly custodian: CustodianKey
  readonly random: RandomBytes
}): Promise<SealedShare> {
  const share = fromHex(input.document.share)
  const keyId = sha256(input.custodian.keySpki)
  const cms = await sealEnvelopeToKey({
    content: canonicalBytes(input.document),
    recipientSpki: input.custodian.keySpki,
    recipientKeyId: keyId,
    random: input.random,
  })
  return {
    i: input.custodian.i,
    x: share[share.length - 1] as number,
    keySha256: hex(keyId),
    shareSha256: shareDigest(share),
    cms: base64url(cms),
  }
}

/**
 * Opens a share envelope as its custodian's own client does: everything that does not fit is dropped and named, so that
 * an envelope copied out of another bid, tender or index gives its sender nothing.
 */
export async function openCustodianShare(input: {
  readonly sealed: SealedShare
  readonly purpose: SharePurpose
  readonly context: Bytes
  readonly custodian: CustodianKey
  /** ECDH P-256, usage deriveBits. */
  readonly privateKey: WebCryptoKey
}): Promise<OpenedShare> {
  const { sealed, custodian } = input
  const keyId = sha256(custodian.keySpki)
  if (sealed.i !== custodian.i || sealed.keySha256 !== hex(keyId))
    return refused('share-wrong-recipient', 'sealed to another key')
  let content: Bytes
  try {
    const recipient = { keyId, decryptionKey: input.privateKey }
    content = await openEnvelope({ envelope: fromBase64url(sealed.cms), recipient })
  } catch (error) {
    if (error instanceof EnvelopeRefused) return refused('share-envelope-unreadable', error.message)
    if (error instanceof RangeError) return refused('share-envelope-unreadable', 'not base64url')
    throw error
  }
  const document = parseShareDocument(content)
  if (document === undefined) return refused('share-malformed', 'not a canonical share/1')
  if (document.purpose !== input.purpose) return refused('share-wrong-purpose', `a share for ${document.purpose}`)
  if (document.context !== hex(input.context)) return refused('share-wrong-context', 'a share of another bid, envelope or tender')
  if (document.i !== custodian.i) return refused('share-wrong-index', `a share for custodian ${document.i}`)
  const share = fromHex(document.share)
  if (shareDigest(share) !== sealed.shareSha256 || share[share.length - 1] !== sealed.x) {
    return refused('share-mismatch', 'not the share committed to')
  }
  return { ok: true, share }
}

function parseShareDocument(bytes: Bytes): ShareDocument | undefined {
  try {
    return shareDocumentSchema.parse(parseCanonical(bytes, 4096))
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof z.ZodError) return undefined
    throw error
  }
}

function refused(refusal: ShareRefusal, detail: string): OpenedShare {
  return { ok: false, refusal, detail }
}
