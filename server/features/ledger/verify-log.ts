import { type Bytes, concat, equalBytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex } from '#shared/transparency/event.ts'
import { appendLeaves, emptyFrontier, type Frontier, rootOfFrontier } from '#shared/transparency/merkle-tree.ts'
import { type FilledTile, rootOfTile, tileWidth } from '#shared/transparency/tiles.ts'
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
interface LogFault {
  readonly where: string
  readonly what: string
}

/** What the whole ledger looks like, re-hashed. It is good when `faults` is empty. */
interface LogReport {
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
 * its size; the tiles at every level, the frontier and the stored root are those of the entries. Constant memory, bundle by bundle;
 * `isCancelled` is asked between bundles, and a report that was cut short is as far as it came.
 */
export async function verifyLog(deps: VerifyDeps, isCancelled: () => boolean = () => false): Promise<LogReport> {
  const faults: LogFault[] = []
  const logs: LogReport['logs'][number][] = []
  const chains: Chains = new Map()
  for (const log of await logModel(deps.connection).find({}).sort({ _id: 1 }).lean()) {
    const checkpoints = await verifyOneLog(deps, log, chains, isCancelled, (where, what) => {
      faults.push({ where: `${log.origin} ${where}`, what })
    })
    if (isCancelled()) break
    logs.push({ origin: log.origin, size: log.size, root: log.root, checkpoints })
  }
  return { logs, faults }
}

type VerifyDeps = Pick<LedgerDeps, 'connection' | 'logKey'>
type Fault = (where: string, what: string) => void
type Chains = Map<string, { readonly seq: number; readonly c: string }>

async function verifyOneLog(
  deps: VerifyDeps,
  log: LogDocument,
  chains: Chains,
  isCancelled: () => boolean,
  fault: Fault,
): Promise<number> {
  const checkpoints = await checkpointModel(deps.connection).find({ log: log._id }).sort({ size: 1 }).lean()
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]))
  const tiles = tileBuilder()
  let frontier: Frontier = emptyFrontier
  for (let from = 0; from < log.size && !isCancelled(); from += tileWidth) {
    for (const entry of await readEntries(deps, log, from)) {
      if (entry.index !== frontier.size) break
      await verifyEvent(deps, entry, chains, fault)
      const leaf = entryLeafHash(entry.c)
      tiles.add(leaf)
      frontier = appendLeaves(frontier, [leaf])
      verifyCheckpoint(deps, log, frontier, bySize.get(frontier.size), fault)
    }
    if (frontier.size !== Math.min(from + tileWidth, log.size)) {
      fault(`entry ${frontier.size}`, 'missing')
      return checkpoints.length
    }
    for (const tile of tiles.takeFull()) await verifyTile(deps, log, tile, fault)
  }
  if (isCancelled()) return checkpoints.length
  for (const tile of tiles.partial()) await verifyTile(deps, log, tile, fault)
  for (const { size } of checkpoints) if (size > log.size) fault(`checkpoint ${size}`, 'larger than the log')
  if (hex(rootOfFrontier(frontier)) !== log.root) fault('root', 'the entries lead to another root')
  if (frontier.hashes.map(hex).join() !== log.frontier.join()) fault('frontier', 'not that of the entries')
  return checkpoints.length
}

async function readEntries(deps: VerifyDeps, log: LogDocument, from: number): Promise<EntryDocument[]> {
  return entryModel(deps.connection)
    .find({ log: log._id, index: { $gte: from, $lt: Math.min(from + tileWidth, log.size) } })
    .sort({ index: 1 })
    .lean()
}

/** Tiles of all levels as leaves arrive: the full ones to be taken away, the open ones at the right edge. */
function tileBuilder() {
  const open: Bytes[][] = []
  const counts: number[] = []
  let full: FilledTile[] = []
  const tileOf = (level: number, hashes: readonly Bytes[]): FilledTile => {
    return { level, index: counts[level] ?? 0, width: hashes.length, hashes: concat(...hashes) }
  }
  return {
    add(leaf: Bytes): void {
      let hash = leaf
      for (let level = 0; ; level += 1) {
        const hashes = open[level] ?? []
        open[level] = hashes
        hashes.push(hash)
        if (hashes.length < tileWidth) return
        full.push(tileOf(level, hashes))
        counts[level] = (counts[level] ?? 0) + 1
        open[level] = []
        hash = rootOfTile(hashes)
      }
    },
    takeFull(): readonly FilledTile[] {
      const taken = full
      full = []
      return taken
    },
    partial: (): readonly FilledTile[] => open.flatMap((hashes, level) => (hashes.length === 0 ? [] : [tileOf(level, hashes)])),
  }
}

async function verifyEvent(deps: VerifyDeps, entry: EntryDocument, chains: Chains, fault: Fault): Promise<void> {
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
  deps: VerifyDeps,
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

async function verifyTile(deps: VerifyDeps, log: LogDocument, tile: FilledTile, fault: Fault): Promise<void> {
  const where = `tile ${tile.level}/${tile.index}`
  try {
    const stored = await storedTiles(deps.connection, log._id)(tile)
    if (!equalBytes(stored, tile.hashes)) fault(where, 'not that of the entries')
  } catch (error) {
    fault(where, error instanceof Error ? error.message : 'cannot be read')
  }
}
