import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { addEncryptionCertificate as addEncryptionCertificateContract } from '#shared/contracts/identity-certificates.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityRecords, IdentityTrust } from './deps.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertCertificate } from './insert-party.ts'
import { readParty, readPerson } from './read-party.ts'
import { assertNames, parseStatedCertificate } from './stated-certificate.ts'
import { assertTrusted } from './trusted-path.ts'
import { type CertificateView, presentCertificate } from './views.ts'

type AddAct = VerifiedAct<
  ActSubjectOf<typeof addEncryptionCertificateContract>,
  ActBodyOf<typeof addEncryptionCertificateContract>
>

/** Encryption certificates of one person that may be bound at a time. */
const mostEncryptionCertificates = 4

/**
 * Binds an encryption certificate beside the signing one that signs the act. It cannot prove its own key by signing; it must be trusted for
 * encryption and name the same party and person, whose signature vouches for the rest.
 */
export async function addEncryptionCertificate(
  deps: IdentityRecords & IdentityTrust,
  input: { readonly person: string; readonly act: AddAct; readonly at: number },
): Promise<CertificateView> {
  const { act, at } = input
  assertPermitted(identityPolicy.addEncryptionCertificate, act.by, { person: input.person })
  if (act.subject.person !== input.person) throw new DomainProblem('act-wrong-subject')
  const [person, party] = await Promise.all([readPerson(deps, act.by.person), readParty(deps, act.by.party)])
  const certificate = parseStatedCertificate(act.body.certificate)
  assertNames(certificate, { partyName: party.name, creditCode: party.creditCode, personName: person.name })
  await assertTrusted(deps.trust, { leaf: certificate, intermediates: [], at, usage: 'encrypt' })
  return inUniqueTransaction(deps.connection, async (session) => {
    const bound = await certificateModel(deps.connection)
      .countDocuments({ person: person._id, usage: 'encrypt', state: 'bound' })
      .session(session)
    if (bound >= mostEncryptionCertificates)
      throw new DomainProblem('too-many-certificates', { maximum: mostEncryptionCertificates })
    const stored = await insertCertificate(deps, session, {
      certificate,
      person: person._id,
      party: party._id,
      usage: 'encrypt',
      state: 'bound',
      at,
    })
    await appendEvent(deps, session, {
      type: 'certificate.bound',
      subject: { party: party._id, person: person._id, certificate: stored._id, by: person._id },
      at: instantOf(at),
      act,
    })
    return presentCertificate(stored)
  })
}
