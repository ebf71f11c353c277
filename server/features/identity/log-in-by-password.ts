import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { checkPassword } from './check-password.ts'
import { credentialModel } from './credential.model.ts'
import type { IdentityDeps } from './deps.ts'
import { endSessions } from './end-sessions.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { hashPassword } from './password.ts'
import { readPerson } from './read-party.ts'

/** Opens a session by password and one-time code: the staff's second way. It opens pages; no act of legal effect is done without a certificate. */
export async function logInByPassword(
  deps: IdentityDeps,
  input: {
    readonly account: string
    readonly password: string
    readonly oneTimeCode: string
    readonly address: string
    readonly device: string
    readonly at: number
  },
): Promise<OpenedSession> {
  const { address, device, at } = input
  const credential = await checkPassword(deps, input)
  const person = await readPerson(deps, credential.person)
  if (person.state !== 'active') throw new DomainProblem('person-disabled')
  return openSession(deps, { person: person._id, party: person.party, way: 'password', certSha256: null, address, device, at })
}

/** Changes the actor's own password; its other sessions end. Throws `sign-in-refused` for a person without one. */
export async function changePassword(
  deps: IdentityDeps,
  input: {
    readonly actor: Actor
    readonly password: string
    readonly oneTimeCode: string
    readonly newPassword: string
    readonly address: string
    readonly at: number
  },
): Promise<void> {
  const { actor, address, at } = input
  const account = await accountOf(deps, actor.person)
  const { password, oneTimeCode } = input
  await checkPassword(deps, { account, password, oneTimeCode, address, at })
  const passwordHash = await hashPassword(input.newPassword, account)
  await credentialModel(deps.connection).updateOne({ _id: account }, { $set: { passwordHash } })
  await endSessions(deps, { person: actor.person, ...(actor.session === undefined ? {} : { except: actor.session }) }, at)
}

/** The account of a person. Throws `sign-in-refused` when it has none. */
export async function accountOf(deps: Pick<IdentityDeps, 'connection'>, person: string): Promise<string> {
  const credential = await credentialModel(deps.connection).findOne({ person }, { _id: 1 }).lean()
  if (credential === null) throw new DomainProblem('sign-in-refused')
  return credential._id
}
