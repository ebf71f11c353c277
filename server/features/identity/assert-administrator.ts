import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityReads } from './deps.ts'
import { personModel } from './person.model.ts'

/** Whether the actor administers its own party. */
export async function isAdministrator(deps: IdentityReads, actor: Actor): Promise<boolean> {
  const person = await personModel(deps.connection).findById(actor.person, { isAdministrator: 1, party: 1, state: 1 }).lean()
  return person?.isAdministrator === true && person.state === 'active' && person.party === actor.party
}

/** Throws `forbidden` unless the actor administers its own party. */
export async function assertAdministrator(deps: IdentityReads, actor: Actor): Promise<void> {
  if (!(await isAdministrator(deps, actor))) throw new DomainProblem('forbidden', { relation: 'administrator' })
}
