import { entryModel } from './ledger.model.ts'
import type { LedgerRecords } from './ledger.ts'

/**
 * Where the first entry with this commitment (hex) stands; undefined when there is none. No proof: whoever compares the place with a
 * checkpoint it trusts needs none, and hundreds are asked for at an opening.
 */
export async function placeOfEntry(
  deps: Pick<LedgerRecords, 'connection'>,
  c: string,
): Promise<{ readonly log: number; readonly leafIndex: number } | undefined> {
  const entry = await entryModel(deps.connection).findOne({ c }, { log: 1, index: 1 }).sort({ log: 1, index: 1 }).lean()
  return entry === null ? undefined : { log: entry.log, leafIndex: entry.index }
}
