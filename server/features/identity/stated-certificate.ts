import { type Certificate, CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import { type Bytes, fromBase64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** Parses a certificate an act carries (attacker-controlled, base64url). Throws `certificate-malformed` or `certificate-unsupported-key`. */
export function parseStatedCertificate(text: string): Certificate {
  try {
    return parseCertificate(derOf(text))
  } catch (error) {
    if (error instanceof CertificateRefused) throw new DomainProblem(error.code, { detail: error.detail })
    throw error
  }
}

/** The certificate an act carries must be the one that signed it. Throws `actor-mismatch`. */
export function signersCertificate(text: string, certSha256: string): Certificate {
  const certificate = parseStatedCertificate(text)
  if (certificate.sha256 !== certSha256) throw new DomainProblem('actor-mismatch')
  return certificate
}

/** Who is said to hold a certificate. */
export interface StatedHolder {
  readonly partyName: string
  readonly creditCode: string
  readonly personName: string
}

/**
 * What is stated about oneself must be what the certificate's authority has verified (rule P12): the organisation's name, its credit code
 * where the certificate carries one, and the person's name, unless the certificate is the organisation's own and names no person.
 * Throws `certificate-name-mismatch`.
 */
export function assertNames(certificate: Certificate, holder: StatedHolder): void {
  const { commonName, organization, creditCode } = certificate.subject
  const certified = organization === '' ? commonName : organization
  if (certified !== holder.partyName) throw mismatch('name', certified, holder.partyName)
  if (creditCode !== undefined && creditCode !== holder.creditCode) throw mismatch('creditCode', creditCode, holder.creditCode)
  if (commonName !== certified && commonName !== holder.personName) throw mismatch('person.name', commonName, holder.personName)
}

function mismatch(field: string, certificate: string, stated: string): DomainProblem {
  return new DomainProblem('certificate-name-mismatch', { field, certificate, stated })
}

function derOf(text: string): Bytes {
  try {
    return fromBase64url(text)
  } catch {
    throw new DomainProblem('certificate-malformed', { detail: 'not base64url' })
  }
}
