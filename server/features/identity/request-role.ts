import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { requestRole as requestRoleContract } from '#shared/contracts/identity-parties.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { assertAdministrator } from './assert-administrator.ts'
import { changeParty } from './change-party.ts'
import type { IdentityRecords } from './deps.ts'
import { withRoles } from './party.model.ts'
import { newRole } from './register-party.ts'
import { type PartyView, presentParty } from './views.ts'

type RequestAct = VerifiedAct<ActSubjectOf<typeof requestRoleContract>, ActBodyOf<typeof requestRoleContract>>

/** Asks for a role the party does not hold; one refused before may be asked for again. A bidder's is good at once (rules P3, P6). */
export async function requestRole(
  deps: IdentityRecords,
  input: { readonly party: string; readonly act: RequestAct; readonly at: number },
): Promise<PartyView> {
  const { act, at } = input
  const { role } = act.body
  assertPermitted(identityPolicy.requestRole, act.by, { party: input.party })
  await assertAdministrator(deps, act.by)
  const changed = await changeParty(deps, {
    ...input,
    decide(party) {
      const held = party.roles.find((one) => one.role === role)
      if (held !== undefined && held.state !== 'refused')
        throw new DomainProblem('role-already-held', { role, state: held.state })
      if (role === 'bidder' && party.isAffiliateOfOperator) throw new DomainProblem('operator-may-not-bid')
      const asked = newRole(role, at)
      return {
        set: withRoles([...party.roles.filter((one) => one.role !== role), asked]),
        event: { type: 'role.requested', facts: { role, state: asked.state } },
      }
    },
  })
  return presentParty(changed)
}
