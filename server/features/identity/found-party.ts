import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { foundParty as foundPartyContract } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { IdentityRecords } from './deps.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertCertified, insertParty } from './insert-party.ts'
import { spendOneTimeCode } from './one-time-code.ts'
import type { PartyRole } from './party.model.ts'
import { assertOwnIds } from './register-party.ts'
import { assertNames, signersCertificate } from './stated-certificate.ts'
import { type PartyView, type PersonView, presentParty, presentPerson } from './views.ts'

type FoundAct = VerifiedAct<ActSubjectOf<typeof foundPartyContract>, ActBodyOf<typeof foundPartyContract>>

/** Founds an administering party by its one-time link and the first person's certificate. The role is the link's, approved at once. */
export async function foundParty(
  deps: IdentityRecords,
  input: { readonly act: FoundAct; readonly at: number },
): Promise<{ party: PartyView; person: PersonView }> {
  const { act, at } = input
  const { party: form, person: personForm } = act.body
  assertOwnIds(act)
  const certificate = signersCertificate(act.body.certificate, act.actor.certSha256)
  assertNames(certificate, { partyName: form.name, creditCode: form.creditCode, personName: personForm.name })
  return inUniqueTransaction(deps.connection, async (session) => {
    const spent = await spendOneTimeCode(deps, session, act.body.code, at)
    if (spent.kind !== 'found') throw new DomainProblem('code-invalid')
    assertHolds(spent.role !== undefined, 'a founding code names its role')
    const party = await insertParty(deps, session, { id: act.subject.party, form, roles: [foundersRole(spent.role, at)], at })
    const { person, bound } = await insertCertified(deps, session, {
      id: act.subject.person,
      party: party._id,
      form: personForm,
      isAdministrator: true,
      certificate,
      at,
    })
    await appendEvent(deps, session, {
      type: 'party.founded',
      subject: { party: party._id, person: person._id, certificate: bound._id },
      at: instantOf(at),
      act,
      facts: { name: party.name, creditCode: party.creditCode, role: spent.role },
    })
    return { party: presentParty(party), person: presentPerson(person, [bound]) }
  })
}

/** The role a set-up link gives: whoever holds the machine has decided on it. */
export function foundersRole(role: Role, at: number): PartyRole {
  return { role, state: 'approved', requestedAt: new Date(at), decidedAt: new Date(at) }
}
