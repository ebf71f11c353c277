import jwt from 'jsonwebtoken'
import { z } from 'zod'
import { fromBase64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityDeps } from './deps.ts'

/** Compact JWS (RFC 7515) with an ES256 signature of 64 bytes: the library answers signatures of other lengths by a TypeError. */
const FORM = /^[\w-]{2,200}\.[\w-]{2,1000}\.[\w-]{86}$/
const headerSchema = z.object({ alg: z.literal('ES256'), kid: z.string() })

/** What signing and reading tokens needs. */
export type TokenDeps = Pick<IdentityDeps, 'keys' | 'config'>

/** A token and when it ends. */
export interface IssuedToken {
  readonly token: string
  readonly expiresAt: Instant
}

/** Signs a token: JWT (RFC 7519), ES256, with the key's `kid`, for one audience. `at` and `lifeMs` in milliseconds; whole seconds count. */
export function signToken(
  { keys, config }: TokenDeps,
  claims: Readonly<Record<string, string>>,
  { audience, at, lifeMs }: { readonly audience: string; readonly at: number; readonly lifeMs: number },
): IssuedToken {
  const { kid, privateKey } = keys.tokenKeys.current
  const issuedAt = Math.floor(at / 1000)
  const expiresAt = issuedAt + Math.floor(lifeMs / 1000)
  const token = jwt.sign({ ...claims, iat: issuedAt, exp: expiresAt }, privateKey, {
    algorithm: 'ES256',
    keyid: kid,
    issuer: config.platformName,
    audience,
  })
  return { token, expiresAt: instantOf(expiresAt * 1000) }
}

/**
 * Reads an attacker-controlled token: ES256 and nothing else, by a key of ours named by `kid`, for this audience, not expired at `at`
 * (milliseconds). Throws `session-expired` for every fault: which one helps only who forges.
 */
export function readToken<Schema extends z.ZodType>(
  { keys, config }: TokenDeps,
  token: string,
  { schema, audience, at }: { readonly schema: Schema; readonly audience: string; readonly at: number },
): z.output<Schema> {
  if (!FORM.test(token)) throw new DomainProblem('session-expired')
  const kid = headerOf(token)?.kid
  const key = kid === undefined ? undefined : keys.tokenKeys.publicKeyOf(kid)
  if (key === undefined) throw new DomainProblem('session-expired')
  try {
    const options = {
      algorithms: ['ES256' as const],
      issuer: config.platformName,
      audience,
      clockTimestamp: Math.floor(at / 1000),
    }
    const payload = z
      .object({ exp: z.number() })
      .loose()
      .parse(jwt.verify(token, key, options))
    return schema.parse(payload)
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
