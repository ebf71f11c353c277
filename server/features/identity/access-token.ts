import { z } from 'zod'
import { idField } from '#shared/contracts/fields.ts'
import { type IssuedToken, readToken, signToken, type TokenDeps } from './token.ts'

/** Life of an access token. */
const accessTokenMs = 10 * 60_000

/** What an access token says: ids only. Roles are read at each use, so that taking one away takes effect at once. */
const claimsSchema = z.object({ sub: idField, party: idField, sid: idField })

/** The session an access token belongs to. */
export interface AccessClaims {
  readonly person: string
  readonly party: string
  readonly session: string
}

/** Issues an access token: JWT (RFC 7519), ES256, with the key's `kid`, for this platform only. `at` in milliseconds. */
export function issueAccessToken(deps: TokenDeps, claims: AccessClaims, at: number): IssuedToken {
  const payload = { sub: claims.person, party: claims.party, sid: claims.session }
  return signToken(deps, payload, { audience: deps.config.platformName, at, lifeMs: accessTokenMs })
}

/**
 * Reads an attacker-controlled access token: ES256 and nothing else, by a key of ours named by `kid`, for this platform, not expired
 * at `at` (milliseconds). Throws `session-expired` for every fault: which one helps only who forges.
 */
export function readAccessToken(deps: TokenDeps, token: string, at: number): AccessClaims {
  const claims = readToken(deps, token, { schema: claimsSchema, audience: deps.config.platformName, at })
  return { person: claims.sub, party: claims.party, session: claims.sid }
}
