import jwt from 'jsonwebtoken'
import { z } from 'zod'
import { idField } from '#shared/contracts/fields.ts'
import { fromBase64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityDeps } from './deps.ts'

/** Life of an access token. */
const accessTokenMs = 10 * 60_000

/** What an access token says: ids only. Roles are read at each use, so that taking one away takes effect at once. */
const claimsSchema = z.object({ sub: idField, party: idField, sid: idField, exp: z.number() })

/** Compact JWS (RFC 7515) with an ES256 signature of 64 bytes: the library answers signatures of other lengths by a TypeError. */
const FORM = /^[\w-]{2,200}\.[\w-]{2,1000}\.[\w-]{86}$/
const headerSchema = z.object({ alg: z.literal('ES256'), kid: z.string() })

/** The session an access token belongs to. */
export interface AccessClaims {
  readonly person: string
  readonly party: string
  readonly session: string
}

type TokenDeps = Pick<IdentityDeps, 'keys' | 'config'>

/** Issues an access token: JWT (RFC 7519), ES256, with the key's `kid`, for this platform only. `at` in milliseconds. */
export function issueAccessToken(deps: TokenDeps, claims: AccessClaims, at: number): { token: string; expiresAt: Instant } {
  const { kid, privateKey } = deps.keys.tokenKeys.current
  const issuedAt = Math.floor(at / 1000)
  const expiresAt = issuedAt + accessTokenMs / 1000
  const payload = { sub: claims.person, party: claims.party, sid: claims.session, iat: issuedAt, exp: expiresAt }
  const { platformName } = deps.config
  const token = jwt.sign(payload, privateKey, { algorithm: 'ES256', keyid: kid, issuer: platformName, audience: platformName })
  return { token, expiresAt: instantOf(expiresAt * 1000) }
}

/**
 * Reads an attacker-controlled access token: ES256 and nothing else, by a key of ours named by `kid`, for this platform, not expired
 * at `at` (milliseconds). Throws `session-expired` for every fault: which one helps only who forges.
 */
export function readAccessToken(deps: TokenDeps, token: string, at: number): AccessClaims {
  if (!FORM.test(token)) throw new DomainProblem('session-expired')
  const kid = headerOf(token)?.kid
  const key = kid === undefined ? undefined : deps.keys.tokenKeys.publicKeyOf(kid)
  if (key === undefined) throw new DomainProblem('session-expired')
  const { platformName } = deps.config
  try {
    const options = {
      algorithms: ['ES256' as const],
      issuer: platformName,
      audience: platformName,
      clockTimestamp: Math.floor(at / 1000),
    }
    const claims = claimsSchema.parse(jwt.verify(token, key, options))
    return { person: claims.sub, party: claims.party, session: claims.sid }
  } catch (error) {
    if (error instanceof jwt.JsonWebTokenError || error instanceof z.ZodError) throw new DomainProblem('session-expired')
    throw error
  }
}

function headerOf(token: string): z.output<typeof headerSchema> | undefined {
  try {
    return headerSchema.parse(JSON.parse(fromUtf8(fromBase64url(token.split('.')[0] ?? ''))))
  } catch {
    return undefined
  }
}
