import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { updateParty as updatePartyContract } from '#shared/contracts/identity-parties.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import { assertAdministrator } from './assert-administrator.ts'
import { changeParty } from './change-party.ts'
import type { IdentityRecords } from './deps.ts'
import { type PartyView, presentParty } from './views.ts'

type UpdateAct = VerifiedAct<ActSubjectOf<typeof updatePartyContract>, ActBodyOf<typeof updatePartyContract>>

/** Changes region, address, contact and categories of the actor's own party. Name and credit code are the certificate's business. */
export async function updateParty(
  deps: IdentityRecords,
  input: { readonly party: string; readonly act: UpdateAct; readonly at: number },
): Promise<PartyView> {
  const { act } = input
  assertPermitted(identityPolicy.updateParty, act.by, { party: input.party })
  await assertAdministrator(deps, act.by)
  const { region, address, contact, categories } = act.body
  const set = { region, address, contact, categories }
  const changed = await changeParty(deps, { ...input, decide: () => ({ set, event: { type: 'party.updated' } }) })
  return presentParty(changed)
}
