import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import { isInAudience, type PolicyTable } from '#shared/policy/policy.ts'
import type { Actor, Role } from '#shared/policy/roles.ts'
import { createStore, type Store, useStore } from '../../platform/store.ts'

/** The person and party of a session, as the platform knows them. */
export type Me = ResultOf<typeof readMe>

/** Who is signed in at this page. `restoring`: the refresh cookie is being tried; `ended`: it was signed in and is not any more. */
export type Session =
  | { readonly state: 'restoring' }
  | { readonly state: 'visitor' }
  | { readonly state: 'ended' }
  | { readonly state: 'signed-in'; readonly me: Me; readonly actor: Actor }

/** The session of this page. */
export const session: Store<Session> = createStore<Session>({ state: 'visitor' })

/** Read before anybody is signed in at this page; visitors do without. */
let policy: PolicyTable | undefined

/** Says what the roles may: before somebody is signed in. */
export function knowPolicy(table: PolicyTable): void {
  policy = table
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

const HINT = 'kaibiao.session'

/** Whose word the change of another tab is: undefined when it is about something else, null when nobody is signed in there any more. */
export function personOfOtherTab({ key, newValue }: StorageEvent): string | null | undefined {
  return key === HINT ? newValue : undefined
}

/** Whether somebody may be signed in at this browser. */
export function isHinted(): boolean {
  try {
    return localStorage.getItem(HINT) !== null
  } catch {
    return false
  }
}

/** Tells the other tabs who is signed in, and a reloaded page that somebody may be. */
export function hint(person: string | undefined): void {
  try {
    if (person !== undefined) localStorage.setItem(HINT, person)
    else localStorage.removeItem(HINT)
  } catch {
    // Without storage the session does not survive a reload; nothing else is lost.
  }
}
