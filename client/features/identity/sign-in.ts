import { signLogin } from '#shared/acts/login.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import { issueLoginNonce, logInByCertificate, logInByPassword } from '#shared/contracts/identity-sessions.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { visitorClient } from '../../platform/api.ts'
import { serverNow } from '../../platform/server-time.ts'
import { type Credentials, credentials } from './credentials.ts'
import { platformFacts } from './platform-facts.ts'
import { beginSession } from './session-keeping.ts'

/** Signs in by certificate: a `login/1` over the server's nonce. The keys stay at hand for what is signed afterwards. Throws ProblemError, AgentRefused. */
export async function signInByCertificate(given: Credentials): Promise<void> {
  const [{ name }, { nonce }] = await Promise.all([platformFacts(), visitorClient().call(issueLoginNonce, {})])
  const login = await signLogin({ signer: given.signer, platform: name, nonce, at: instantOf(serverNow()) })
  await beginSession(await visitorClient().call(logInByCertificate, { body: login }))
  credentials.set(given)
}

/** Whom a certificate names that is bound to nobody yet. */
export interface Holder {
  readonly party: string
  readonly person: string
}

/** The person the platform knows by the name in a certificate that it refused for not being bound; undefined for any other refusal. */
export function holderOf(error: unknown): Holder | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== 'certificate-not-bound') return undefined
  const { party, person } = (error.problem.facts ?? {}) as Readonly<Record<string, unknown>>
  return typeof party === 'string' && typeof person === 'string' ? { party, person } : undefined
}

/** Signs in by password and one-time code, as the staff may. Acts still ask for a certificate. Throws ProblemError. */
export async function signInByPassword(input: {
  readonly account: string
  readonly password: string
  readonly oneTimeCode: string
}): Promise<void> {
  await beginSession(await visitorClient().call(logInByPassword, { body: input }))
}

/** Where to go after signing in: the path asked for if it is one of this origin, else the inbox. */
export function nextPath(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/work'
  try {
    const { origin, pathname, search, hash } = new URL(next, location.origin)
    return origin === location.origin && !pathname.startsWith('//') && pathname !== '/sign-in'
      ? `${pathname}${search}${hash}`
      : '/work'
  } catch {
    return '/work'
  }
}
