import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { IdentityRecords } from './deps.ts'
import { type PartyDocument, partyModel } from './party.model.ts'

/** What a change does: the fields to set (`undefined` removes one), and what the ledger says of it. */
export interface PartyChange {
  readonly set: Partial<PartyDocument>
  readonly event: { readonly type: string; readonly facts?: Json }
}

/**
 * Changes a party by a signed act, by compare-and-set on the version its signer saw, with its event in the same transaction.
 * `decide` judges the party as it is now and throws the problem that forbids the change. Throws `not-found`, `act-wrong-subject`.
 */
export async function changeParty(
  deps: IdentityRecords,
  input: {
    readonly party: string
    readonly act: VerifiedAct<{ readonly party: string; readonly version: number }>
    readonly at: number
    readonly decide: (party: PartyDocument, session: ClientSession) => Promise<PartyChange> | PartyChange
  },
): Promise<PartyDocument> {
  const { party: id, act, at } = input
  if (act.subject.party !== id) throw new DomainProblem('act-wrong-subject')
  return inTransaction(deps.connection, async (session) => {
    const parties = partyModel(deps.connection)
    const party = await parties.findById(id).session(session).lean()
    if (party === null) throw new DomainProblem('not-found')
    if (party.version !== act.subject.version) throw new DomainProblem('act-wrong-subject')
    const { set, event } = await input.decide(party, session)
    const changed = await parties.updateOne(
      { _id: id, version: party.version },
      { ...setting(set), $inc: { version: 1 } },
      { session },
    )
    if (changed.matchedCount !== 1) throw new DomainProblem('state-changed')
    await appendEvent(deps, session, { ...event, subject: { party: id }, at: instantOf(at), act })
    return { ...party, ...set, version: party.version + 1 }
  })
}

function setting(set: Partial<PartyDocument>): { $set: Partial<PartyDocument>; $unset?: Record<string, 1> } {
  const entries = Object.entries(set)
  const removed = entries.filter(([, value]) => value === undefined).map(([name]) => [name, 1 as const])
  const $set: Partial<PartyDocument> = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  return removed.length === 0 ? { $set } : { $set, $unset: Object.fromEntries(removed) }
}
