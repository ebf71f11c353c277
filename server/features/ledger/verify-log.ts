import { equalBytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex } from '#shared/transparency/event.ts'
import { appendLeaves, emptyFrontier, type Frontier, rootOfFrontier } from '#shared/transparency/merkle-tree.ts'
import { hashesOfTile, rootOfTile, tilesOfTree, tileWidth } from '#shared/transparency/tiles.ts'
import { actOf } from './act-of.ts'
import {
  type CheckpointDocument,
  checkpointModel,
  type EntryDocument,
  entryModel,
  type LogDocument,
  logModel,
} from './ledger.model.ts'
import type { LedgerDeps } from './ledger.ts'
import { logNoteKey } from './sign-checkpoint.ts'
import { storedTiles } from './tile-store.ts'

/** One thing that does not fit. */
export interface LogFault {
  readonly where: string
  readonly what: string
}

/** What the whole ledger looks like, re-hashed. It is good when `faults` is empty. */
export interface LogReport {
  readonly logs: readonly {
    readonly origin: string
    readonly size: number
    readonly root: string
    readonly checkpoints: number
  }[]
  readonly faults: readonly LogFault[]
}

/**
 * Re-hashes every log from its entries to its signed roots. Steps, for each log: entries are there without a gap; a clear event gives
 * its commitment, and its act is stored with its digest; tenders' chains have no gap; every checkpoint is signed and has the root of
 * its size; the tiles at every level, the frontier and the stored root are those of the entries.
 */
export async function verifyLog(deps: Pick<LedgerDeps, 'connection' | 'logKey'>): Promise<LogReport> {
  const faults: LogFault[] = []
  const logs: LogReport['logs'][number][] = []
  const chains = new Map<string, { seq: number; c: string }>()
  for (const log of await logModel(deps.connection).find({}).sort({ _id: 1 }).lean()) {
    const fault = (where: string, what: string) => void faults.push({ where: `${log.origin} ${where}`, what })
    const checkpoints = await checkpointModel(deps.connection).find({ log: log._id }).sort({ size: 1 }).lean()
    const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]))
    const levels: Uint8Array<ArrayBuffer>[][] = []
    let frontier: Frontier = emptyFrontier
    for (let from = 0; from < log.size; from += tileWidth) {
      const entries = await readEntries(deps, log, from)
      for (const [offset, entry] of entries.entries()) {
        if (entry.index !== from + offset) return { logs, faults: [...faults, missing(log, from + offset)] }
        await verifyEvent(deps, entry, chains, fault)
        const leaf = entryLeafHash(entry.c)
        addLeaf(levels, leaf)
        frontier = appendLeaves(frontier, [leaf])
        verifyCheckpoint(deps, log, frontier, bySize.get(frontier.size), fault)
      }
      if (frontier.size !== Math.min(from + tileWidth, log.size))
        return { logs, faults: [...faults, missing(log, frontier.size)] }
    }
    for (const { size } of checkpoints) if (size > log.size) fault(`checkpoint ${size}`, 'larger than the log')
    if (hex(rootOfFrontier(frontier)) !== log.root) fault('root', 'the entries lead to another root')
    if (frontier.hashes.map(hex).join() !== log.frontier.join()) fault('frontier', 'not that of the entries')
    await verifyTiles(deps, log, levels, fault)
    logs.push({ origin: log.origin, size: log.size, root: log.root, checkpoints: checkpoints.length })
  }
  return { logs, faults }
}

type Fault = (where: string, what: string) => void

async function readEntries(deps: Pick<LedgerDeps, 'connection'>, log: LogDocument, from: number): Promise<EntryDocument[]> {
  return entryModel(deps.connection)
    .find({ log: log._id, index: { $gte: from, $lt: Math.min(from + tileWidth, log.size) } })
    .sort({ index: 1 })
    .lean()
}

function missing(log: LogDocument, index: number): LogFault {
  return { where: `${log.origin} entry ${index}`, what: 'missing' }
}

/** Keeps the hashes of all levels of tiles as leaves arrive. */
function addLeaf(levels: Uint8Array<ArrayBuffer>[][], leaf: Uint8Array<ArrayBuffer>): void {
  let hash = leaf
  for (let level = 0; ; level += 1) {
    const hashes = levels[level] ?? []
    levels[level] = hashes
    hashes.push(hash)
    if (hashes.length % tileWidth !== 0) return
    hash = rootOfTile(hashes.slice(-tileWidth))
  }
}

async function verifyEvent(
  deps: Pick<LedgerDeps, 'connection'>,
  entry: EntryDocument,
  chains: Map<string, { seq: number; c: string }>,
  fault: Fault,
): Promise<void> {
  const { event, salt, tender } = entry
  if (event === undefined) return
  const where = `entry ${entry.index}`
  if (salt === undefined || eventCommitmentHex(fromHex(salt), event) !== entry.c)
    fault(where, 'the event is not what the entry commits to')
  if (event.actSha256 !== undefined) {
    const act = await actOf(deps, event.actSha256)
    if (act === undefined) fault(where, `act ${event.actSha256} is missing`)
    else if (sha256Hex(act.bytes) !== event.actSha256) fault(where, `act ${event.actSha256} has been changed`)
  }
  if (tender === undefined) return
  const before = chains.get(tender)
  if (event.seq !== (before?.seq ?? 0) + 1 || event.previous !== before?.c)
    fault(where, `the chain of tender ${tender} is broken`)
  chains.set(tender, { seq: event.seq ?? 0, c: entry.c })
}

function verifyCheckpoint(
  deps: Pick<LedgerDeps, 'logKey'>,
  log: LogDocument,
  frontier: Frontier,
  checkpoint: CheckpointDocument | undefined,
  fault: Fault,
): void {
  if (checkpoint === undefined) return
  const where = `checkpoint ${checkpoint.size}`
  try {
    const opened = openCheckpoint(checkpoint.note, logNoteKey(deps, log.origin))
    if (opened.size !== checkpoint.size) fault(where, 'signed for another size')
    if (!equalBytes(opened.root, rootOfFrontier(frontier))) fault(where, 'the entries lead to another root than was signed')
  } catch (error) {
    fault(where, error instanceof Error ? error.message : 'not a checkpoint')
  }
}

async function verifyTiles(
  deps: Pick<LedgerDeps, 'connection'>,
  log: LogDocument,
  levels: readonly (readonly Uint8Array<ArrayBuffer>[])[],
  fault: Fault,
): Promise<void> {
  const readTile = storedTiles(deps.connection, log._id)
  for (const tile of tilesOfTree(log.size)) {
    const where = `tile ${tile.level}/${tile.index}`
    try {
      const wanted = levels[tile.level]?.slice(tile.index * tileWidth, tile.index * tileWidth + tile.width) ?? []
      const stored = hashesOfTile(await readTile(tile))
      if (!stored.every((hash, at) => equalBytes(hash, wanted[at] ?? new Uint8Array(0)))) fault(where, 'not that of the entries')
    } catch (error) {
      fault(where, error instanceof Error ? error.message : 'cannot be read')
    }
  }
}
