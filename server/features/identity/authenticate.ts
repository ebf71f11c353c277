import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type AccessClaims, readAccessToken } from './access-token.ts'
import { batchedRead } from './batched-read.ts'
import type { IdentityDeps } from './deps.ts'
import { partyModel } from './party.model.ts'
import { personModel } from './person.model.ts'
import { sessionModel } from './session.model.ts'

/**
 * Who holds an access token at `at` (milliseconds): the session is still open, the person active, the roles as they are now.
 * Throws `session-expired`.
 */
export async function authenticate(
  deps: Pick<IdentityDeps, 'connection' | 'keys' | 'config'>,
  bearer: string,
  at: number,
): Promise<Actor> {
  return holderOf(deps, readAccessToken(deps, bearer, at), at)
}

/** The person of a session at `at` (milliseconds), if the session is still open, with the roles as they are now. Throws `session-expired`. */
export async function holderOf(
  { connection }: Pick<IdentityDeps, 'connection'>,
  claims: AccessClaims,
  at: number,
): Promise<Actor> {
  const [session, person, party] = await Promise.all([
    batchedRead(connection, sessionModel, ['person', 'certSha256', 'endedAt', 'expiresAt'])(claims.session),
    batchedRead(connection, personModel, ['party', 'state'])(claims.person),
    batchedRead(connection, partyModel, ['approvedRoles'])(claims.party),
  ])
  if (session === null || session.endedAt !== null || session.expiresAt.getTime() <= at || session.person !== claims.person)
    throw new DomainProblem('session-expired')
  if (person === null || party === null || person.state !== 'active' || person.party !== claims.party)
    throw new DomainProblem('session-expired')
  return {
    person: claims.person,
    party: claims.party,
    roles: party.approvedRoles,
    session: claims.session,
    ...(session.certSha256 === null ? {} : { certSha256: session.certSha256 }),
  }
}
