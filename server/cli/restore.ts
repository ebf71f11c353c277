import { createReadStream } from 'node:fs'
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { verifyLog, witnessedFault } from '../features/ledger/index.ts'
import { openKeyFolder } from '../platform/keys/key-folder.ts'
import { loadLogKey } from '../platform/keys/log-key.ts'
import { restoreSnapshot } from '../platform/mongo/snapshot.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { openStores } from './open-stores.ts'

const manifestSchema = z.object({
  v: z.literal('backup/1'),
  platform: z.string(),
  blobs: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  hasCheckpoint: z.boolean(),
})

/**
 * Reads a backup into an empty data folder: the database, every file under its digest, the trust list. Then the whole log is hashed again
 * to its signed roots, and the backup's checkpoint, and one a stranger kept (`--witnessed`), must be beginnings of it: a fork is refused.
 */
export async function restore({ operands, options, say }: CommandInput): Promise<CommandResult> {
  const [folder] = operands
  if (folder === undefined) throw new Error('from which folder?')
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')))
  const stores = await openStores()
  try {
    const { config, blobs, database } = stores
    if (manifest.platform !== config.platformName)
      throw new Error(`the backup is of ${manifest.platform}, this platform is ${config.platformName}`)
    const snapshot = await restoreSnapshot(database.connection, join(folder, 'database'))
    say(`database: ${snapshot.collections.length} collections`)
    for (const name of manifest.blobs) {
      const { sha256 } = await blobs.put(createReadStream(join(folder, 'blobs', name)))
      if (sha256 !== name) throw new Error(`file ${name} of the backup has changed: it is ${sha256}`)
    }
    say(`files: ${manifest.blobs.length}`)
    if ((await readdir(folder)).includes('trust')) await cp(join(folder, 'trust'), config.trustFolder, { recursive: true })
    const logKey = await loadLogKey(await openKeyFolder(config.keyFolder))
    const { faults } = await verifyLog({ connection: database.connection, logKey })
    const witnessed = [
      ...(manifest.hasCheckpoint ? [join(folder, 'checkpoint')] : []),
      ...(typeof options['witnessed'] === 'string' ? [options['witnessed']] : []),
    ]
    const found = faults.map(({ where, what }) => `${where}: ${what}`)
    for (const file of witnessed) {
      const fault = await witnessedFault({ connection: database.connection, logKey }, await readFile(file, 'utf8'))
      if (fault !== undefined) found.push(`${file}: ${fault}`)
    }
    for (const fault of found) say(`FAULT ${fault}`)
    say(
      found.length === 0
        ? 'Restored; the log matches its signed roots.'
        : 'Restored, but the log does not match: do not start the server on it.',
    )
    return {
      isGood: found.length === 0,
      facts: { collections: snapshot.collections.length, blobs: manifest.blobs.length, faults: found },
    }
  } finally {
    await stores.close()
  }
}
