import { z } from 'zod'
import { idField } from '#shared/contracts/fields.ts'
import { ticketParameter } from '#shared/contracts/identity-sessions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { AccessClaims } from './access-token.ts'
import { holderOf } from './authenticate.ts'
import type { IdentityDeps } from './deps.ts'
import { readToken, signToken, type TokenDeps } from './token.ts'

/**
 * Life of a ticket: a browser goes on with a download that broke off by the address it began with, so a ticket that is good once would be
 * none. It ends with its session, and opens one address only.
 */
const ticketMs = 3_600_000

const claimsSchema = z.object({ sub: idField, party: idField, sid: idField, address: z.string() })

/** Issues a ticket for an address to whoever is signed in. `at` in milliseconds. */
export function issueDownloadTicket(
  deps: TokenDeps,
  { address, claims, at }: { readonly address: string; readonly claims: AccessClaims; readonly at: number },
): { readonly address: string; readonly expiresAt: Instant } {
  const payload = { sub: claims.person, party: claims.party, sid: claims.session, address }
  const { token, expiresAt } = signToken(deps, payload, { audience: audienceOf(deps), at, lifeMs: ticketMs })
  return { address: withTicket(address, token), expiresAt }
}

/**
 * Who holds the ticket in an attacker-controlled address, at `at` (milliseconds): its session is still open, its person active, the roles as
 * they are now. Throws `session-expired`, also when the ticket is for another address.
 */
export async function admit(
  deps: Pick<IdentityDeps, 'connection' | 'keys' | 'config'>,
  { address, ticket, at }: { readonly address: string; readonly ticket: string; readonly at: number },
): Promise<Actor> {
  const claims = readToken(deps, ticket, { schema: claimsSchema, audience: audienceOf(deps), at })
  if (withTicket(claims.address, ticket) !== address) throw new DomainProblem('session-expired')
  return holderOf(deps, { person: claims.sub, party: claims.party, session: claims.sid }, at)
}

/** No access token is a ticket, and no ticket an access token. */
function audienceOf({ config }: TokenDeps): string {
  return `${config.platformName} downloads`
}

function withTicket(address: string, ticket: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}${ticketParameter}=${ticket}`
}
