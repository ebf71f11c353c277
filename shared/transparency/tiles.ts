import { assertHolds } from '../primitives/assert.ts'
import { type Bytes, concat } from '../primitives/bytes.ts'
import { entryLength } from './entry.ts'
import type { NodeReader } from './merkle-proof.ts'
import { foldNodes, hashLength, nodeHash } from './merkle-tree.ts'

/** Hashes in a full tile, and entries in a full bundle. C2SP tlog-tiles. */
export const tileWidth = 256

/** Height of the subtree a full tile holds: 2^8 hashes. */
const tileHeight = 8

/** A tile of hashes: level 0 holds leaf hashes, each hash of a higher level is the root of a full tile below. */
export interface TileCoordinate {
  readonly level: number
  readonly index: number
  /** Hashes in it: 256, or 1 … 255 for the partial one at the right edge. */
  readonly width: number
}

/** A bundle of entries, beside the tile of level 0 with the same index. */
interface BundleCoordinate {
  readonly level: 'entries'
  readonly index: number
  readonly width: number
}

/** Index of a tile as path elements of three digits: 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
  const groups: string[] = []
  for (let rest = index; rest > 0 || groups.length === 0; rest = Math.floor(rest / 1000))
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`)
  return groups.join('/')
}

/** Path of a tile or bundle below the log's prefix: `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`. */
export function tilePath(tile: TileCoordinate | BundleCoordinate): string {
  return `tile/${tile.level}/${indexPath(tile.index)}${tile.width === tileWidth ? '' : `.p/${tile.width}`}`
}

const TILE_PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** The tile an attacker-controlled path names; undefined unless it is the one spelling of a tile there can be. */
export function parseTilePath(path: string): TileCoordinate | BundleCoordinate | undefined {
  if (path.length > 64) return undefined
  const [, level, elements, partial] = TILE_PATH.exec(path) ?? []
  if (level === undefined || elements === undefined) return undefined
  const index = Number(elements.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? tileWidth : Number(partial)
  if (!Number.isSafeInteger(index) || (partial !== undefined && width >= tileWidth)) return undefined
  if (level !== 'entries' && Number(level) > 63) return undefined
  const tile = level === 'entries' ? ({ level, index, width } as const) : { level: Number(level), index, width }
  return tilePath(tile) === path ? tile : undefined
}

/** How many hashes the tree of `size` leaves has at a level of tiles. */
export function hashesAtLevel(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** The tile that holds hash `index` of a level in the tree of `size` leaves, at the width it has there. Undefined beyond the tree. */
function tileAt(level: number, index: number, size: number): TileCoordinate | undefined {
  const width = Math.min(hashesAtLevel(level, size) - index * tileWidth, tileWidth)
  return width < 1 ? undefined : { level, index, width }
}

/** Every tile of the tree of `size` leaves, level by level. */
export function* tilesOfTree(size: number): Generator<TileCoordinate> {
  for (let level = 0; hashesAtLevel(level, size) > 0; level += 1) {
    const count = Math.ceil(hashesAtLevel(level, size) / tileWidth)
    for (let index = 0; index < count; index += 1) yield tileAt(level, index, size) as TileCoordinate
  }
}

/** The bundle coordinates of the tree of `size` leaves. */
export function* bundlesOfTree(size: number): Generator<BundleCoordinate> {
  for (let index = 0; index * tileWidth < size; index += 1)
    yield { level: 'entries', index, width: Math.min(size - index * tileWidth, tileWidth) }
}

/** The partial tiles at the right edge of the tree of `size` leaves: what appending needs to read. */
export function edgeTiles(size: number): TileCoordinate[] {
  const edge: TileCoordinate[] = []
  for (let level = 0; hashesAtLevel(level, size) > 0; level += 1) {
    const hashes = hashesAtLevel(level, size)
    if (hashes % tileWidth > 0) edge.push({ level, index: Math.floor(hashes / tileWidth), width: hashes % tileWidth })
  }
  return edge
}

/** A tile with its bytes. */
export interface FilledTile extends TileCoordinate {
  readonly hashes: Bytes
}

/**
 * The tiles that change when leaves are appended: the grown partial ones and the new ones, at every level.
 * `edge` holds the partial tiles of the tree before (`edgeTiles`).
 */
export function extendTiles(size: number, edge: readonly FilledTile[], leafHashes: readonly Bytes[]): FilledTile[] {
  const changed: FilledTile[] = []
  let added = [...leafHashes]
  for (let level = 0; added.length > 0; level += 1) {
    const before = hashesAtLevel(level, size)
    const partial = edge.find((tile) => tile.level === level)
    assertHolds((partial?.width ?? 0) === before % tileWidth, `the edge tile of level ${level} has its width`)
    let hashes = partial === undefined ? [] : hashesOfTile(partial.hashes)
    let index = Math.floor(before / tileWidth)
    const above: Bytes[] = []
    while (added.length > 0) {
      hashes = [...hashes, ...added.splice(0, tileWidth - hashes.length)]
      changed.push({ level, index, width: hashes.length, hashes: concat(...hashes) })
      if (hashes.length === tileWidth) {
        above.push(rootOfTile(hashes))
        hashes = []
        index += 1
      }
    }
    added = above
  }
  return changed
}

/** The hashes of a tile, one by one. Throws a RangeError on bytes that are not whole hashes. */
export function hashesOfTile(bytes: Uint8Array): Bytes[] {
  if (bytes.length % hashLength !== 0) throw new RangeError('not whole hashes')
  return Array.from({ length: bytes.length / hashLength }, (_, at) =>
    concat(bytes.subarray(at * hashLength, (at + 1) * hashLength)),
  )
}

/** Root of the whole subtree over 2^n hashes. */
export function rootOfTile(hashes: readonly Bytes[]): Bytes {
  let level = [...hashes]
  assertHolds(Number.isInteger(Math.log2(level.length)), 'a whole subtree has a power of two of hashes')
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, at) => nodeHash(level[at * 2] as Bytes, level[at * 2 + 1] as Bytes))
  return foldNodes(level)
}

/** Fetches a tile's bytes: exactly width × 32 of them, from the store, a server or a mirror. Attacker-controlled in a verifier. */
export type TileReader = (tile: TileCoordinate) => Promise<Uint8Array>

/**
 * Reads nodes of the tree of `size` leaves from its tiles. A verifier that uses it must check the result against a signed root:
 * wrong tiles give wrong hashes, not errors.
 */
export function readerOfTiles(size: number, readTile: TileReader): NodeReader {
  const read = new Map<string, Promise<Uint8Array>>()
  return async ({ height, index }) => {
    const level = Math.floor(height / tileHeight)
    const span = 2 ** (height % tileHeight)
    const first = index * span
    const tile = tileAt(level, Math.floor(first / tileWidth), size)
    const offset = first % tileWidth
    if (tile === undefined || offset + span > tile.width) throw new RangeError('the tree does not reach this node')
    const path = tilePath(tile)
    const pending = read.get(path) ?? readTile(tile)
    read.set(path, pending)
    const bytes = await pending
    if (bytes.length !== tile.width * hashLength) throw new RangeError(`${path} has ${bytes.length} bytes`)
    return rootOfTile(hashesOfTile(bytes.subarray(offset * hashLength, (offset + span) * hashLength)))
  }
}

/** An entry bundle: every entry after its length as two bytes, big endian. */
export function bundleBytes(entries: readonly Uint8Array[]): Bytes {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError('an entry has at most 65,535 bytes')
      return [new Uint8Array([entry.length >> 8, entry.length & 0xff]), entry]
    }),
  )
}

/** The entries of an attacker-controlled bundle of this log: `width` of them, each `entryLength` bytes. Throws a RangeError otherwise. */
export function parseBundle(bytes: Uint8Array, width: number): Bytes[] {
  const step = entryLength + 2
  if (bytes.length !== width * step) throw new RangeError('not a whole bundle')
  return Array.from({ length: width }, (_, at) => {
    const [high, low] = bytes.subarray(at * step, at * step + 2)
    if (high !== 0 || low !== entryLength) throw new RangeError('an entry of another length')
    return concat(bytes.subarray(at * step + 2, (at + 1) * step))
  })
}
