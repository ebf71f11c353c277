import type { ClientSession, Connection } from 'mongoose'
import { concat } from '#shared/primitives/bytes.ts'
import { hashLength } from '#shared/transparency/merkle-tree.ts'
import { edgeTiles, type FilledTile, type TileCoordinate, type TileReader } from '#shared/transparency/tiles.ts'
import { bytesOf } from './act-of.ts'
import { tileModel } from './ledger.model.ts'

/** A log's tiles are not what its size says: somebody or something changed the database. */
export class TilesDamaged extends Error {
  override readonly name = 'TilesDamaged'
}

/** Reads tiles of a log from the database. A stored tile may have grown since: its beginning is what was there before. Throws TilesDamaged. */
export function storedTiles(connection: Connection, log: number, session?: ClientSession): TileReader {
  return async (tile) => {
    const found = await tileModel(connection)
      .findById(tileId(log, tile))
      .session(session ?? null)
      .lean()
    const hashes = found === null ? new Uint8Array(0) : bytesOf(found.hashes)
    if (hashes.length < tile.width * hashLength) throw new TilesDamaged(`tile ${tileId(log, tile)} is missing or too short`)
    return concat(hashes.subarray(0, tile.width * hashLength))
  }
}

/** Reads each tile once: for one look at a log that does not move meanwhile. */
export function remembering(readTile: TileReader): TileReader {
  const read = new Map<string, ReturnType<TileReader>>()
  return (tile) => {
    const place = `${tile.level}/${tile.index}/${tile.width}`
    const hashes = read.get(place) ?? readTile(tile)
    read.set(place, hashes)
    return hashes
  }
}

/** The partial tiles at the right edge of a log of this size. Throws TilesDamaged. */
export async function readEdge(readTile: TileReader, size: number): Promise<FilledTile[]> {
  const edge: FilledTile[] = []
  for (const tile of edgeTiles(size)) edge.push({ ...tile, hashes: concat(await readTile(tile)) })
  return edge
}

/** Writes grown and new tiles, inside the sequencer's transaction. */
export async function writeTiles(
  connection: Connection,
  session: ClientSession,
  log: number,
  tiles: readonly FilledTile[],
): Promise<void> {
  const model = tileModel(connection)
  for (const tile of tiles) {
    const { level, index } = tile
    await model.updateOne(
      { _id: tileId(log, tile) },
      { $set: { log, level, index, hashes: Buffer.from(tile.hashes) } },
      { session, upsert: true },
    )
  }
}

function tileId(log: number, tile: Pick<TileCoordinate, 'level' | 'index'>): string {
  return `${log}/${tile.level}/${tile.index}`
}
