import { sequencerModel } from './ledger.model.ts'
import type { LedgerDeps } from './ledger.ts'

const SEQUENCER = 'sequencer'

/** How long a sequencer that fell silent keeps the others out. */
const LEASE_MS = 30_000

/**
 * Runs work as the one sequencer. Undefined when another server holds the lease. A lease that ran out under work that was merely slow
 * does no harm: sizes are compared before they are set.
 */
export async function withSequencerLease<T>(deps: LedgerDeps, holder: string, work: () => Promise<T>): Promise<T | undefined> {
  const model = sequencerModel(deps.connection)
  const now = deps.clock.now()
  const lease = { holder, leaseUntil: new Date(now + LEASE_MS) }
  const free = { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: new Date(now) } }, { holder }] }
  const take = async () => (await model.updateOne({ _id: SEQUENCER, ...free }, { $set: lease })).matchedCount === 1
  if (!(await take())) {
    const made = await model.updateOne({ _id: SEQUENCER }, { $setOnInsert: { leaseUntil: null } }, { upsert: true })
    if (made.upsertedCount === 0 || !(await take())) return undefined
  }
  try {
    return await work()
  } finally {
    await model.updateOne({ _id: SEQUENCER, holder }, { $set: { holder: null, leaseUntil: null } })
  }
}
