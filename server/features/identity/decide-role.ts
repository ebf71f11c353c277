import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { decideRole as decideRoleContract } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeParty } from './change-party.ts'
import type { IdentityRecords } from './deps.ts'
import { isOffice } from './office.ts'
import { type PartyRole, withRoles } from './party.model.ts'
import { type PartyView, presentParty } from './views.ts'

type DecideAct = VerifiedAct<ActSubjectOf<typeof decideRoleContract>, ActBodyOf<typeof decideRoleContract>>

/**
 * The centre approves or refuses a role. A role approved before may be taken back unless it is an office's, one refused may be approved after all; nobody decides
 * for its own party, and the operator's role is given only when the platform is set up. Throws `state-changed` when nothing would change.
 */
export async function decideRole(
  deps: IdentityRecords,
  input: { readonly party: string; readonly role: Role; readonly act: DecideAct; readonly at: number },
): Promise<PartyView> {
  const { party: id, role, act, at } = input
  const { decision, reason } = act.body
  if (act.subject.role !== role) throw new DomainProblem('act-wrong-subject')
  if (act.by.party === id) throw new DomainProblem('forbidden', { relation: 'not-own-party' })
  if (role === 'operator') throw new DomainProblem('role-not-requestable', { role })
  const state = decision === 'approve' ? 'approved' : 'refused'
  const changed = await changeParty(deps, {
    party: id,
    act,
    at,
    decide(party) {
      const asked = party.roles.find((one) => one.role === role)
      if (asked === undefined || asked.state === state) throw new DomainProblem('state-changed')
      // A centre that could dismiss its regulator would be watched by nobody.
      if (asked.state === 'approved' && isOffice([role])) throw new DomainProblem('forbidden', { relation: 'office' })
      if (role === 'bidder' && state === 'approved' && party.isAffiliateOfOperator)
        throw new DomainProblem('operator-may-not-bid')
      const decided: PartyRole = {
        role,
        state,
        requestedAt: asked.requestedAt,
        decidedAt: new Date(at),
        ...(reason === undefined ? {} : { reason }),
      }
      return {
        set: withRoles(party.roles.map((one) => (one.role === role ? decided : one))),
        event: { type: decision === 'approve' ? 'role.approved' : 'role.refused', facts: { role } },
      }
    },
  })
  return presentParty(changed)
}
