import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsReads } from './deps.ts'

/** Whose deposits these are, each party once: for messages to them, which the public chain must not name. */
export async function readDepositParties(deps: DepositsReads, deposits: readonly string[]): Promise<string[]> {
  const found = await depositModel(deps.connection)
    .find({ _id: { $in: [...deposits] } })
    .lean<DepositRecord[]>()
  return [...new Set(found.map(({ party }) => party))]
}
