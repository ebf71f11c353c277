import { CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import type { Role } from '#shared/policy/roles.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import { partyModel } from './party.model.ts'

/** Whose a certificate is. */
export interface CertificateOwner {
  readonly person: string
  readonly party: string
  readonly roles: readonly Role[]
  /** Suspended since a loss was reported: what it signed before stands, what it signs now does not. */
  readonly isSuspended: boolean
}

/**
 * Whose an attacker-controlled certificate (DER) is, or was when its loss was reported; undefined when it is bound to nobody. Judges neither
 * trust nor the person's state: an opening identifies bids whose certificates expired meanwhile.
 */
export async function identifyCertificate(deps: IdentityReads, der: Bytes): Promise<CertificateOwner | undefined> {
  const sha256 = digestOf(der)
  if (sha256 === undefined) return undefined
  const certificate = await certificateModel(deps.connection).findById(sha256).lean()
  if (certificate === null || (certificate.state !== 'bound' && certificate.state !== 'suspended')) return undefined
  const party = await partyModel(deps.connection).findById(certificate.party, { approvedRoles: 1 }).lean()
  if (party === null) return undefined
  return {
    person: certificate.person,
    party: certificate.party,
    roles: party.approvedRoles,
    isSuspended: certificate.state === 'suspended',
  }
}

function digestOf(der: Bytes): string | undefined {
  try {
    return parseCertificate(der).sha256
  } catch (error) {
    if (error instanceof CertificateRefused) return undefined
    throw error
  }
}
