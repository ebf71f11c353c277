import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { CertificateDocument } from './certificate.model.ts'
import { changeCertificate, readCertificate } from './change-certificate.ts'
import type { IdentityRecords } from './deps.ts'
import { endSessions } from './end-sessions.ts'
import { isOffice } from './office.ts'
import { readParty } from './read-party.ts'
import { type CertificateView, presentCertificate } from './views.ts'

/** A signed act about one certificate. */
export type CertificateAct = VerifiedAct<{ readonly person: string; readonly certSha256: string }, { readonly reason: string }>

/**
 * Reports a certificate lost, by any certificate of its party, or by the centre unless it is another office's: from this moment it signs nothing and its sessions end.
 * Bids already submitted and keys already revealed are not touched (formats, "keep-file").
 */
export async function reportLoss(
  deps: IdentityRecords,
  input: { readonly sha256: string; readonly act: CertificateAct; readonly at: number },
): Promise<CertificateView> {
  const { act, at } = input
  const certificate = await readCertificate(deps, input.sha256)
  assertPermitted(identityPolicy.reportLoss, act.by, { party: certificate.party })
  if (act.by.party !== certificate.party && isOffice((await readParty(deps, certificate.party)).approvedRoles))
    throw new DomainProblem('forbidden', { relation: 'own-party' })
  assertNamed(act, certificate)
  return suspend(deps, { certificate, at, act, actor: act.by.person })
}

/** Reports one's own certificate lost from a session, when nothing is left to sign with. Throws `not-found` for anybody else's. */
export async function reportOwnLoss(
  deps: IdentityRecords,
  input: { readonly sha256: string; readonly actor: Actor; readonly at: number },
): Promise<CertificateView> {
  const certificate = await readCertificate(deps, input.sha256)
  if (certificate.person !== input.actor.person) throw new DomainProblem('not-found')
  return suspend(deps, { certificate, at: input.at, actor: input.actor.person })
}

/** The centre gives a certificate that was found again back its force. */
export async function restoreCertificate(
  deps: IdentityRecords,
  input: { readonly sha256: string; readonly act: CertificateAct; readonly at: number },
): Promise<CertificateView> {
  const { act, at } = input
  const certificate = await readCertificate(deps, input.sha256)
  assertNamed(act, certificate)
  if (certificate.state !== 'suspended') throw new DomainProblem('state-changed')
  const restored = await inTransaction(deps.connection, (session) =>
    changeCertificate(deps, session, {
      certificate,
      to: 'bound',
      eventType: 'certificate.restored',
      at,
      act,
      actor: act.by.person,
    }),
  )
  return presentCertificate(restored)
}

async function suspend(
  deps: IdentityRecords,
  input: { readonly certificate: CertificateDocument; readonly at: number; readonly act?: VerifiedAct; readonly actor: string },
): Promise<CertificateView> {
  const { certificate, at } = input
  if (certificate.state !== 'bound') throw new DomainProblem('state-changed')
  const suspended = await inTransaction(deps.connection, async (session) => {
    await endSessions(deps, { certSha256: certificate._id }, at, session)
    return changeCertificate(deps, session, { ...input, to: 'suspended', eventType: 'certificate.reported-lost' })
  })
  return presentCertificate(suspended)
}

function assertNamed(act: CertificateAct, certificate: CertificateDocument): void {
  if (act.subject.certSha256 !== certificate._id || act.subject.person !== certificate.person)
    throw new DomainProblem('act-wrong-subject')
}
