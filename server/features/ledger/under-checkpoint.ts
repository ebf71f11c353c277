import { hex } from '#shared/primitives/bytes.ts'
import { inclusionProof } from '#shared/transparency/merkle-proof.ts'
import { readerOfTiles } from '#shared/transparency/tiles.ts'
import { entryModel, logModel } from './ledger.model.ts'
import type { EntryProof, LedgerRecords } from './ledger.ts'
import { newestCheckpoint } from './sign-checkpoint.ts'
import { storedTiles } from './tile-store.ts'

/** The proof that the entry with this commitment (hex) stands under the newest checkpoint of its log; undefined while it does not. */
export async function underCheckpoint(deps: Pick<LedgerRecords, 'connection'>, c: string): Promise<EntryProof | undefined> {
  const entry = await entryModel(deps.connection).findOne({ c }).sort({ log: 1, index: 1 }).lean()
  if (entry === null) return undefined
  const checkpoint = await newestCheckpoint(deps, entry.log)
  const log = await logModel(deps.connection).findById(entry.log).lean()
  if (checkpoint === undefined || log === null || checkpoint.size <= entry.index) return undefined
  const readNode = readerOfTiles(checkpoint.size, storedTiles(deps.connection, entry.log))
  const proof = await inclusionProof(entry.index, checkpoint.size, readNode)
  return {
    log: entry.log,
    origin: log.origin,
    leafIndex: entry.index,
    checkpoint: checkpoint.note,
    inclusionProof: proof.map(hex),
  }
}
