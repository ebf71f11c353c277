import { fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { entryBytes } from '#shared/transparency/entry.ts'
import { consistencyProof } from '#shared/transparency/merkle-proof.ts'
import { formatNoteKey } from '#shared/transparency/signed-note.ts'
import { bundleBytes, hashesAtLevel, parseTilePath, readerOfTiles, tileWidth } from '#shared/transparency/tiles.ts'
import { formatTlogProof } from '#shared/transparency/tlog-proof.ts'
import { type CheckpointDocument, checkpointModel, entryModel, logModel, pendingModel } from './ledger.model.ts'
import type { EntryProof, LedgerDeps } from './ledger.ts'
import { newestLog } from './open-log.ts'
import { defaultFillerMultiple } from './sequence-pending.ts'
import { logNoteKey, newestCheckpoint } from './sign-checkpoint.ts'
import { storedTiles } from './tile-store.ts'
import { underCheckpoint } from './under-checkpoint.ts'

/** The public side of the logs: what anybody may fetch, and nothing that is not under a signed checkpoint. */

/** Keys, sizes and rhythm of the logs. */
export async function logTrust(deps: LedgerDeps) {
  const logs = await logModel(deps.connection).find({}).sort({ _id: 1 }).lean()
  return {
    platform: deps.platformName,
    logs: await Promise.all(
      logs.map(async ({ _id: year, origin }) => ({
        year,
        origin,
        key: formatNoteKey(logNoteKey(deps, origin)),
        size: (await newestCheckpoint(deps, year))?.size ?? 0,
      })),
    ),
    beatMs: deps.beatMs,
    fillerMultiple: deps.fillerMultiple ?? defaultFillerMultiple,
    timestampAuthority:
      deps.timestamp === undefined ? null : { name: deps.timestamp.name, isPlatformsOwn: deps.timestamp.isPlatformsOwn },
  }
}

/** The newest checkpoint of a year's log, or of the newest log. Throws `not-found`. */
export async function publishedCheckpoint(deps: LedgerDeps, year: number | undefined): Promise<CheckpointDocument> {
  const log = year ?? (await newestLog(deps))?._id
  const checkpoint = log === undefined ? undefined : await newestCheckpoint(deps, log)
  if (checkpoint === undefined) throw new DomainProblem('not-found')
  return checkpoint
}

/** The bytes of a tile or entry bundle, as far as a signed checkpoint reaches. Throws `not-found`. */
export async function publishedTile(deps: LedgerDeps, year: number, path: string): Promise<Uint8Array> {
  const tile = parseTilePath(path)
  const { size } = await publishedCheckpoint(deps, year)
  if (tile === undefined) throw new DomainProblem('not-found')
  const reach = tile.level === 'entries' ? size : hashesAtLevel(tile.level, size)
  if (tile.index * tileWidth + tile.width > reach) throw new DomainProblem('not-found')
  if (tile.level !== 'entries') return storedTiles(deps.connection, year)({ ...tile, level: tile.level })
  const from = tile.index * tileWidth
  const entries = await entryModel(deps.connection)
    .find({ log: year, index: { $gte: from, $lt: from + tile.width } }, { c: 1 })
    .sort({ index: 1 })
    .lean()
  return bundleBytes(entries.map(({ c }) => entryBytes(c)))
}

/** The proof of an entry. Throws `checkpoint-not-yet` while it is pending, `not-found`. */
export async function publishedInclusion(deps: LedgerDeps, c: string): Promise<EntryProof> {
  const proof = await underCheckpoint(deps, c)
  if (proof !== undefined) return proof
  const isKnown = (await pendingModel(deps.connection).exists({ c })) ?? (await entryModel(deps.connection).exists({ c }))
  throw new DomainProblem(isKnown === null ? 'not-found' : 'checkpoint-not-yet')
}

/** The proof of an entry as a C2SP tlog-proof. Throws as `publishedInclusion`. */
export async function publishedTlogProof(deps: LedgerDeps, c: string): Promise<Uint8Array> {
  const { leafIndex, checkpoint, inclusionProof } = await publishedInclusion(deps, c)
  return utf8(formatTlogProof({ index: leafIndex, proof: inclusionProof.map(fromHex), checkpoint }))
}

/** Proof that the log at size `to` begins with the log at size `from`. Both must have been signed. Throws `not-found`. */
export async function publishedConsistency(deps: LedgerDeps, input: { year: number; from: number; to: number | undefined }) {
  const { year, from } = input
  const checkpoint =
    input.to === undefined
      ? await publishedCheckpoint(deps, year)
      : await checkpointModel(deps.connection).findById(`${year}/${input.to}`).lean()
  if (checkpoint === null || from > checkpoint.size) throw new DomainProblem('not-found')
  const isSigned = from === 0 || (await checkpointModel(deps.connection).exists({ _id: `${year}/${from}` })) !== null
  if (!isSigned) throw new DomainProblem('not-found')
  const readNode = readerOfTiles(checkpoint.size, storedTiles(deps.connection, year))
  const proof = await consistencyProof(from, checkpoint.size, readNode)
  return { from, to: checkpoint.size, checkpoint: checkpoint.note, proof: proof.map(hex) }
}
