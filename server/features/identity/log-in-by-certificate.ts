import { type Login, parseLogin, type SignedLogin } from '#shared/acts/login.ts'
import { type Bytes, base64url, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { NotCanonical } from '#shared/primitives/canonical-json.ts'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { assertBound, readBinding, signerOf } from './binding.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityDeps } from './deps.ts'
import { findHolder } from './find-holder.ts'
import { loginNonceModel } from './login-nonce.model.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { clockToleranceMs } from './verify-act.ts'
import { verifySignature } from './verify-signature.ts'

/** Life of a login nonce. */
const loginNonceMs = 2 * 60_000

/** Gives out a nonce for one login; `at` in milliseconds. */
export async function issueLoginNonce(
  deps: Pick<IdentityDeps, 'connection' | 'random' | 'config'>,
  at: number,
): Promise<{ platform: string; nonce: string; at: Instant; expiresAt: Instant }> {
  const nonce = base64url(deps.random(32))
  await loginNonceModel(deps.connection).create({ _id: nonce, expiresAt: new Date(at + loginNonceMs) })
  return { platform: deps.config.platformName, nonce, at: instantOf(at), expiresAt: instantOf(at + loginNonceMs) }
}

/**
 * Opens a session for whoever signed `login/1`, in this order: canonical form, platform, time; signature, path, validity, revocation
 * and usage; the certificate named is the one that signed; the nonce is ours, fresh and unused, and used up here; the certificate is bound to an active person.
 * Whoever is named by a certificate that is not is told its ids in the facts of `certificate-not-bound`, so that it can be asked for.
 * Wrong passwords elsewhere never lock this way.
 */
export async function logInByCertificate(
  deps: IdentityDeps,
  input: { readonly signed: SignedLogin; readonly at: number; readonly address: string; readonly device: string },
): Promise<OpenedSession> {
  const { signed, at, address, device } = input
  const bytes = utf8(signed.login)
  const login = read(bytes)
  if (login.platform !== deps.config.platformName)
    throw new DomainProblem('act-wrong-platform', { found: login.platform, expected: deps.config.platformName })
  if (Math.abs(millisOf(login.at) - at) > clockToleranceMs) throw new DomainProblem('act-clock-skew', { serverAt: instantOf(at) })
  const signer = await verifySignature(deps, { content: bytes, p7s: derOf(signed.p7s), at })
  if (signer.sha256 !== login.certSha256) throw new DomainProblem('actor-mismatch')
  const used = await loginNonceModel(deps.connection).deleteOne({ _id: login.nonce, expiresAt: { $gt: new Date(at) } })
  if (used.deletedCount !== 1) throw new DomainProblem('login-nonce-unknown')
  const certificate = await certificateModel(deps.connection).findById(login.certSha256).lean()
  // The key is proven and its authority trusted: whose name it carries may be told what it needs to ask to be bound.
  if (certificate === null) throw new DomainProblem('certificate-not-bound', (await findHolder(deps, signer)) ?? {})
  if (certificate.state === 'refused')
    throw new DomainProblem('certificate-not-bound', { party: certificate.party, person: certificate.person })
  assertBound(certificate)
  const claim = { person: certificate.person, party: certificate.party, certSha256: login.certSha256 }
  signerOf(await readBinding(deps, claim), claim)
  return openSession(deps, { ...claim, way: 'certificate', address, device, at })
}

function read(bytes: Bytes): Login {
  try {
    return parseLogin(bytes)
  } catch (error) {
    if (error instanceof NotCanonical) throw new DomainProblem('login-malformed', { detail: error.message })
    if (error instanceof Error && error.name === 'ZodError')
      throw new DomainProblem('login-malformed', { detail: 'a field is missing or wrong' })
    throw error
  }
}

function derOf(text: string): Bytes {
  try {
    return fromBase64url(text)
  } catch {
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/p7s', detail: 'not base64url' }])
  }
}
