import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listPersons as listPersonsContract, readMe as readMeContract } from '#shared/contracts/identity-persons.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { identityPolicy } from '#shared/policy/identity.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { certificateModel } from './certificate.model.ts'
import type { IdentityReads } from './deps.ts'
import { personModel } from './person.model.ts'
import { readParty, readPerson } from './read-party.ts'
import { type PartyView, presentParty, presentPerson, presentPersonWithCertificates } from './views.ts'

/** Who is signed in, its party, and the roles it acts in now. */
export async function readMe(deps: IdentityReads, actor: Actor): Promise<ResultOf<typeof readMeContract>> {
  const [person, party] = await Promise.all([readPerson(deps, actor.person), readParty(deps, actor.party)])
  return {
    person: await presentPersonWithCertificates(deps, person),
    party: presentParty(party),
    roles: [...actor.roles],
    certSha256: actor.certSha256 ?? null,
  }
}

/** One party, for itself and the staff. */
export async function showParty(deps: IdentityReads, actor: Actor | undefined, id: string): Promise<PartyView> {
  assertPermitted(identityPolicy.readParty, actor, { party: id })
  return presentParty(await readParty(deps, id))
}

/** The persons of a party, for itself and the staff. */
export async function listPersons(
  deps: IdentityReads,
  actor: Actor | undefined,
  party: string,
): Promise<ResultOf<typeof listPersonsContract>> {
  assertPermitted(identityPolicy.listPersons, actor, { party })
  const [persons, certificates] = await Promise.all([
    personModel(deps.connection).find({ party }).sort({ joinedAt: 1, _id: 1 }).lean(),
    certificateModel(deps.connection).find({ party }).sort({ requestedAt: 1 }).lean(),
  ])
  return { items: persons.map((person) => presentPerson(person, certificates)) }
}
