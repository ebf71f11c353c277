import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityReads } from './deps.ts'
import { personModel } from './person.model.ts'

/** Throws `forbidden` unless the actor administers its own party. */
export async function assertAdministrator(deps: IdentityReads, actor: Actor): Promise<void> {
  const person = await personModel(deps.connection).findById(actor.person, { isAdministrator: 1, party: 1, state: 1 }).lean()
  const isAdministrator = person?.isAdministrator === true && person.state === 'active' && person.party === actor.party
  if (!isAdministrator) throw new DomainProblem('forbidden', { relation: 'administrator' })
}
