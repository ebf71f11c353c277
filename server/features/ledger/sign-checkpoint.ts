import { equalBytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { openCheckpoint, signCheckpoint } from '#shared/transparency/checkpoint.ts'
import { rootOfSize } from '#shared/transparency/merkle-proof.ts'
import { type NoteKey, noteKey } from '#shared/transparency/signed-note.ts'
import { readerOfTiles } from '#shared/transparency/tiles.ts'
import { type CheckpointDocument, checkpointModel, type LogDocument } from './ledger.model.ts'
import type { LedgerDeps } from './ledger.ts'
import { storedTiles } from './tile-store.ts'

/** The log is not the one whose checkpoints were signed before. Signing it would say two things under one name. */
export class LogForked extends Error {
  override readonly name = 'LogForked'
}

/** The key of a log's checkpoints, named by its origin. */
export function logNoteKey(deps: Pick<LedgerDeps, 'logKey'>, origin: string): NoteKey {
  return noteKey(origin, deps.logKey.publicKey)
}

/** The newest signed checkpoint of a log. */
export async function newestCheckpoint(
  deps: Pick<LedgerDeps, 'connection'>,
  log: number,
): Promise<CheckpointDocument | undefined> {
  return (await checkpointModel(deps.connection).findOne({ log }).sort({ size: -1 }).lean()) ?? undefined
}

/**
 * Signs and publishes the checkpoint of a log as it stands, if that has not been done: after every beat, and first thing after a crash
 * between the sequencer's transaction and its signature. A checkpoint that does not grow out of the one before is never signed.
 * Throws LogForked, TilesDamaged.
 */
export async function signLatestCheckpoint(deps: LedgerDeps, log: LogDocument): Promise<CheckpointDocument> {
  const before = await assertGrownFromSigned(deps, log)
  if (before !== undefined && before.size === log.size) return before
  const key = logNoteKey(deps, log.origin)
  const note = signCheckpoint({ origin: log.origin, size: log.size, root: fromHex(log.root) }, key, (bytes) =>
    deps.logKey.sign(bytes),
  )
  const checkpoint: CheckpointDocument = { _id: `${log._id}/${log.size}`, log: log._id, size: log.size, root: log.root, note }
  // Remembered before it is published: a checkpoint nobody has seen may be signed again, one that was seen must not be forgotten.
  await deps.memory?.write(note)
  // Ed25519 signs the same bytes the same way: a second server that publishes the same checkpoint writes the same document.
  await checkpointModel(deps.connection).updateOne({ _id: checkpoint._id }, { $setOnInsert: checkpoint }, { upsert: true })
  return checkpoint
}

/**
 * Compares a log with its newest checkpoint, and with the one remembered outside the database: a database set back or replaced must
 * not be signed again. Returns the newest checkpoint. Throws LogForked, TilesDamaged.
 */
export async function assertGrownFromSigned(deps: LedgerDeps, log: LogDocument): Promise<CheckpointDocument | undefined> {
  const before = await newestCheckpoint(deps, log._id)
  if (before !== undefined) await assertGrownFrom(deps, log, before.size, before.root)
  const note = await deps.memory?.read()
  if (note?.startsWith(`${log.origin}\n`) === true) {
    const { size, root } = openCheckpoint(note, logNoteKey(deps, log.origin))
    if (size !== before?.size || hex(root) !== before.root) await assertGrownFrom(deps, log, size, hex(root))
  }
  return before
}

async function assertGrownFrom(deps: LedgerDeps, log: LogDocument, size: number, root: string): Promise<void> {
  if (size > log.size) throw new LogForked(`log ${log._id} has ${log.size} entries, but ${size} were signed`)
  const then = await rootOfSize(size, readerOfTiles(size, storedTiles(deps.connection, log._id)))
  if (!equalBytes(then, fromHex(root)))
    throw new LogForked(`log ${log._id} no longer begins with the ${size} entries that were signed`)
}
