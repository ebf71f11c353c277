import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import type { logInByCertificate } from '#shared/contracts/identity-sessions.ts'
import { isInAudience, type PolicyTable } from '#shared/policy/policy.ts'
import type { Actor, Role } from '#shared/policy/roles.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { clientWithToken, setTokenSource, visitorClient } from '../../platform/api.ts'
import { liveToken } from '../../platform/live-token.ts'
import { serverNow } from '../../platform/server-time.ts'
import { createStore, type Store, useStore } from '../../platform/store.ts'
import { forgetCredentials } from './credentials.ts'

type OpenedSession = ResultOf<typeof logInByCertificate>
type Me = ResultOf<typeof readMe>

/** Who is signed in at this page. `restoring`: the refresh cookie is being tried; `ended`: it was signed in and is not any more. */
export type Session =
  | { readonly state: 'restoring' }
  | { readonly state: 'visitor' }
  | { readonly state: 'ended' }
  | { readonly state: 'signed-in'; readonly me: Me; readonly actor: Actor }

/** The session of this page. */
export const session: Store<Session> = createStore<Session>({ state: 'visitor' })

const HINT = 'kaibiao.session'
/** An access token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 30_000

let opened: OpenedSession | undefined
/** Read before anybody is signed in at this page; visitors do without. */
let policy: PolicyTable | undefined
let renewing: Promise<string | undefined> | undefined

/** Takes over a session that was just opened. Throws ProblemError when the server does not say who it is. */
export async function beginSession(next: OpenedSession): Promise<void> {
  // The keys of one person never sign for another.
  if (opened !== undefined && opened.person !== next.person) forgetCredentials()
  const [me, { policyTable }] = await Promise.all([meOf(next.accessToken), import('#shared/policy/table.ts')])
  policy = policyTable
  opened = next
  hint(next.person)
  liveToken.set(next.accessToken)
  session.set({ state: 'signed-in', me, actor: actorOf(next, me) })
}

/** Goes on with the session of this browser, if there may be one. Visitors cause no request. */
export async function restoreSession(): Promise<void> {
  setTokenSource(accessToken)
  window.addEventListener('storage', followOtherTabs)
  if (!isHinted()) return
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
    await sessions()
      .then(({ logOut }) => clientWithToken(token).call(logOut, {}))
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

/** The session, followed. */
export function useSession(): Session {
  return useStore(session)
}

/** Who acts at this page; undefined for a visitor. */
export function useActor(): Actor | undefined {
  const current = useSession()
  return current.state === 'signed-in' ? current.actor : undefined
}

/** Whether the policy lets whoever is signed in call an operation at all (its id, e.g. `fileNotice`): what is not permitted is no button. */
export function useMay(operation: string): boolean {
  const actor = useActor()
  const row = policy?.[operation]
  return actor !== undefined && row !== undefined && isInAudience(row, actor)
}

/** Whether whoever is signed in holds one of these roles. */
export function useHasRole(...roles: readonly Role[]): boolean {
  const actor = useActor()
  return roles.some((role) => actor?.roles.includes(role) === true)
}

/** The contracts of sessions reach far into signatures: a visitor who never signs in does not load them. */
const sessions = () => import('#shared/contracts/identity-sessions.ts')

async function accessToken(): Promise<string | undefined> {
  if (opened === undefined) return undefined
  if (millisOf(opened.expiresAt) - serverNow() > RENEW_BEFORE_MS) return opened.accessToken
  return renew()
}

/** What another tab of this browser did counts here too: the cookie is one for all of them. */
function followOtherTabs({ key, newValue }: StorageEvent): void {
  if (key !== HINT || newValue === (opened?.person ?? null)) return
  if (newValue === null) forget('ended')
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
  const { refreshSession } = await sessions()
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

function isHinted(): boolean {
  try {
    return localStorage.getItem(HINT) !== null
  } catch {
    return false
  }
}

/** Tells the other tabs who is signed in, and a reloaded page that somebody may be. */
function hint(person: string | undefined): void {
  try {
    if (person !== undefined) localStorage.setItem(HINT, person)
    else localStorage.removeItem(HINT)
  } catch {
    // Without storage the session does not survive a reload; nothing else is lost.
  }
}
