import type { Role } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type CertificateDocument, certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import { type PartyDocument, partyModel } from './party.model.ts'
import { type PersonDocument, personModel } from './person.model.ts'

/** A person with whose certificates it may act. */
export interface PersonWithCertificates extends PersonDocument {
  readonly certificates: readonly {
    readonly sha256: string
    readonly usage: 'sign' | 'encrypt'
    readonly state: CertificateDocument['state']
  }[]
}

/** One party. Throws `not-found`. */
export async function readParty(deps: IdentityReads, id: string): Promise<PartyDocument> {
  const party = await partyModel(deps.connection).findById(id).lean()
  if (party === null) throw new DomainProblem('not-found')
  return party
}

/** One person. Throws `not-found`. */
export async function readPerson(deps: IdentityReads, id: string): Promise<PersonDocument> {
  const person = await personModel(deps.connection).findById(id).lean()
  if (person === null) throw new DomainProblem('not-found')
  return person
}

/** Every party whose role is approved, by name. */
export async function partiesInRole(deps: IdentityReads, role: Role): Promise<PartyDocument[]> {
  return partyModel(deps.connection).find({ approvedRoles: role }).sort({ name: 1, _id: 1 }).lean()
}

/** The persons of a party, disabled ones included, with their certificates. */
export async function personsOfParty(deps: IdentityReads, party: string): Promise<PersonWithCertificates[]> {
  const [persons, certificates] = await Promise.all([
    personModel(deps.connection).find({ party }).sort({ joinedAt: 1, _id: 1 }).lean(),
    certificateModel(deps.connection).find({ party }, { person: 1, usage: 1, state: 1 }).lean(),
  ])
  return persons.map((person) => ({
    ...person,
    certificates: certificates
      .filter((certificate) => certificate.person === person._id)
      .map(({ _id, usage, state }) => ({ sha256: _id, usage, state })),
  }))
}

/** Whether a party is the operator of this platform or its affiliate: it may not bid here (rule P6). False for parties unknown. */
export async function isAffiliateOfOperator(deps: IdentityReads, party: string): Promise<boolean> {
  const found = await partyModel(deps.connection).findById(party, { isAffiliateOfOperator: 1 }).lean()
  return found?.isAffiliateOfOperator === true
}
