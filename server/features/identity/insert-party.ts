import type { ClientSession } from 'mongoose'
import type { z } from 'zod'
import type { partyForm, personForm } from '#shared/contracts/identity-fields.ts'
import type { Certificate } from '#shared/pki/certificate.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { affiliateModel } from './affiliate.model.ts'
import { type CertificateDocument, certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import { type PartyDocument, type PartyRole, partyModel, withRoles } from './party.model.ts'
import { type PersonDocument, personModel } from './person.model.ts'

/** Inserts a party under the id its founder drew. Throws `party-exists`, or `act-wrong-subject` when the id is taken. */
export async function insertParty(
  deps: IdentityReads,
  session: ClientSession,
  input: {
    readonly id: string
    readonly form: z.output<typeof partyForm>
    readonly roles: readonly PartyRole[]
    readonly at: number
  },
): Promise<PartyDocument> {
  const { id, form, roles, at } = input
  const parties = partyModel(deps.connection)
  const known = await parties
    .findOne({ $or: [{ _id: id }, { creditCode: form.creditCode }] })
    .session(session)
    .lean()
  if (known !== null)
    throw known._id === id
      ? new DomainProblem('act-wrong-subject')
      : new DomainProblem('party-exists', { creditCode: form.creditCode })
  const affiliate = await affiliateModel(deps.connection).exists({ _id: form.creditCode }).session(session)
  const party: PartyDocument = {
    _id: id,
    version: 0,
    ...form,
    ...withRoles(roles),
    isAffiliateOfOperator: affiliate !== null || roles.some(({ role }) => role === 'operator'),
    registeredAt: new Date(at),
  }
  await parties.create([party], { session })
  return party
}

/** Inserts a person under the id it drew. Throws `act-wrong-subject` when the id is taken. */
export async function insertPerson(
  deps: IdentityReads,
  session: ClientSession,
  input: {
    readonly id: string
    readonly party: string
    readonly form: z.output<typeof personForm>
    readonly isAdministrator: boolean
    readonly hasPassword: boolean
    readonly at: number
  },
): Promise<PersonDocument> {
  const { id, party, form, isAdministrator, hasPassword, at } = input
  const persons = personModel(deps.connection)
  if ((await persons.exists({ _id: id }).session(session)) !== null) throw new DomainProblem('act-wrong-subject')
  const person: PersonDocument = {
    _id: id,
    version: 0,
    party,
    ...form,
    state: 'active',
    isAdministrator,
    hasPassword,
    joinedAt: new Date(at),
  }
  await persons.create([person], { session })
  return person
}

/**
 * Stores whose a certificate is, or is said to be. A certificate belongs to one person for ever; only a refused request may be made anew.
 * Throws `certificate-already-bound`.
 */
export async function insertCertificate(
  deps: IdentityReads,
  session: ClientSession,
  input: {
    readonly certificate: Certificate
    readonly person: string
    readonly party: string
    readonly usage: 'sign' | 'encrypt'
    readonly state: 'requested' | 'bound'
    readonly reason?: string | undefined
    readonly at: number
  },
): Promise<CertificateDocument> {
  const { certificate, person, party, usage, state, reason, at } = input
  const certificates = certificateModel(deps.connection)
  const known = await certificates.findById(certificate.sha256).session(session).lean()
  if (known !== null && known.state !== 'refused') throw new DomainProblem('certificate-already-bound')
  const document: CertificateDocument = {
    _id: certificate.sha256,
    person,
    party,
    usage,
    state,
    der: base64url(certificate.der),
    requestedAt: new Date(at),
    ...(reason === undefined ? {} : { reason }),
    ...(state === 'bound' ? { boundAt: new Date(at) } : {}),
    notAfter: new Date(certificate.notAfter),
  }
  if (known !== null) await certificates.deleteOne({ _id: known._id }, { session })
  await certificates.create([document], { session })
  return document
}

/** Inserts a person who comes by its own certificate, bound from then on. Throws `act-wrong-subject`, `certificate-already-bound`. */
export async function insertCertified(
  deps: IdentityReads,
  session: ClientSession,
  input: {
    readonly id: string
    readonly party: string
    readonly form: z.output<typeof personForm>
    readonly isAdministrator: boolean
    readonly certificate: Certificate
    readonly at: number
  },
): Promise<{ readonly person: PersonDocument; readonly bound: CertificateDocument }> {
  const { certificate, ...entered } = input
  const person = await insertPerson(deps, session, { ...entered, hasPassword: false })
  const { party, at } = entered
  const whose = { person: person._id, party, usage: 'sign', state: 'bound', at } as const
  return { person, bound: await insertCertificate(deps, session, { certificate, ...whose }) }
}
