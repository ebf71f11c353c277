import { hex } from '#shared/primitives/bytes.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { appendLeaves, emptyFrontier, rootOfFrontier } from '#shared/transparency/merkle-tree.ts'
import { NoteRefused } from '#shared/transparency/signed-note.ts'
import { entryModel } from './ledger.model.ts'
import type { LedgerDeps, LedgerRecords } from './ledger.ts'
import { newestLog } from './open-log.ts'
import { logNoteKey, newestCheckpoint } from './sign-checkpoint.ts'

/** The newest signed checkpoint of the newest log as a note; undefined before the first. */
export async function newestCheckpointNote(deps: Pick<LedgerRecords, 'connection'>): Promise<string | undefined> {
  const log = await newestLog(deps)
  return log === undefined ? undefined : (await newestCheckpoint(deps, log._id))?.note
}

/**
 * Why a checkpoint somebody kept is no beginning of the stored log; undefined when it is one. A log that was signed further than what is
 * stored has been cut or forked, and must never be signed on.
 */
export async function witnessedFault(deps: Pick<LedgerDeps, 'connection' | 'logKey'>, note: string): Promise<string | undefined> {
  const origin = note.split('\n', 1)[0] ?? ''
  const log = Number(/\/(\d{4})$/.exec(origin)?.[1])
  try {
    const witnessed = openCheckpoint(note, logNoteKey(deps, origin))
    const entries = await entryModel(deps.connection)
      .find({ log, index: { $lt: witnessed.size } }, { c: 1 })
      .sort({ index: 1 })
      .lean()
    if (entries.length !== witnessed.size) return `signed at ${witnessed.size} entries, ${entries.length} are stored`
    const root = rootOfFrontier(
      appendLeaves(
        emptyFrontier,
        entries.map(({ c }) => entryLeafHash(c)),
      ),
    )
    return hex(root) === hex(witnessed.root)
      ? undefined
      : `at ${witnessed.size} entries the stored root is ${hex(root)}, the signed one ${hex(witnessed.root)}`
  } catch (error) {
    if (error instanceof NoteRefused || error instanceof RangeError)
      return `no checkpoint signed by this platform: ${error.message}`
    throw error
  }
}
