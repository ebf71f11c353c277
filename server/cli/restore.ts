import { createReadStream } from 'node:fs'
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { checkpointFile } from '../features/ledger/index.ts'
import type { BlobStore } from '../platform/blobs/blob-store.ts'
import { openKeyFolder } from '../platform/keys/key-folder.ts'
import { type LogKey, readLogKey } from '../platform/keys/log-key.ts'
import type { Database } from '../platform/mongo/database.ts'
import { restoreSnapshot } from '../platform/mongo/snapshot.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { logFaults } from './log-faults.ts'
import { openStores } from './open-stores.ts'

const manifestSchema = z.object({
  v: z.literal('backup/1'),
  platform: z.string(),
  blobs: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  hasCheckpoint: z.boolean(),
})

/** The collections a backup brought, and what does not fit the log this platform has signed. */
interface Restored {
  readonly collections: readonly string[]
  readonly faults: readonly string[]
}

/**
 * Reads a backup into an empty data folder: every file under its digest, the trust list, the database. Then the whole log is hashed again
 * to its signed roots, and every checkpoint known must be a beginning of it: the backup's, the one remembered in the data folder, and
 * one a stranger kept (`--witnessed`). A fork is refused, and its database taken away again: no server starts on it by mistake.
 */
export async function restore({ operands, options, say }: CommandInput): Promise<CommandResult> {
  const [folder] = operands
  if (folder === undefined) throw new Error('from which folder?')
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')))
  const stores = await openStores()
  try {
    const { config, blobs } = stores
    if (manifest.platform !== config.platformName)
      throw new Error(`the backup is of ${manifest.platform}, this platform is ${config.platformName}`)
    const logKey = await readLogKey(await openKeyFolder(config.keyFolder))
    for (const name of manifest.blobs) await restoreBlob(blobs, join(folder, 'blobs', name), name)
    say(`files: ${manifest.blobs.length}`)
    const memory = checkpointFile(join(config.dataFolder, 'checkpoint'))
    const backedUp = manifest.hasCheckpoint ? await readFile(join(folder, 'checkpoint'), 'utf8') : undefined
    const witnessed = typeof options['witnessed'] === 'string' ? await readFile(options['witnessed'], 'utf8') : undefined
    const checkpoints = {
      "the backup's checkpoint": backedUp,
      'the checkpoint remembered': await memory.read(),
      '--witnessed': witnessed,
    }
    const { collections, faults } = await restoreDatabase(stores.database, join(folder, 'database'), logKey, checkpoints)
    say(`database: ${collections.length} collections`)
    for (const fault of faults) say(`FAULT ${fault}`)
    if (faults.length === 0) {
      if ((await readdir(folder)).includes('trust')) await cp(join(folder, 'trust'), config.trustFolder, { recursive: true })
      if (checkpoints['the checkpoint remembered'] === undefined && backedUp !== undefined) await memory.write(backedUp)
    }
    say(
      faults.length === 0
        ? 'Restored; the log matches its signed roots.'
        : 'Refused: this is not the log that was signed. The database is empty again.',
    )
    return { isGood: faults.length === 0, facts: { collections: collections.length, blobs: manifest.blobs.length, faults } }
  } finally {
    await stores.close()
  }
}

async function restoreBlob(blobs: BlobStore, path: string, name: string): Promise<void> {
  const { sha256 } = await blobs.put(createReadStream(path))
  if (sha256 === name) return
  await blobs.remove(sha256)
  throw new Error(`file ${name} of the backup has changed: it is ${sha256}`)
}

/** Restores the collections and judges them; takes away again what is not good. */
async function restoreDatabase(
  { connection }: Database,
  folder: string,
  logKey: LogKey,
  checkpoints: Readonly<Record<string, string | undefined>>,
): Promise<Restored> {
  const snapshot = await restoreSnapshot(connection, folder)
  const collections = snapshot.collections.map(({ name }) => name)
  const faults = await logFaults(connection, logKey, checkpoints)
  if (faults.length > 0) for (const name of collections) await connection.dropCollection(name)
  return { collections, faults }
}
