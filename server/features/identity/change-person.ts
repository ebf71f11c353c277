import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { PolicyRow } from '#shared/policy/policy.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertAdministrator } from './assert-administrator.ts'
import type { IdentityRecords } from './deps.ts'
import { isOffice } from './office.ts'
import { type PersonDocument, personModel } from './person.model.ts'
import { readParty } from './read-party.ts'

/** A signed act about a person, as its signer saw it. */
export type PersonAct = VerifiedAct<
  { readonly party: string; readonly person: string; readonly version: number },
  { readonly reason: string }
>

/**
 * Changes a person by a signed act of an administrator of its party, or of whom the policy row exempts, by compare-and-set on the version
 * the signer saw, with its event in the same transaction. Offices look after their own people only. Throws `not-found`, `forbidden`, `act-wrong-subject`.
 */
export async function changePerson(
  deps: IdentityRecords,
  input: {
    readonly person: string
    readonly act: PersonAct
    readonly at: number
    readonly row: PolicyRow
    readonly eventType: string
    readonly decide: (person: PersonDocument, session: ClientSession) => Promise<Partial<PersonDocument>>
  },
): Promise<PersonDocument> {
  const { person: id, act, at, row } = input
  if (act.subject.person !== id) throw new DomainProblem('act-wrong-subject')
  assertPermitted(row, act.by, { party: act.subject.party })
  if (act.by.party === act.subject.party) await assertAdministrator(deps, act.by)
  else if (isOffice((await readParty(deps, act.subject.party)).approvedRoles))
    throw new DomainProblem('forbidden', { relation: 'own-party' })
  return inTransaction(deps.connection, async (session) => {
    const persons = personModel(deps.connection)
    const person = await persons.findById(id).session(session).lean()
    if (person === null) throw new DomainProblem('not-found')
    if (person.party !== act.subject.party || person.version !== act.subject.version) throw new DomainProblem('act-wrong-subject')
    const set = await input.decide(person, session)
    const changed = await persons.updateOne(
      { _id: id, version: person.version },
      { $set: set, $inc: { version: 1 } },
      { session },
    )
    if (changed.matchedCount !== 1) throw new DomainProblem('state-changed')
    await appendEvent(deps, session, {
      type: input.eventType,
      subject: { party: person.party, person: id },
      at: instantOf(at),
      act,
    })
    return { ...person, ...set, version: person.version + 1 }
  })
}
