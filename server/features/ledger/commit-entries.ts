import type { ClientSession, Connection } from 'mongoose'
import { equalBytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { rootOfSize } from '#shared/transparency/merkle-proof.ts'
import { appendLeaves, type Frontier, rootOfFrontier } from '#shared/transparency/merkle-tree.ts'
import { extendTiles, readerOfTiles } from '#shared/transparency/tiles.ts'
import { type ClearFields, entryModel, type LogDocument, logModel } from './ledger.model.ts'
import { readEdge, remembering, storedTiles, TilesDamaged, writeTiles } from './tile-store.ts'

/** What becomes an entry: a commitment, and the event where it is clear. */
export type EntryToCommit = { readonly c: string } & Partial<ClearFields>

/** Another server moved the log on meanwhile: nothing of ours was written. */
export class LogMoved extends Error {
  override readonly name = 'LogMoved'
}

/**
 * Appends entries to a log in one transaction with its tiles, frontier, size and root. The size is compared before it is set, so that
 * two sequencers never both win; and the tiles we build on must lead to the root we stand on. Throws LogMoved, TilesDamaged.
 */
export async function commitEntries(
  connection: Connection,
  session: ClientSession,
  log: LogDocument,
  entries: readonly EntryToCommit[],
): Promise<LogDocument> {
  const frontier = frontierOf(log)
  const readTile = remembering(storedTiles(connection, log._id, session))
  await assertTilesLeadToRoot(log, readTile)
  const leafHashes = entries.map(({ c }) => entryLeafHash(c))
  const tiles = extendTiles(log.size, await readEdge(readTile, log.size), leafHashes)
  const grown = appendLeaves(frontier, leafHashes)
  const next: LogDocument = {
    ...log,
    size: grown.size,
    frontier: grown.hashes.map(hex),
    root: hex(rootOfFrontier(grown)),
  }
  const moved = await logModel(connection).updateOne(
    { _id: log._id, size: log.size, root: log.root },
    { $set: { size: next.size, frontier: next.frontier, root: next.root } },
    { session },
  )
  if (moved.matchedCount !== 1) throw new LogMoved(`log ${log._id} is no longer at ${log.size}`)
  await entryModel(connection).insertMany(
    entries.map((entry, at) => ({ ...entry, _id: `${log._id}/${log.size + at}`, log: log._id, index: log.size + at })),
    { session },
  )
  await writeTiles(connection, session, log._id, tiles)
  return next
}

/** The stored right edge of a log. Throws TilesDamaged when it does not lead to the stored root. */
export function frontierOf(log: LogDocument): Frontier {
  const frontier = { size: log.size, hashes: log.frontier.map(fromHex) }
  if (hex(rootOfFrontier(frontier)) !== log.root) throw new TilesDamaged(`frontier of log ${log._id} does not lead to its root`)
  return frontier
}

/** Re-hashes the last tiles of a log. Throws TilesDamaged unless they lead to the stored root. */
export async function assertTilesLeadToRoot(log: LogDocument, readTile: ReturnType<typeof storedTiles>): Promise<void> {
  const root = await rootOfSize(log.size, readerOfTiles(log.size, readTile))
  if (!equalBytes(root, fromHex(log.root))) throw new TilesDamaged(`tiles of log ${log._id} do not lead to its root`)
}
