import { type Certificate, CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import type { TrustMaterial } from '#shared/pki/path.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { assertTrusted, identifyCertificate, isAffiliateOfOperator, readPerson } from '../identity/index.ts'
import type { Tender } from '../notices/index.ts'
import type { BidReads } from './deps.ts'

/**
 * Asserts that whoever signed a manifest may bid on this tender: the certificate is trusted, not revoked and bound to an active
 * person of a party admitted as bidder, which is neither the operator nor its affiliate (P6, E20-23) and has no other part in
 * the tender (TL 34). Answers the party, for a count in memory: nothing of what is learned here may be kept.
 */
export async function assertMayBid(
  deps: BidReads & { readonly trust: TrustMaterial },
  input: {
    readonly signer: Certificate
    readonly chain: readonly Certificate[]
    readonly tender: Pick<Tender, 'tendererParty' | 'agencyParty' | 'custodians'>
    readonly at: number
  },
): Promise<{ readonly party: string }> {
  const { signer, chain, tender, at } = input
  // The reads do not wait for the cryptography: both take about as long.
  const [owner] = await Promise.all([
    identifyCertificate(deps, signer.der),
    assertTrusted(deps.trust, { leaf: signer, intermediates: chain, at, usage: 'sign' }),
  ])
  if (owner === undefined) throw new DomainProblem('certificate-not-bound')
  if (owner.isSuspended) throw new DomainProblem('certificate-suspended')
  const [person, isAffiliate] = await Promise.all([readPerson(deps, owner.person), isAffiliateOfOperator(deps, owner.party)])
  if (person.state !== 'active') throw new DomainProblem('person-disabled')
  if (isAffiliate) throw new DomainProblem('operator-may-not-bid')
  if (!owner.roles.includes('bidder')) throw new DomainProblem('bidder-not-admitted')
  const involved = [tender.tendererParty, tender.agencyParty, ...tender.custodians.map(({ party }) => party)]
  if (involved.includes(owner.party)) throw new DomainProblem('bidder-has-part')
  return { party: owner.party }
}

/** Certificates that came beside a signature. Throws `certificate-malformed`. */
export function parseChain(chain: readonly string[]): Certificate[] {
  try {
    return chain.map((certificate) => parseCertificate(fromBase64url(certificate)))
  } catch (error) {
    if (!(error instanceof CertificateRefused) && !(error instanceof RangeError)) throw error
    throw new DomainProblem('certificate-malformed', { detail: error.message })
  }
}
