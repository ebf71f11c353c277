import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { registerParty as registerPartyContract } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { IdentityRecords } from './deps.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertCertified, insertParty } from './insert-party.ts'
import type { PartyRole } from './party.model.ts'
import { assertNames, signersCertificate } from './stated-certificate.ts'
import { type PartyView, type PersonView, presentParty, presentPerson } from './views.ts'

type RegisterAct = VerifiedAct<ActSubjectOf<typeof registerPartyContract>, ActBodyOf<typeof registerPartyContract>>

/**
 * Registers a party with its first person, who becomes its administrator, and that person's certificate. Free for anyone (rule P3): a
 * bidder's role is good at once; the others wait for the centre. What is stated must agree with the certificate (rule P12); the
 * operator and its affiliates get no bidder's role (rule P6). `at` in milliseconds.
 */
export async function registerParty(
  deps: IdentityRecords,
  input: { readonly act: RegisterAct; readonly at: number },
): Promise<{ party: PartyView; person: PersonView }> {
  const { act, at } = input
  const { party: form, person: personForm } = act.body
  assertOwnIds(act)
  const certificate = signersCertificate(act.body.certificate, act.actor.certSha256)
  assertNames(certificate, { partyName: form.name, creditCode: form.creditCode, personName: personForm.name })
  const roles = act.body.roles.map((role) => newRole(role, at))
  if (new Set(act.body.roles).size !== roles.length)
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/act/body/roles', detail: 'named twice' }])
  return inUniqueTransaction(deps.connection, async (session) => {
    const party = await insertParty(deps, session, { id: act.subject.party, form, roles, at })
    if (party.isAffiliateOfOperator && act.body.roles.includes('bidder')) throw new DomainProblem('operator-may-not-bid')
    const { person, bound } = await insertCertified(deps, session, {
      id: act.subject.person,
      party: party._id,
      form: personForm,
      isAdministrator: true,
      certificate,
      at,
    })
    await appendEvent(deps, session, {
      type: 'party.registered',
      subject: { party: party._id, person: person._id, certificate: bound._id },
      at: instantOf(at),
      act,
      facts: { name: party.name, creditCode: party.creditCode, roles: party.roles.map(({ role, state }) => ({ role, state })) },
    })
    return { party: presentParty(party), person: presentPerson(person, [bound]) }
  })
}

/** The ids drawn by the client are those it signs as. Throws `act-wrong-subject`. */
export function assertOwnIds(act: VerifiedAct<{ readonly party: string; readonly person: string }>): void {
  if (act.subject.party !== act.actor.party || act.subject.person !== act.actor.person)
    throw new DomainProblem('act-wrong-subject')
}

/** A role asked for at `at`: the bidder's is good at once (rule P3); the operator's is never asked for. Throws `role-not-requestable`. */
export function newRole(role: Role, at: number): PartyRole {
  if (role === 'operator') throw new DomainProblem('role-not-requestable', { role })
  const requestedAt = new Date(at)
  return role === 'bidder'
    ? { role, state: 'approved', requestedAt, decidedAt: requestedAt }
    : { role, state: 'requested', requestedAt }
}
