import { parseCertificate } from '#shared/pki/certificate.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityDeps } from './deps.ts'
import { idleMs, longestMs, type OpenedSession, openedSession, refreshSecret } from './open-session.ts'
import { personModel } from './person.model.ts'
import {
  isAncestor,
  isSameDigest,
  nextRefreshToken,
  type RefreshToken,
  readRefreshToken,
  refreshDigest,
} from './refresh-token.ts'
import { type SessionDocument, sessionModel } from './session.model.ts'
import { assertTrusted } from './trusted-path.ts'

/** How long the direct predecessor of a refresh token is still good: tabs that refresh at the same moment must not log each other out. */
const graceMs = 10_000

/**
 * Exchanges a refresh token (attacker-controlled cookie) for its successor and an access token. A token already exchanged is taken as
 * stolen: the session ends for whoever holds it. Throws `session-expired` or `session-reused`.
 */
export async function refreshSession(deps: IdentityDeps, cookie: string | undefined, at: number): Promise<OpenedSession> {
  const token = readRefreshToken(cookie)
  if (token === undefined) throw new DomainProblem('session-expired')
  const secret = deps.keys.secret(refreshSecret)
  const session = await readOpenSession(deps, token, at)
  const isCurrent = isSameDigest(refreshDigest(token), session.refreshSha256)
  const next = nextRefreshToken(secret, token)
  if (!isCurrent || !(await rotate(deps, session, token, next, at))) await assertInGrace(deps, secret, token, at)
  return openedSession(deps, { person: session.person, party: session.party, refreshToken: next, at })
}

async function readOpenSession(deps: IdentityDeps, token: RefreshToken, at: number): Promise<SessionDocument> {
  const session = await sessionModel(deps.connection).findById(token.session).lean()
  if (session === null || session.endedAt !== null || session.expiresAt.getTime() <= at)
    throw new DomainProblem('session-expired')
  const person = await personModel(deps.connection).findById(session.person, { state: 1 }).lean()
  if (person?.state !== 'active') throw new DomainProblem('session-expired')
  if (session.certSha256 !== null && (await isWithdrawn(deps, session.certSha256, at))) throw new DomainProblem('session-expired')
  return session
}

/** Compare-and-set on the digest: of two that present the same token one rotates, the other finds itself in the grace. */
async function rotate(
  deps: IdentityDeps,
  session: SessionDocument,
  token: RefreshToken,
  next: RefreshToken,
  at: number,
): Promise<boolean> {
  const expiresAt = new Date(Math.min(at + idleMs, session.openedAt.getTime() + longestMs))
  const rotated = await sessionModel(deps.connection).updateOne(
    { _id: session._id, refreshSha256: refreshDigest(token), endedAt: null },
    {
      $set: {
        refreshSha256: refreshDigest(next),
        previousSha256: refreshDigest(token),
        rotatedAt: new Date(at),
        usedAt: new Date(at),
        expiresAt,
      },
    },
  )
  return rotated.matchedCount === 1
}

/** A session outlives neither its certificate nor its authority's trust in it; a revocation list that is late ends none. */
async function isWithdrawn(deps: IdentityDeps, certSha256: string, at: number): Promise<boolean> {
  const certificate = await certificateModel(deps.connection).findById(certSha256, { der: 1, state: 1 }).lean()
  if (certificate?.state !== 'bound') return true
  const leaf = parseCertificate(fromBase64url(certificate.der))
  try {
    await assertTrusted(deps.trust, { leaf, intermediates: [], at, usage: 'sign' })
    return false
  } catch (error) {
    if (error instanceof DomainProblem) return error.code === 'certificate-revoked' || error.code === 'certificate-expired'
    throw error
  }
}

async function assertInGrace(deps: IdentityDeps, secret: Uint8Array, token: RefreshToken, at: number): Promise<void> {
  const sessions = sessionModel(deps.connection)
  const session = await sessions.findById(token.session).lean()
  if (session === null || session.endedAt !== null) throw new DomainProblem('session-expired')
  if (isSameDigest(refreshDigest(token), session.previousSha256) && at - session.rotatedAt.getTime() <= graceMs) return
  if (!isAncestor(secret, token, session.refreshSha256)) throw new DomainProblem('session-expired')
  await sessions.updateOne({ _id: session._id, endedAt: null }, { $set: { endedAt: new Date(at) } })
  throw new DomainProblem('session-reused')
}
