import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { joinParty as joinPartyContract } from '#shared/contracts/identity-persons.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { IdentityRecords } from './deps.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertCertified } from './insert-party.ts'
import { readOneTimeCode, spendOneTimeCode } from './one-time-code.ts'
import { readParty } from './read-party.ts'
import { assertOwnIds } from './register-party.ts'
import { assertNames, signersCertificate } from './stated-certificate.ts'
import { type PersonView, presentPerson } from './views.ts'

type JoinAct = VerifiedAct<ActSubjectOf<typeof joinPartyContract>, ActBodyOf<typeof joinPartyContract>>

/** An invited person joins its party by its own certificate, which must name that party. */
export async function joinParty(
  deps: IdentityRecords,
  input: { readonly act: JoinAct; readonly at: number },
): Promise<PersonView> {
  const { act, at } = input
  const { code, person: form } = act.body
  assertOwnIds(act)
  const invitation = await readOneTimeCode(deps, code, at)
  if (invitation.kind !== 'join' || invitation.party === undefined) throw new DomainProblem('code-invalid')
  if (invitation.party !== act.subject.party) throw new DomainProblem('act-wrong-subject')
  const party = await readParty(deps, invitation.party)
  const certificate = signersCertificate(act.body.certificate, act.actor.certSha256)
  assertNames(certificate, { partyName: party.name, creditCode: party.creditCode, personName: form.name })
  return inUniqueTransaction(deps.connection, async (session) => {
    const { isAdministrator } = await spendOneTimeCode(deps, session, code, at)
    const { person, bound } = await insertCertified(deps, session, {
      id: act.subject.person,
      party: party._id,
      form,
      isAdministrator,
      certificate,
      at,
    })
    await appendEvent(deps, session, {
      type: 'person.joined',
      subject: { party: party._id, person: person._id, certificate: bound._id },
      at: instantOf(at),
      act,
    })
    return presentPerson(person, [bound])
  })
}
