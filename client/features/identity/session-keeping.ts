import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { type logInByCertificate, logOut, refreshSession } from '#shared/contracts/identity-sessions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { clientWithToken, setTokenSource, visitorClient } from '../../platform/api.ts'
import { liveToken } from '../../platform/live-token.ts'
import { serverNow } from '../../platform/server-time.ts'
import { forgetCredentials } from './credentials.ts'
import { hint, knowPolicy, type Me, personOfOtherTab, session } from './session.ts'

/** Begins, renews and ends the session of this page. A visitor who never signs in loads nothing of it. */

type OpenedSession = ResultOf<typeof logInByCertificate>

/** An access token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 30_000

let opened: OpenedSession | undefined
let renewing: Promise<string | undefined> | undefined
let isStarted = false

/** Takes over a session that was just opened. Throws ProblemError when the server does not say who it is. */
export async function beginSession(next: OpenedSession): Promise<void> {
  start()
  // The keys of one person never sign for another.
  if (opened !== undefined && opened.person !== next.person) forgetCredentials()
  const [me, { policyTable }] = await Promise.all([meOf(next.accessToken), import('#shared/policy/table.ts')])
  knowPolicy(policyTable)
  opened = next
  hint(next.person)
  liveToken.set(next.accessToken)
  session.set({ state: 'signed-in', me, actor: actorOf(next, me) })
}

/** Goes on with the session of this browser, if there is one. */
export async function restoreSession(): Promise<void> {
  start()
  session.set({ state: 'restoring' })
  try {
    if ((await renew()) === undefined) session.set({ state: 'visitor' })
  } catch {
    session.set({ state: 'visitor' })
  }
}

/** Ends the session at the server and here. What is kept encrypted in this browser stays. */
export async function endSession(): Promise<void> {
  const token = opened?.accessToken
  forget('visitor')
  if (token !== undefined)
    await clientWithToken(token)
      .call(logOut, {})
      .catch(() => undefined)
}

/** Reads again who is signed in: after roles or the person's data have changed. */
export async function rereadMe(): Promise<void> {
  if (opened === undefined) return
  try {
    const me = await meOf(opened.accessToken)
    session.set({ state: 'signed-in', me, actor: actorOf(opened, me) })
  } catch (error) {
    // Reporting the certificate lost that one is signed in by ends the session at once.
    if (error instanceof ProblemError && error.problem.status === 401) forget('ended')
    throw error
  }
}

function start(): void {
  if (isStarted) return
  isStarted = true
  setTokenSource(accessToken)
  window.addEventListener('storage', followOtherTabs)
}

async function accessToken(): Promise<string | undefined> {
  if (opened === undefined) return undefined
  if (millisOf(opened.expiresAt) - serverNow() > RENEW_BEFORE_MS) return opened.accessToken
  return renew()
}

/** What another tab of this browser did counts here too: the cookie is one for all of them. */
function followOtherTabs(event: StorageEvent): void {
  const person = personOfOtherTab(event)
  if (person === undefined || person === (opened?.person ?? null)) return
  if (person === null) forget('ended')
  else void renew().catch(() => undefined)
}

/** Exchanges the refresh cookie; one at a time in this page, and between tabs by a lock where the browser has one. */
function renew(): Promise<string | undefined> {
  renewing ??= exchange().finally(() => {
    renewing = undefined
  })
  return renewing
}

async function exchange(): Promise<string | undefined> {
  const call = () => visitorClient().call(refreshSession, {})
  try {
    const next = await ('locks' in navigator ? navigator.locks.request('kaibiao.session', call) : call())
    const isSame = session.get().state === 'signed-in' && opened?.person === next.person
    if (!isSame) await beginSession(next)
    opened = next
    liveToken.set(next.accessToken)
    return next.accessToken
  } catch (error) {
    // Only the server's word ends a session; a network that is away does not.
    if (error instanceof ProblemError && error.problem.status < 500) {
      forget(session.get().state === 'signed-in' ? 'ended' : 'visitor')
      return undefined
    }
    throw error
  }
}

function forget(state: 'visitor' | 'ended'): void {
  opened = undefined
  hint(undefined)
  forgetCredentials()
  liveToken.set(undefined)
  session.set({ state })
}

function meOf(token: string): Promise<Me> {
  return import('#shared/contracts/identity-persons.ts').then(({ readMe }) => clientWithToken(token).call(readMe, {}))
}

function actorOf(from: OpenedSession, me: Me): Actor {
  return {
    person: from.person,
    party: from.party,
    roles: me.roles,
    session: from.session,
    ...(me.certSha256 === null ? {} : { certSha256: me.certSha256 }),
  }
}
