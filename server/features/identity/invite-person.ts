import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { invitePerson as invitePersonContract } from '#shared/contracts/identity-persons.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertAdministrator } from './assert-administrator.ts'
import type { IdentityRecords } from './deps.ts'
import { invitationMs, makeOneTimeCode, type OneTimeCode } from './one-time-code.ts'

type InviteAct = VerifiedAct<ActSubjectOf<typeof invitePersonContract>, ActBodyOf<typeof invitePersonContract>>

/** An administrator invites a person to its own party. The code is in the answer only: handed over by whatever way the two trust. */
export async function invitePerson(
  deps: IdentityRecords,
  input: { readonly party: string; readonly act: InviteAct; readonly at: number },
): Promise<OneTimeCode> {
  const { party, act, at } = input
  assertPermitted(identityPolicy.invitePerson, act.by, { party })
  if (act.subject.party !== party) throw new DomainProblem('act-wrong-subject')
  await assertAdministrator(deps, act.by)
  const { name: personName, isAdministrator } = act.body
  return inTransaction(deps.connection, async (session) => {
    const made = await makeOneTimeCode(
      deps,
      { kind: 'join', party, personName, isAdministrator, at, lifeMs: invitationMs },
      session,
    )
    await appendEvent(deps, session, { type: 'person.invited', subject: { party }, at: instantOf(at), act })
    return made
  })
}
