import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { batchedRead } from './batched-read.ts'
import { type CertificateDocument, certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import { type PartyDocument, partyModel } from './party.model.ts'
import { type PersonDocument, personModel } from './person.model.ts'

/** What the platform knows of a claimed signer: each part as it is, or null. */
export interface Binding {
  readonly certificate: Pick<CertificateDocument, 'person' | 'party' | 'usage' | 'state'> | null
  readonly person: Pick<PersonDocument, 'party' | 'state'> | null
  readonly party: Pick<PartyDocument, 'approvedRoles'> | null
}

/** A claim of who signs, by ids from attacker-controlled bytes. */
export interface SignerClaim {
  readonly party: string
  readonly person: string
  readonly certSha256: string
}

/** Reads certificate, person and party of a claim at once, each by its id. Judges nothing. */
export async function readBinding(deps: IdentityReads, claim: SignerClaim): Promise<Binding> {
  const { connection } = deps
  const [certificate, person, party] = await Promise.all([
    batchedRead(connection, certificateModel, ['person', 'party', 'usage', 'state'])(claim.certSha256),
    batchedRead(connection, personModel, ['party', 'state'])(claim.person),
    batchedRead(connection, partyModel, ['approvedRoles'])(claim.party),
  ])
  return { certificate, person, party }
}

/**
 * The actor behind a verified signature: the certificate is bound to exactly this person of this party, and both are active.
 * Throws `certificate-not-bound`, `certificate-suspended`, `certificate-awaits-decision`, `actor-mismatch` or `person-disabled`.
 */
export function signerOf(binding: Binding, claim: SignerClaim): Actor {
  const { certificate, person, party } = binding
  assertBound(certificate)
  if (certificate.person !== claim.person || certificate.party !== claim.party) throw new DomainProblem('actor-mismatch')
  if (person === null || party === null || person.party !== claim.party) throw new DomainProblem('actor-mismatch')
  if (person.state !== 'active') throw new DomainProblem('person-disabled')
  return { person: claim.person, party: claim.party, roles: party.approvedRoles, certSha256: claim.certSha256 }
}

/** Whether a known certificate may sign now: bound, for signing. Throws the problem that says why not. */
export function assertBound(certificate: Binding['certificate']): asserts certificate is NonNullable<Binding['certificate']> {
  if (certificate === null || certificate.usage !== 'sign') throw new DomainProblem('certificate-not-bound')
  switch (certificate.state) {
    case 'bound':
      return
    case 'suspended':
      throw new DomainProblem('certificate-suspended')
    case 'requested':
      throw new DomainProblem('certificate-awaits-decision')
    case 'refused':
      throw new DomainProblem('certificate-not-bound')
  }
}
