import mongoose from 'mongoose'
import { type DatabaseLogger, startEmbeddedProcess } from './embedded-process.ts'

/** What to open: a MongoDB by its URI, or without one the embedded database of the data folder. */
export interface DatabaseOptions {
  readonly dataFolder: string
  readonly mongodbUri?: string | undefined
  /** Default: the one the URI names, else `kaibiao`. */
  readonly databaseName?: string | undefined
  /** 'off' lets the embedded database answer before the disk has it: for tests only. */
  readonly synchronous?: 'full' | 'off' | undefined
  readonly logger?: DatabaseLogger | undefined
  /** The embedded database as built, for programs that run from source: it is there in a third of the time. */
  readonly databaseProgram?: URL | undefined
}

/** An open database: mongoose's connection, whichever server is behind it. */
export interface Database {
  readonly connection: mongoose.Connection
  /** The URI other tools may connect with, with the database name in it. */
  readonly uri: string
  /** Resolves when the server answers. */
  ping(): Promise<void>
  /** Closes the connection and ends the embedded process. */
  close(): Promise<void>
}

/** What tests of faults need beyond a Database: the process to kill. */
export interface EmbeddedDatabase extends Database {
  processId(): number | undefined
}

/** Opens the database and resolves when it answers; throws when it cannot be reached or the folder cannot be opened. */
export async function openDatabase(options: DatabaseOptions): Promise<EmbeddedDatabase> {
  if (options.mongodbUri) return connect(options.mongodbUri, options.databaseName, undefined)
  const process = await startEmbeddedProcess({
    dataFolder: options.dataFolder,
    synchronous: options.synchronous ?? 'full',
    logger: options.logger,
    program: options.databaseProgram,
  })
  const name = options.databaseName ?? 'kaibiao'
  try {
    return await connect(`mongodb://${encodeURIComponent(process.socketPath)}/${name}?directConnection=true`, name, process)
  } catch (error) {
    await process.close()
    throw error
  }
}

async function connect(
  uri: string,
  databaseName: string | undefined,
  process: { pid(): number | undefined; close(): Promise<void> } | undefined,
): Promise<EmbeddedDatabase> {
  const connection = await mongoose
    .createConnection(uri, {
      ...(databaseName === undefined ? {} : { dbName: databaseName }),
      writeConcern: { w: 'majority' },
      readConcern: { level: 'majority' },
      serverSelectionTimeoutMS: 15_000,
    })
    .asPromise()
  return {
    connection,
    uri,
    ping: async () => {
      await connection.getClient().db('admin').command({ ping: 1 })
    },
    close: async () => {
      await connection.close()
      await process?.close()
    },
    processId: () => process?.pid(),
  }
}
