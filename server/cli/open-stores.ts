import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { type BlobStore, openBlobStore } from '../platform/blobs/blob-store.ts'
import { createLogger } from '../platform/logger.ts'
import { type Database, openDatabase } from '../platform/mongo/database.ts'

/** The stores of a data folder, as the commands of the operator use them: beside a running server or without one. */
export interface OpenStores {
  readonly config: Config
  readonly database: Database
  readonly blobs: BlobStore
  close(): Promise<void>
}

/** Opens database and file store by the settings. The embedded database of a running server is shared, not started twice. */
export async function openStores(): Promise<OpenStores> {
  const config = readConfig()
  const logger = createLogger('error')
  const database = await openDatabase({
    dataFolder: config.dataFolder,
    mongodbUri: config.mongodbUri,
    databaseName: config.databaseName,
    logger,
  })
  const blobs = await openBlobStore(join(config.dataFolder, 'blobs'), { isShared: true })
  return { config, database, blobs, close: () => database.close() }
}
