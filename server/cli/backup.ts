import { createWriteStream } from 'node:fs'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { newestCheckpointNote } from '../features/ledger/index.ts'
import { BlobMissing, type BlobStore, isMissing, removeFile } from '../platform/blobs/blob-store.ts'
import { dumpSnapshot } from '../platform/mongo/snapshot.ts'
import { version } from '../version.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { openStores } from './open-stores.ts'

/** What a backup says of itself. */
export interface BackupManifest {
  readonly v: 'backup/1'
  readonly version: string
  readonly platform: string
  readonly blobs: readonly string[]
  readonly hasCheckpoint: boolean
}

/**
 * Writes a backup while the server runs: every collection as BSON from one snapshot, then the file store (content never changes under
 * its name, and what the snapshot names was there before it), the trust list and the newest checkpoint. Keys are not in it: they are
 * kept apart on purpose.
 */
export async function backup({ operands, say }: CommandInput): Promise<CommandResult> {
  const [folder] = operands
  if (folder === undefined) throw new Error('into which empty folder?')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`)
  const stores = await openStores()
  try {
    const { connection } = stores.database
    // Before the snapshot: the log goes on growing, and what was signed after it is not in the backup.
    const note = await newestCheckpointNote({ connection })
    if (note !== undefined) await writeFile(join(folder, 'checkpoint'), note, { mode: 0o600 })
    const snapshot = await dumpSnapshot(connection, join(folder, 'database'))
    say(`database: ${snapshot.collections.length} collections`)
    await mkdir(join(folder, 'blobs'), { mode: 0o700 })
    const names: string[] = []
    for (const name of await stores.blobs.list()) {
      if (!(await copyBlob(stores.blobs, name, join(folder, 'blobs', name)))) continue
      names.push(name)
      if (names.length % 100 === 0) say(`files: ${names.length}`)
    }
    await cp(stores.config.trustFolder, join(folder, 'trust'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    const manifest: BackupManifest = {
      v: 'backup/1',
      version,
      platform: stores.config.platformName,
      blobs: names,
      hasCheckpoint: note !== undefined,
    }
    // Written last: a folder without it is no backup.
    await writeFile(join(folder, 'backup.json'), `${JSON.stringify(manifest)}\n`, { mode: 0o600 })
    say(`files: ${names.length}\nKeys are not in this backup: keep ${stores.config.keyFolder} safe apart from it.`)
    return { isGood: true, facts: { collections: snapshot.collections.length, blobs: names.length } }
  } finally {
    await stores.close()
  }
}

/** Copies a file under its digest, checked on the way. False when the server has destroyed it meanwhile, as it does after an opening. */
async function copyBlob(blobs: BlobStore, name: string, target: string): Promise<boolean> {
  try {
    await pipeline(await blobs.open(name, { isVerified: true }), createWriteStream(target, { mode: 0o600 }))
    return true
  } catch (error) {
    if (!(error instanceof BlobMissing || isMissing(error))) throw error
    await removeFile(target)
    return false
  }
}
