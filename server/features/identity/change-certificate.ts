import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { type CertificateDocument, certificateModel } from './certificate.model.ts'
import type { IdentityReads, IdentityRecords } from './deps.ts'

/** One certificate. Throws `not-found`. */
export async function readCertificate(deps: IdentityReads, sha256: string): Promise<CertificateDocument> {
  const certificate = await certificateModel(deps.connection).findById(sha256).lean()
  if (certificate === null) throw new DomainProblem('not-found')
  return certificate
}

/**
 * Moves a certificate from one state to another by compare-and-set, with its event in the caller's transaction. Throws `state-changed`
 * when it is no longer in the state it is moved from.
 */
export async function changeCertificate(
  deps: IdentityRecords,
  session: ClientSession,
  input: {
    readonly certificate: CertificateDocument
    readonly to: CertificateDocument['state']
    readonly eventType: string
    readonly at: number
    readonly act?: VerifiedAct | undefined
    readonly actor: string
  },
): Promise<CertificateDocument> {
  const { certificate, to, eventType, at, act, actor } = input
  const set = to === 'bound' && certificate.boundAt == null ? { state: to, boundAt: new Date(at) } : { state: to }
  const changed = await certificateModel(deps.connection).updateOne(
    { _id: certificate._id, state: certificate.state },
    { $set: set },
    { session },
  )
  if (changed.matchedCount !== 1) throw new DomainProblem('state-changed')
  await appendEvent(deps, session, {
    type: eventType,
    subject: { party: certificate.party, person: certificate.person, certificate: certificate._id, by: actor },
    at: instantOf(at),
    act,
  })
  return { ...certificate, ...set }
}
