import type { z } from 'zod'
import type { certificateView, partyView, personView } from '#shared/contracts/identity-fields.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { type CertificateDocument, certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import type { PartyDocument, PartyRole } from './party.model.ts'
import type { PersonDocument } from './person.model.ts'

/** A party as itself and the staff see it. */
export type PartyView = z.input<typeof partyView>
/** A person as its party and the staff see it. */
export type PersonView = z.input<typeof personView>
/** A certificate as its party and the staff see it. */
export type CertificateView = z.input<typeof certificateView>

/** Presents a party. */
export function presentParty(party: PartyDocument): PartyView {
  const { name, phone, mail } = party.contact
  return {
    id: party._id,
    version: party.version,
    name: party.name,
    creditCode: party.creditCode as CreditCode,
    region: party.region,
    address: party.address,
    contact: { name, phone, mail },
    categories: party.categories === undefined ? undefined : [...party.categories],
    roles: party.roles.map(presentRole),
    isAffiliateOfOperator: party.isAffiliateOfOperator,
    registeredAt: instantOf(party.registeredAt.getTime()),
  }
}

/** Presents a role of a party. */
export function presentRole({ role, state, requestedAt, decidedAt, reason }: PartyRole): PartyView['roles'][number] {
  return {
    role,
    state,
    requestedAt: instantOf(requestedAt.getTime()),
    decidedAt: decidedAt == null ? undefined : instantOf(decidedAt.getTime()),
    reason: reason ?? undefined,
  }
}

/** Presents a certificate. */
export function presentCertificate(certificate: CertificateDocument): CertificateView {
  const { subject, issuer, serial, notBefore, notAfter } = parseCertificate(fromBase64url(certificate.der))
  return {
    sha256: certificate._id,
    usage: certificate.usage,
    state: certificate.state,
    commonName: subject.commonName,
    organization: subject.organization,
    issuer: issuer.commonName || issuer.organization,
    serial,
    notBefore: instantOf(notBefore),
    notAfter: instantOf(notAfter),
    boundAt: certificate.boundAt == null ? undefined : instantOf(certificate.boundAt.getTime()),
  }
}

/** Presents a person with its certificates. */
export function presentPerson(person: PersonDocument, certificates: readonly CertificateDocument[]): PersonView {
  return {
    id: person._id,
    party: person.party,
    version: person.version,
    name: person.name,
    phone: person.phone,
    mail: person.mail ?? undefined,
    state: person.state,
    isAdministrator: person.isAdministrator,
    hasPassword: person.hasPassword,
    certificates: certificates.filter((certificate) => certificate.person === person._id).map(presentCertificate),
  }
}

/** Presents one person, reading its certificates. */
export async function presentPersonWithCertificates(deps: IdentityReads, person: PersonDocument): Promise<PersonView> {
  return presentPerson(
    person,
    await certificateModel(deps.connection).find({ person: person._id }).sort({ requestedAt: 1 }).lean(),
  )
}
