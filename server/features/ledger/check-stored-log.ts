import { equalBytes } from '#shared/primitives/bytes.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { hashesOfTile } from '#shared/transparency/tiles.ts'
import { assertTilesLeadToRoot, frontierOf } from './commit-entries.ts'
import { entryModel } from './ledger.model.ts'
import type { LedgerDeps } from './ledger.ts'
import { newestLog } from './open-log.ts'
import { assertGrownFromSigned, LogForked, signLatestCheckpoint } from './sign-checkpoint.ts'
import { readEdge, storedTiles, TilesDamaged } from './tile-store.ts'

/**
 * The check at start: frontier, last tiles and last entries must lead to the stored root, the stored root must grow out of the last
 * signed checkpoint, here and as remembered outside the database. What a crash left unsigned is then signed.
 * Throws TilesDamaged, LogForked.
 */
export async function checkStoredLog(deps: LedgerDeps): Promise<void> {
  const log = await newestLog(deps)
  if (log === undefined) {
    if ((await deps.memory?.read()) !== undefined) throw new LogForked('the database holds no log, but one has been signed')
    return
  }
  frontierOf(log)
  const readTile = storedTiles(deps.connection, log._id)
  await assertTilesLeadToRoot(log, readTile)
  for (const tile of await readEdge(readTile, log.size)) {
    if (tile.level !== 0) continue
    const from = log.size - tile.width
    const entries = await entryModel(deps.connection)
      .find({ log: log._id, index: { $gte: from, $lt: log.size } })
      .sort({ index: 1 })
      .lean()
    const hashes = hashesOfTile(tile.hashes)
    const areEqual =
      entries.length === hashes.length &&
      entries.every(({ c }, at) => equalBytes(entryLeafHash(c), hashes[at] ?? new Uint8Array(0)))
    if (!areEqual) throw new TilesDamaged(`the last entries of log ${log._id} are not those of its last tile`)
  }
  await assertGrownFromSigned(deps, log)
  if (log.size > 0) await signLatestCheckpoint(deps, log)
}
