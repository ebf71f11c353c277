import type { Certificate } from '#shared/pki/certificate.ts'
import type { IdentityReads } from './deps.ts'
import { partyModel } from './party.model.ts'
import { personModel } from './person.model.ts'

/** Ids of a person and its party. */
type Holder = Readonly<Record<'party' | 'person', string>>

/**
 * The active person that a trusted certificate names by credit code, organisation and name: what a new certificate needs to ask to be bound when
 * the old one is lost and nobody can sign in with it. Undefined when there is none, or more than one of that name.
 */
export async function findHolder({ connection }: IdentityReads, { subject }: Certificate): Promise<Holder | undefined> {
  const { creditCode, organization, commonName } = subject
  if (creditCode === undefined) return undefined
  const party = await partyModel(connection)
    .findOne({ creditCode, name: organization === '' ? commonName : organization }, { _id: 1 })
    .lean()
  if (party === null) return undefined
  const persons = await personModel(connection)
    .find({ party: party._id, state: 'active', name: commonName }, { _id: 1 })
    .limit(2)
    .lean()
  const [person] = persons
  return person === undefined || persons.length > 1 ? undefined : { party: party._id, person: person._id }
}
