import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { checkpointFile, newestCheckpointNote } from '../features/ledger/index.ts'
import { openKeyFolder } from '../platform/keys/key-folder.ts'
import { type LogKey, readLogKey } from '../platform/keys/log-key.ts'
import { createLogger } from '../platform/logger.ts'
import { type Database, type EmbeddedDatabase, openDatabase } from '../platform/mongo/database.ts'
import { digestSnapshot, dumpSnapshot, restoreSnapshot, type SnapshotManifest } from '../platform/mongo/snapshot.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { logFaults } from './log-faults.ts'

/** The word for the database in the data folder, where a URI names any other. */
const embedded = 'embedded'

/**
 * Copies the whole database the settings name (`MONGODB_URI`, or without it the embedded one) into another that is empty: a MongoDB by
 * its URI, or `embedded`. Then both are read again and compared document by document, and the log that arrived is hashed to its signed
 * roots. When anything differs, the copy is taken away. The source is only read. Files and keys stay where they are.
 */
export async function moveDatabase({ operands, say }: CommandInput): Promise<CommandResult> {
  const [target] = operands
  if (target === undefined || !(target === embedded || /^mongodb(\+srv)?:\/\//.test(target)))
    throw new Error('where to? A URI mongodb://… or the word embedded')
  const config = readConfig()
  if (target === (config.mongodbUri ?? embedded)) throw new Error('that is the database the settings name already')
  const logKey = await readLogKey(await openKeyFolder(config.keyFolder))
  const source = await openOne(config, config.mongodbUri)
  try {
    const destination = await openOne(config, target === embedded ? undefined : target)
    try {
      return await copy({ source, destination, config, logKey, say })
    } finally {
      await destination.close()
    }
  } finally {
    await source.close()
  }
}

/** Opens one side. The embedded database must be this command's own: what a running server writes after the copy would be lost. */
async function openOne(config: Config, mongodbUri: string | undefined): Promise<EmbeddedDatabase> {
  const logger = createLogger('error')
  const { dataFolder, databaseName } = config
  const database = await openDatabase({ dataFolder, mongodbUri, databaseName, logger })
  if (mongodbUri !== undefined || database.processId() !== undefined) return database
  await database.close()
  throw new Error(`the data folder ${dataFolder} is in use: stop the server first`)
}

interface Move {
  readonly source: Database
  readonly destination: Database
  readonly config: Config
  readonly logKey: LogKey
  say(line: string): void
}

async function copy({ source, destination, config, logKey, say }: Move): Promise<CommandResult> {
  const there = await destination.connection.listCollections()
  if (there.length > 0) throw new Error(`the database to copy into is not empty: ${there.map(({ name }) => name).join(', ')}`)
  const note = await newestCheckpointNote({ connection: source.connection })
  const folder = await mkdtemp(join(config.dataFolder, 'moving-'))
  let faults: readonly string[]
  let moved: SnapshotManifest = { format: 'kaibiao-snapshot/1', collections: [] }
  try {
    moved = await dumpSnapshot(source.connection, join(folder, 'database'))
    await restoreSnapshot(destination.connection, join(folder, 'database'))
    faults = [
      ...differences(moved, await digestSnapshot(destination.connection), 'of the copy'),
      ...differences(moved, await digestSnapshot(source.connection), 'changed in the source meanwhile: is a server running?'),
      ...(await logFaults(destination.connection, logKey, {
        "the source's checkpoint": note,
        'the checkpoint remembered': await checkpointFile(join(config.dataFolder, 'checkpoint')).read(),
      })),
    ]
  } catch (error) {
    faults = [error instanceof Error ? error.message : String(error)]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const documents = moved.collections.reduce((sum, one) => sum + one.documents, 0)
  say(`${moved.collections.length} collections, ${documents} documents`)
  for (const fault of faults) say(`FAULT ${fault}`)
  if (faults.length > 0)
    for (const { name } of await destination.connection.listCollections()) await destination.connection.dropCollection(name)
  say(
    faults.length === 0
      ? 'Copied; counts and digests agree and the log matches its signed roots. Set or unset MONGODB_URI before the server starts again, and put the old database away.'
      : 'Refused: the copy is taken away again, the source is as it was.',
  )
  return { isGood: faults.length === 0, facts: { collections: moved.collections, documents, faults } }
}

/** What differs between what was read and what a database holds now, a line each. */
function differences(expected: SnapshotManifest, found: SnapshotManifest, whose: string): string[] {
  const names = new Set([...expected.collections, ...found.collections].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [left, right] = [expected, found].map(({ collections }) => collections.find((one) => one.name === name))
    if (left?.documents === right?.documents && left?.sha256 === right?.sha256) return []
    return [`${name} ${whose}: ${left?.documents ?? 0} documents (${left?.sha256}), ${right?.documents ?? 0} (${right?.sha256})`]
  })
}
