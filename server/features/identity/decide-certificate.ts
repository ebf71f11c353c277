import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { decideCertificate as decideCertificateContract } from '#shared/contracts/identity-certificates.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { changeCertificate, readCertificate } from './change-certificate.ts'
import type { IdentityRecords } from './deps.ts'
import { type CertificateView, presentCertificate } from './views.ts'

type DecideAct = VerifiedAct<ActSubjectOf<typeof decideCertificateContract>, ActBodyOf<typeof decideCertificateContract>>

/**
 * Whose a new certificate is: said by the person's own certificate that is still good, or by the centre, which has looked at papers.
 * Throws `forbidden`, `state-changed` when somebody has decided already.
 */
export async function decideCertificate(
  deps: IdentityRecords,
  input: { readonly sha256: string; readonly act: DecideAct; readonly at: number },
): Promise<CertificateView> {
  const { act, at } = input
  const certificate = await readCertificate(deps, input.sha256)
  assertPermitted(identityPolicy.decideCertificate, act.by, { person: certificate.person })
  if (act.subject.certSha256 !== certificate._id || act.subject.person !== certificate.person)
    throw new DomainProblem('act-wrong-subject')
  if (certificate.state !== 'requested') throw new DomainProblem('state-changed')
  const isApproved = act.body.decision === 'approve'
  const changed = await inTransaction(deps.connection, (session) =>
    changeCertificate(deps, session, {
      certificate,
      to: isApproved ? 'bound' : 'refused',
      eventType: isApproved ? 'certificate.bound' : 'certificate.refused',
      at,
      act,
      actor: act.by.person,
    }),
  )
  return presentCertificate(changed)
}
