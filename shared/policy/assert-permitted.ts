import { DomainProblem } from '../problems/domain-problem.ts'
import { isInAudience, isPermitted, type PolicyRow, type PolicySubject } from './policy.ts'
import type { Actor } from './roles.ts'

/**
 * What a use case asks once its object is loaded: may this actor do it to this object? Throws `sign-in-required` or `forbidden`;
 * `forbidden` names the missing relation, so that "not your role" and "not yours" can be told apart.
 */
export function assertPermitted(row: PolicyRow, actor: Actor | undefined, subject: PolicySubject): asserts actor is Actor {
  if (actor === undefined) throw new DomainProblem('sign-in-required')
  if (!isInAudience(row, actor)) throw new DomainProblem('forbidden')
  if (!isPermitted(row, actor, subject)) throw new DomainProblem('forbidden', { relation: row.relation ?? 'none' })
}
