import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { requestCertificate as requestCertificateContract } from '#shared/contracts/identity-certificates.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityRecords } from './deps.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertCertificate } from './insert-party.ts'
import { readParty, readPerson } from './read-party.ts'
import { assertOwnIds } from './register-party.ts'
import { assertNames, signersCertificate } from './stated-certificate.ts'
import { type CertificateView, presentCertificate } from './views.ts'

type RequestAct = VerifiedAct<ActSubjectOf<typeof requestCertificateContract>, ActBodyOf<typeof requestCertificateContract>>

/** Requests that may wait for one person at a time: whoever holds a like-named certificate cannot flood the queue. */
const mostRequests = 3

/**
 * A new certificate asks to be bound to the person it names. Its signature over this act proves its key; whose it is, the old certificate or
 * the centre confirms. Throws `not-found`, `certificate-name-mismatch`, `too-many-certificates`.
 */
export async function requestCertificate(
  deps: IdentityRecords,
  input: { readonly person: string; readonly act: RequestAct; readonly at: number },
): Promise<CertificateView> {
  const { act, at } = input
  assertOwnIds(act)
  if (act.subject.person !== input.person) throw new DomainProblem('act-wrong-subject')
  const [person, party] = await Promise.all([readPerson(deps, act.subject.person), readParty(deps, act.subject.party)])
  if (person.party !== party._id) throw new DomainProblem('not-found')
  const certificate = signersCertificate(act.body.certificate, act.actor.certSha256)
  assertNames(certificate, { partyName: party.name, creditCode: party.creditCode, personName: person.name })
  return inUniqueTransaction(deps.connection, async (session) => {
    const waiting = await certificateModel(deps.connection)
      .countDocuments({ person: person._id, state: 'requested' })
      .session(session)
    if (waiting >= mostRequests) throw new DomainProblem('too-many-certificates', { maximum: mostRequests })
    const { reason } = act.body
    const stored = await insertCertificate(deps, session, {
      certificate,
      person: person._id,
      party: party._id,
      usage: 'sign',
      state: 'requested',
      reason,
      at,
    })
    await appendEvent(deps, session, {
      type: 'certificate.requested',
      subject: { party: party._id, person: person._id, certificate: stored._id },
      at: instantOf(at),
      act,
    })
    return presentCertificate(stored)
  })
}
