import { randomId } from '#shared/primitives/random.ts'
import { issueAccessToken } from './access-token.ts'
import type { IdentityDeps } from './deps.ts'
import { firstRefreshToken, type RefreshToken, refreshDigest } from './refresh-token.ts'
import { sessionModel } from './session.model.ts'

/** A session ends this long after its last use … */
export const idleMs = 8 * 3_600_000
/** … and this long after the login in any case. */
export const longestMs = 24 * 3_600_000
/** Purpose of the secret that successors of refresh tokens are derived under. */
export const refreshSecret = 'refresh-tokens'

/** Who logged in, how, and from where. */
export interface SessionToOpen {
  readonly person: string
  readonly party: string
  readonly way: 'certificate' | 'password'
  readonly certSha256: string | null
  readonly address: string
  readonly device: string
  /** Milliseconds. */
  readonly at: number
}

/** A session just opened or refreshed. The refresh token goes into the cookie and nowhere else. */
export interface OpenedSession {
  readonly answer: {
    accessToken: string
    expiresAt: ReturnType<typeof issueAccessToken>['expiresAt']
    session: string
    person: string
    party: string
  }
  readonly refreshToken: RefreshToken
}

/** Opens a session for a person whose login has been verified. */
export async function openSession(deps: IdentityDeps, input: SessionToOpen): Promise<OpenedSession> {
  const { at, ...who } = input
  const refreshToken = firstRefreshToken(randomId(deps.random), deps.random)
  await sessionModel(deps.connection).create({
    _id: refreshToken.session,
    ...who,
    openedAt: new Date(at),
    usedAt: new Date(at),
    expiresAt: new Date(at + idleMs),
    endedAt: null,
    refreshSha256: refreshDigest(refreshToken),
    previousSha256: null,
    rotatedAt: new Date(at),
  })
  return openedSession(deps, { ...who, refreshToken, at })
}

/** The answer to a login or a refresh. */
export function openedSession(
  deps: Pick<IdentityDeps, 'keys' | 'config'>,
  input: { readonly person: string; readonly party: string; readonly refreshToken: RefreshToken; readonly at: number },
): OpenedSession {
  const { person, party, refreshToken, at } = input
  const { token, expiresAt } = issueAccessToken(deps, { person, party, session: refreshToken.session }, at)
  return { answer: { accessToken: token, expiresAt, session: refreshToken.session, person, party }, refreshToken }
}
