import { z } from 'zod'
import { base64urlField } from '../contracts/fields.ts'
import { type Certificate, CertificateRefused } from '../pki/certificate.ts'
import { CmsRefused, type VerifiedCms, verifyCms } from '../pki/cms-signature.ts'
import { type Bytes, base64url, fromBase64url, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { headBytes } from './chunked-encryption.ts'
import { bidderCommitment } from './commitments.ts'
import { hex32Field, safeNameField } from './fields.ts'
import { type Manifest, type ManifestEnvelope, maxManifestBytes, parseManifest } from './manifest.ts'
import { checkManifest, type SealingTarget } from './sealing-target.ts'

/** Bytes at the start of payload.enc that show it is encrypted as its manifest says. */
export const payloadHeadBytes = headBytes

/** Largest signature of a bid in bytes: a chain of long RSA certificates fits, and still fits the identity envelope. */
export const maxBidSignatureBytes = 14 * 1024

/**
 * What a bidder's client sends when everything is uploaded: the manifest in its canonical spelling, its signature, and what
 * the manifest's commitments hide. No account, no token: the signature alone authorises.
 */
export const submissionSchema = z.strictObject({
  manifest: z.string().min(2).max(maxManifestBytes),
  p7s: base64urlField.min(100).max(Math.ceil((maxBidSignatureBytes * 4) / 3)),
  /** Further certificates (DER) for the path, beside those in p7s. */
  chain: z.array(base64urlField.min(100).max(4096)).max(2),
  salt: hex32Field,
  intent: z.enum(['bid', 'withdrawal']),
  entrySalt: hex32Field,
  uploads: z.array(z.strictObject({ envelope: safeNameField, capability: base64urlField.length(43) })).max(8),
  /** CMS of every K_b to the bidder itself, kept in the identity envelope (optional; largest 4 KiB). */
  keyCopy: base64urlField.max(5462).optional(),
})

/** A submission as it travels. */
export type Submission = z.output<typeof submissionSchema>

/** A submission that is what it must be, except for trust in the certificate and the payloads. */
export interface VerifiedSubmission {
  readonly manifest: Manifest
  readonly manifestBytes: Bytes
  /** The bid's only name. */
  readonly manifestSha256: string
  readonly signer: Certificate
  readonly chain: readonly Certificate[]
}

/**
 * Verifies an attacker-controlled submission against what it must be sealed for: form, target, signature, bidder commitment.
 * Makes no trust decision (`validatePath`) and does not look at payloads (`checkPayload`).
 * Throws DomainProblem: manifest-…, signature-invalid, submission-commitment-mismatch.
 */
export async function verifySubmission(input: {
  readonly submission: Pick<Submission, 'manifest' | 'p7s' | 'salt' | 'intent'>
  readonly target: SealingTarget
}): Promise<VerifiedSubmission> {
  const { submission } = input
  const manifestBytes = utf8(submission.manifest)
  const manifest = parseManifest(manifestBytes)
  checkManifest(manifest, input.target)
  const { signer, chain } = await verifySignature(manifestBytes, submission.p7s)
  const found = bidderCommitment({ salt: fromHex(submission.salt), intent: submission.intent, certificate: signer.der })
  if (found !== manifest.bind.bidderCommitment) throw new DomainProblem('submission-commitment-mismatch')
  return { manifest, manifestBytes, manifestSha256: sha256Hex(manifestBytes), signer, chain }
}

/**
 * Checks that an upload is the payload a manifest describes. `head` are its first 56 bytes: salt and key commitment, which a
 * plaintext cannot have (rule B2, E20-26). Throws DomainProblem: payload-…
 */
export function checkPayload(
  envelope: ManifestEnvelope,
  upload: { readonly size: number; readonly sha256: string; readonly head: Uint8Array },
): void {
  const { payload, name } = envelope
  if (upload.head.length < headBytes || hex(upload.head.subarray(24, headBytes)) !== payload.keyCommitment) {
    throw new DomainProblem('payload-not-encrypted', { envelope: name })
  }
  if (upload.size !== payload.size) {
    throw new DomainProblem('payload-wrong-size', { envelope: name, expected: payload.size, found: upload.size })
  }
  if (upload.sha256 !== payload.sha256) throw new DomainProblem('payload-wrong-digest', { envelope: name })
}

/** The parts of a sealed bid, as the client holds them after sealing, in the form they travel in. */
export function submissionOf(
  sealed: {
    readonly manifestBytes: Bytes
    readonly p7s: Bytes
    readonly salt: Bytes
    readonly intent: 'bid' | 'withdrawal'
    readonly entrySalt: Bytes
  },
  uploads: Submission['uploads'],
): Submission {
  return {
    manifest: new TextDecoder().decode(sealed.manifestBytes),
    p7s: base64url(sealed.p7s),
    chain: [],
    salt: hex(sealed.salt),
    intent: sealed.intent,
    entrySalt: hex(sealed.entrySalt),
    uploads,
  }
}

async function verifySignature(content: Bytes, p7s: string): Promise<VerifiedCms> {
  try {
    return await verifyCms({ content, p7s: fromBase64url(p7s) })
  } catch (error) {
    if (error instanceof CmsRefused || error instanceof CertificateRefused) {
      throw new DomainProblem('signature-invalid', { detail: error.message })
    }
    if (error instanceof RangeError) throw new DomainProblem('signature-invalid', { detail: 'not base64url' })
    throw error
  }
}
