import { z } from 'zod'
import { base64urlField, digestField } from '../contracts/fields.ts'
import type { Bytes } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { payloadAlgorithm } from './chunked-encryption.ts'
import { hex32Field, safeNameField } from './fields.ts'
import { openingPolicySchema } from './opening-policy.ts'

/** Largest manifest in bytes, checked before parsing: three envelopes for fifteen custodians, remedy shares included, fit twice. */
export const maxManifestBytes = 256 * 1024

const shareSchema = z.strictObject({
  /** The custodian's number in the notice, from 1. */
  i: z.int().min(1).max(15),
  /** Where on the polynomial the share lies; the last byte of the share. */
  x: z.int().min(1).max(255),
  /** SHA-256 of the custodian's SubjectPublicKeyInfo: to whom `cms` is addressed. */
  keySha256: digestField,
  /** SHA-256 of the 33 bytes of the share. */
  shareSha256: digestField,
  /** AuthEnvelopedData (DER) of a share document. */
  cms: base64urlField.min(100).max(4096),
})

/** A share as a manifest or identity record carries it: committed to in the open, sealed to one custodian. */
export type SealedShare = z.output<typeof shareSchema>

/** The payload of an envelope as its manifest describes it. */
export const payloadDescriptionSchema = z.strictObject({
  alg: z.literal(payloadAlgorithm),
  /** Bytes of payload.enc. */
  size: z
    .int()
    .min(1)
    .max(2 ** 46),
  sha256: digestField,
  /** The 32 bytes that follow the salt in payload.enc. */
  keyCommitment: hex32Field,
})

/** A list of shares with each custodian once and each x once. */
export const sharesSchema = z
  .array(shareSchema)
  .min(3)
  .max(15)
  .refine((shares) => shares.every((share, index) => share.i === index + 1), 'custodians must stand in their order, from 1')
  .refine((shares) => new Set(shares.map((share) => share.x)).size === shares.length, 'x must be distinct')

const envelopeSchema = z.strictObject({
  name: safeNameField,
  payload: payloadDescriptionSchema,
  /** Field of the letter → SHA-256(JCS{context,k,v,salt}). */
  fields: z.record(safeNameField, digestField).refine((fields) => Object.keys(fields).length <= 64, 'more than 64 fields'),
  bidderKeySha256: digestField.optional(),
  custodians: sharesSchema,
  remedy: sharesSchema.optional(),
})

const manifestSchema = z
  .strictObject({
    v: z.literal('sealedbid/1'),
    bind: z.strictObject({
      platform: z.string().min(1).max(200),
      tender: z.string().regex(/^[\w-]{1,64}$/),
      lot: z.string().regex(/^[\w-]{1,64}$/),
      round: z.int().min(1).max(99),
      /** SHA-256 of the notice act in force when the bid was sealed. */
      notice: digestField,
      /** SHA-256(salt32 ‖ intent ‖ certificate DER). */
      bidderCommitment: digestField,
      nonce: hex32Field,
    }),
    policy: openingPolicySchema,
    envelopes: z.array(envelopeSchema).min(1).max(8),
    supersedes: z.literal('all-earlier'),
  })
  .superRefine((manifest, context) => {
    const { kind, n, remedyK } = manifest.policy
    const names = manifest.envelopes.map((envelope) => envelope.name)
    if (new Set(names).size !== names.length) context.addIssue({ code: 'custom', message: 'two envelopes of one name' })
    for (const [index, envelope] of manifest.envelopes.entries()) {
      const path = ['envelopes', index]
      if (envelope.custodians.length !== n)
        context.addIssue({ code: 'custom', path, message: 'a share for each of n custodians' })
      if ((envelope.bidderKeySha256 !== undefined) !== (kind === 'both')) {
        context.addIssue({ code: 'custom', path, message: 'bidderKeySha256 stands exactly under the policy "both"' })
      }
      if ((envelope.remedy !== undefined) !== (remedyK !== undefined)) {
        context.addIssue({ code: 'custom', path, message: 'remedy shares stand exactly where the policy has remedyK' })
      }
      if (envelope.remedy !== undefined && envelope.remedy.length !== n) {
        context.addIssue({ code: 'custom', path, message: 'a remedy share for each of n custodians' })
      }
    }
  })

/** A sealed bid's manifest, `sealedbid/1`. */
export type Manifest = z.output<typeof manifestSchema>
/** What ties a manifest to one platform, tender, lot, round, notice and bidder. */
export type Bind = Manifest['bind']
/** One envelope as the manifest describes it. */
export type ManifestEnvelope = Manifest['envelopes'][number]

/** Parses attacker-controlled bytes. Throws DomainProblem: manifest-too-large, manifest-malformed. */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > maxManifestBytes) throw new DomainProblem('manifest-too-large', { maxBytes: maxManifestBytes })
  try {
    return manifestSchema.parse(parseCanonical(bytes, maxManifestBytes))
  } catch (error) {
    if (error instanceof NotCanonical) throw new DomainProblem('manifest-malformed', { detail: error.message })
    if (error instanceof z.ZodError) throw new DomainProblem('manifest-malformed', { detail: firstFault(error) })
    throw error
  }
}

/** The canonical bytes of a manifest: what is signed, and whose SHA-256 is the bid's name. */
export function manifestBytes(manifest: Manifest): Bytes {
  return canonicalBytes(manifest)
}

/** The envelope of a name, if the manifest has it. */
export function envelopeNamed(manifest: Manifest, name: string): ManifestEnvelope | undefined {
  return manifest.envelopes.find((envelope) => envelope.name === name)
}

/** The first fault of a parse, as `path: message`. */
export function firstFault(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown' : `${issue.path.map(String).join('.') || '$'}: ${issue.message}`
}
