import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { ExpertsReads, ExpertsRecords } from './deps.ts'
import { type ExpertRecord, expertModel } from './expert.model.ts'

/** One record. Throws `not-found`. */
export async function readExpertRecord(deps: ExpertsReads, id: string, session?: ClientSession): Promise<ExpertRecord> {
  const record = await expertModel(deps.connection)
    .findById(id)
    .session(session ?? null)
    .lean<ExpertRecord>()
  if (record === null) throw new DomainProblem('not-found')
  return record
}

/** Changes a record by a signed act, with its event, by compare-and-set on the version the signer saw. Throws `state-changed`. */
export async function changeExpert(
  deps: ExpertsRecords,
  record: ExpertRecord,
  change: {
    readonly act: VerifiedAct<{ readonly version: number }>
    readonly at: number
    readonly type: string
    readonly set: Partial<ExpertRecord>
    readonly facts?: Json
  },
): Promise<ExpertRecord> {
  const { act, at, type, set } = change
  if (act.subject.version !== record.version) throw new DomainProblem('state-changed')
  await inTransaction(deps.connection, async (session) => {
    const changed = await expertModel(deps.connection).updateOne(
      { _id: record._id, version: record.version },
      { $set: set, $inc: { version: 1 } },
      { session },
    )
    if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
    await appendEvent(deps, session, {
      type,
      subject: { expert: record._id, person: record.person, party: record.party },
      at: instantOf(at),
      act,
      ...(change.facts === undefined ? {} : { facts: change.facts }),
    })
  })
  return { ...record, ...set, version: record.version + 1 }
}
