import type { ClientSession } from 'mongoose'
import { identityPolicy } from '#shared/policy/identity.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changePerson, type PersonAct } from './change-person.ts'
import type { IdentityRecords } from './deps.ts'
import { endSessions } from './end-sessions.ts'
import { type PersonDocument, personModel } from './person.model.ts'
import { type PersonView, presentPersonWithCertificates } from './views.ts'

/**
 * Disables a person: its sessions end and its certificates sign nothing until it is restored; what it signed stands. A party keeps one
 * active administrator, unless the centre itself acts. Throws `last-administrator`, `state-changed` when it is disabled already.
 */
export async function disablePerson(
  deps: IdentityRecords,
  input: { readonly person: string; readonly act: PersonAct; readonly at: number },
): Promise<PersonView> {
  const { act, at } = input
  const changed = await changePerson(deps, {
    ...input,
    row: identityPolicy.disablePerson,
    eventType: 'person.disabled',
    async decide(person, session) {
      if (person.state === 'disabled') throw new DomainProblem('state-changed')
      if (act.by.party === person.party) await assertNotLast(deps, person, session)
      await endSessions(deps, { person: person._id }, at, session)
      return { state: 'disabled' }
    },
  })
  return presentPersonWithCertificates(deps, changed)
}

/** Gives a disabled person back its access; its certificates count again as they stand. Throws `state-changed` when it is active. */
export async function restorePerson(
  deps: IdentityRecords,
  input: { readonly person: string; readonly act: PersonAct; readonly at: number },
): Promise<PersonView> {
  const changed = await changePerson(deps, {
    ...input,
    row: identityPolicy.restorePerson,
    eventType: 'person.restored',
    async decide(person) {
      if (person.state === 'active') throw new DomainProblem('state-changed')
      return { state: 'active' }
    },
  })
  return presentPersonWithCertificates(deps, changed)
}

async function assertNotLast(deps: IdentityRecords, person: PersonDocument, session: ClientSession): Promise<void> {
  if (!person.isAdministrator) return
  const others = await personModel(deps.connection)
    .countDocuments({ party: person.party, isAdministrator: true, state: 'active', _id: { $ne: person._id } })
    .session(session)
  if (others === 0) throw new DomainProblem('last-administrator')
}
