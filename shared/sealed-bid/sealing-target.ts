import { DomainProblem } from '../problems/domain-problem.ts'
import { sealedSize } from './chunked-encryption.ts'
import { type CustodianKey, keyDigest } from './custodian-share.ts'
import type { Manifest, ManifestEnvelope, SealedShare } from './manifest.ts'
import { isSamePolicy, type OpeningPolicy } from './opening-policy.ts'
import { paddedSize } from './payload.ts'

/** What a bid is sealed for. The server builds it from the tender, a client from the notice act it has verified. */
export interface SealingTarget {
  readonly platform: string
  readonly tender: string
  readonly lot: string
  readonly round: number
  /** SHA-256 of the notice act in force. */
  readonly noticeSha256: string
  readonly policy: OpeningPolicy
  /** In their order, i from 1 to n. */
  readonly custodians: readonly CustodianKey[]
  readonly envelopes: readonly { readonly name: string; readonly fields: readonly string[] }[]
  /** Largest payload.enc of one envelope. */
  readonly maxEnvelopeBytes: number
}

/** Checks a manifest against what it must be sealed for. The first difference is thrown as DomainProblem, one code per kind. */
export function checkManifest(manifest: Manifest, target: SealingTarget): void {
  const { bind } = manifest
  if (bind.platform !== target.platform) {
    throw new DomainProblem('manifest-wrong-platform', { expected: target.platform, found: bind.platform })
  }
  if (bind.tender !== target.tender) throw new DomainProblem('manifest-wrong-tender')
  if (bind.lot !== target.lot) throw new DomainProblem('manifest-wrong-lot', { found: bind.lot })
  if (bind.round !== target.round) {
    throw new DomainProblem('manifest-wrong-round', { expected: target.round, found: bind.round })
  }
  if (bind.notice !== target.noticeSha256) throw new DomainProblem('manifest-old-notice')
  if (!isSamePolicy(manifest.policy, target.policy)) throw new DomainProblem('manifest-wrong-policy')
  const expected = target.envelopes.map((envelope) => envelope.name)
  const found = manifest.envelopes.map((envelope) => envelope.name)
  if (expected.join() !== found.join()) throw new DomainProblem('manifest-wrong-envelopes', { expected, found })
  for (const [index, envelope] of manifest.envelopes.entries()) {
    checkFields(envelope, target.envelopes[index]?.fields ?? [])
    checkRecipients(envelope, envelope.custodians, target.custodians)
    if (envelope.remedy !== undefined) checkRecipients(envelope, envelope.remedy, target.custodians)
    checkSize(envelope, target.maxEnvelopeBytes)
  }
}

function checkFields(envelope: ManifestEnvelope, fields: readonly string[]): void {
  const expected = [...fields].sort()
  const found = Object.keys(envelope.fields).sort()
  if (expected.join() !== found.join()) {
    throw new DomainProblem('manifest-wrong-fields', { envelope: envelope.name, expected, found })
  }
}

function checkRecipients(envelope: ManifestEnvelope, shares: readonly SealedShare[], custodians: readonly CustodianKey[]): void {
  for (const [index, share] of shares.entries()) {
    const custodian = custodians[index]
    if (custodian === undefined || share.i !== custodian.i || share.keySha256 !== keyDigest(custodian.keySpki)) {
      throw new DomainProblem('manifest-wrong-recipient', { envelope: envelope.name, custodian: index + 1 })
    }
  }
}

function checkSize(envelope: ManifestEnvelope, maxBytes: number): void {
  const { size } = envelope.payload
  if (size > maxBytes || !isSealedPaddedSize(size)) {
    throw new DomainProblem('manifest-payload-size', { envelope: envelope.name, size, maxBytes })
  }
}

/** Whether a payload.enc can have this size: the sealed size of a padded plaintext. */
export function isSealedPaddedSize(size: number): boolean {
  const plaintext = size - 56 - Math.ceil((size - 56) / (16 * 1024 + 16)) * 16
  return plaintext > 0 && paddedSize(plaintext) === plaintext && sealedSize(plaintext) === size
}
