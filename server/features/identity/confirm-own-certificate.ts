import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { certificateModel } from './certificate.model.ts'
import { changeCertificate, readCertificate } from './change-certificate.ts'
import { checkPassword } from './check-password.ts'
import type { IdentityDeps } from './deps.ts'
import { accountOf } from './log-in-by-password.ts'
import { type CertificateView, presentCertificate } from './views.ts'

/**
 * A member of staff who came by password confirms its first certificate by password and one-time code: no old certificate could, and the very
 * first centre has nobody above it. As soon as one signing certificate is or was bound, this way is closed. Throws `state-changed`.
 */
export async function confirmOwnCertificate(
  deps: IdentityDeps,
  input: {
    readonly sha256: string
    readonly actor: Actor
    readonly password: string
    readonly oneTimeCode: string
    readonly address: string
    readonly at: number
  },
): Promise<CertificateView> {
  const { actor, at, password, oneTimeCode, address } = input
  const certificate = await readCertificate(deps, input.sha256)
  if (certificate.person !== actor.person) throw new DomainProblem('not-found')
  if (certificate.state !== 'requested') throw new DomainProblem('state-changed')
  await checkPassword(deps, { account: await accountOf(deps, actor.person), password, oneTimeCode, address, at })
  const bound = await inTransaction(deps.connection, async (session) => {
    const earlier = await certificateModel(deps.connection)
      .exists({ person: actor.person, usage: 'sign', state: { $in: ['bound', 'suspended'] } })
      .session(session)
    if (earlier !== null) throw new DomainProblem('state-changed')
    return changeCertificate(deps, session, { certificate, to: 'bound', eventType: 'certificate.bound', at, actor: actor.person })
  })
  return presentCertificate(bound)
}
