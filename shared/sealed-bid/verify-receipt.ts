import { z } from 'zod'
import { type Certificate, CertificateRefused } from '../pki/certificate.ts'
import { CmsRefused, verifyCms } from '../pki/cms-signature.ts'
import { type TrustMaterial, validatePath } from '../pki/path.ts'
import { TimestampRefused, verifyTimestamp } from '../pki/timestamp.ts'
import { type Bytes, fromBase64url, utf8 } from '../primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256 } from '../primitives/digest.ts'
import { millisOf } from '../primitives/instant.ts'
import { type NoteKey, NoteRefused } from '../transparency/signed-note.ts'
import { type TlogProof, verifyTlogProof } from '../transparency/tlog-proof.ts'
import { isConsistentReceipt, maxReceiptBytes, type Receipt, receiptSchema, type SignedReceipt } from './receipt.ts'

/** What a receipt is checked for, in this order. */
export type ReceiptCheckName =
  | 'receipt-well-formed'
  | 'receipt-signed'
  | 'platform-certificate'
  | 'timestamp'
  | 'manifest'
  | 'ledger-entry'

/** One thing checked. `not-checked` says what was missing. */
export interface ReceiptCheck {
  readonly name: ReceiptCheckName
  readonly verdict: 'pass' | 'fail' | 'not-checked'
  readonly why?: string | undefined
}

/** The judgement over a receipt. */
export interface ReceiptVerdict {
  readonly ok: boolean
  readonly checks: readonly ReceiptCheck[]
  /** Undefined when it could not be read. */
  readonly receipt?: Receipt | undefined
  /** Who signed it. */
  readonly signer?: Certificate | undefined
  /** When the time-stamp authority says the signature was there, milliseconds. */
  readonly stampedAt?: number | undefined
}

/** What the time-stamp of a receipt is taken over: SHA-256 of the signature's DER. */
export function receiptStampDigest(p7s: Uint8Array): Bytes {
  return sha256(p7s)
}

/**
 * Verifies a receipt off line (rules B5, B7): its form, the platform's signature and certificate, the time-stamp over the
 * signature, that it is for the bid one has, and, when there is a proof already, its entry in the ledger.
 */
export async function verifyReceipt(input: {
  readonly signed: SignedReceipt
  readonly trust: TrustMaterial
  readonly isRevocationChecked: boolean
  /** SHA-256 of the manifest one has kept. */
  readonly manifestSha256?: string | undefined
  /** The platform's name one expects. */
  readonly platform?: string | undefined
  readonly inclusion?: { readonly proof: TlogProof; readonly logKey: NoteKey } | undefined
}): Promise<ReceiptVerdict> {
  const checks: ReceiptCheck[] = []
  const note = (name: ReceiptCheckName, why: string | undefined) =>
    checks.push(why === undefined ? { name, verdict: 'pass' } : { name, verdict: 'fail', why })
  const skip = (name: ReceiptCheckName, why: string) => checks.push({ name, verdict: 'not-checked', why })
  const receipt = readReceipt(input.signed.receipt)
  if (typeof receipt === 'string') {
    note('receipt-well-formed', receipt)
    return { ok: false, checks }
  }
  const isExpected = input.platform === undefined || input.platform === receipt.platform
  note('receipt-well-formed', isExpected ? undefined : `a receipt of ${receipt.platform}`)
  const signature = await readSignature(input.signed)
  note('receipt-signed', typeof signature === 'string' ? signature : undefined)
  let stampedAt: number | undefined
  if (typeof signature !== 'string') {
    note('platform-certificate', await pathFault(signature, input, receipt))
    if (input.signed.timestamp === undefined) skip('timestamp', 'the receipt has none')
    else {
      const stamp = await readStamp(input.signed.timestamp, signature.p7s, input)
      if (typeof stamp === 'number') stampedAt = stamp
      note('timestamp', typeof stamp === 'number' ? undefined : stamp)
    }
  }
  if (input.manifestSha256 === undefined) skip('manifest', 'no manifest was given')
  else note('manifest', input.manifestSha256 === receipt.manifestSha256 ? undefined : 'a receipt for another bid')
  if (input.inclusion === undefined) skip('ledger-entry', 'no proof was given: fetch it after the next checkpoint')
  else note('ledger-entry', entryFault(input.inclusion, receipt))
  const ok = checks.every((check) => check.verdict !== 'fail')
  const signer = typeof signature === 'string' ? undefined : signature.signer
  return { ok, checks, receipt, signer, stampedAt }
}

function readReceipt(text: string): Receipt | string {
  try {
    const receipt = receiptSchema.parse(parseCanonical(utf8(text), maxReceiptBytes))
    return isConsistentReceipt(receipt) ? receipt : 'its event or its entry is not the one it speaks of'
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof z.ZodError) return error.message.slice(0, 300)
    throw error
  }
}

async function readSignature(
  signed: SignedReceipt,
): Promise<{ signer: Certificate; chain: readonly Certificate[]; p7s: Bytes } | string> {
  try {
    const p7s = fromBase64url(signed.p7s)
    const { signer, chain } = await verifyCms({ content: utf8(signed.receipt), p7s })
    return { signer, chain, p7s }
  } catch (error) {
    if (error instanceof CmsRefused || error instanceof CertificateRefused || error instanceof RangeError) return error.message
    throw error
  }
}

async function pathFault(
  signature: { readonly signer: Certificate; readonly chain: readonly Certificate[] },
  input: { readonly trust: TrustMaterial; readonly isRevocationChecked: boolean },
  receipt: Receipt,
): Promise<string | undefined> {
  const verdict = await validatePath({
    leaf: signature.signer,
    intermediates: [...signature.chain, ...input.trust.intermediates],
    anchors: input.trust.anchors,
    revocation: input.isRevocationChecked ? input.trust.revocation : 'not-checked',
    at: millisOf(receipt.receivedAt),
    usage: 'sign',
  })
  return verdict.ok ? undefined : `${verdict.code}: ${verdict.detail}`
}

async function readStamp(
  timestamp: string,
  p7s: Bytes,
  { trust, isRevocationChecked }: { readonly trust: TrustMaterial; readonly isRevocationChecked: boolean },
): Promise<number | string> {
  try {
    const verified = await verifyTimestamp({
      token: fromBase64url(timestamp),
      digest: receiptStampDigest(p7s),
      anchors: trust.anchors,
      intermediates: trust.intermediates,
      ...(isRevocationChecked && { revocation: trust.revocation }),
    })
    return verified.at
  } catch (error) {
    if (error instanceof TimestampRefused || error instanceof RangeError) return error.message
    throw error
  }
}

function entryFault(inclusion: { readonly proof: TlogProof; readonly logKey: NoteKey }, receipt: Receipt): string | undefined {
  try {
    verifyTlogProof(inclusion.proof, receipt.entry, inclusion.logKey)
    return undefined
  } catch (error) {
    if (error instanceof NoteRefused) return error.message
    throw error
  }
}
