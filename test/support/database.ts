import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { type Database, openDatabase } from '../../server/platform/mongo/database.ts'

/** One database server for the whole mocha run, on a temporary folder; a real MongoDB when MONGODB_URI is set. */
interface Run {
  readonly uri: string
  readonly close: () => Promise<void>
}

let run: Promise<Run> | undefined
let isClosedWithMocha = false

async function startRun(): Promise<Run> {
  const mongodbUri = process.env['MONGODB_URI']
  if (mongodbUri) return { uri: mongodbUri, close: async () => undefined }
  const dataFolder = await mkdtemp(join(tmpdir(), 'kaibiao-test-'))
  const database = await openDatabase({ dataFolder, synchronous: 'off' })
  return {
    uri: database.uri,
    close: async () => {
      await database.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/**
 * Gives a test file a database of its own: opened before its tests, dropped after them. Call it inside `describe`; the
 * returned function answers with the open database. One server process serves all files of the run.
 */
export function useDatabase(): () => Database {
  let database: Database | undefined
  before('open the database', async function () {
    this.timeout(30_000)
    run ??= startRun()
    if (!isClosedWithMocha) {
      isClosedWithMocha = true
      closeAfterMocha(this.test?.parent)
    }
    const { uri } = await run
    database = await connectTo(uri, `test-${randomBytes(6).toString('hex')}`)
  })
  after('drop the database', async function () {
    this.timeout(30_000)
    await database?.connection.dropDatabase()
    await database?.connection.close()
    database = undefined
  })
  return () => {
    if (!database) throw new Error('the database is open inside tests and hooks only')
    return database
  }
}

/** Another connection to a database of the run's server; the caller closes it. */
export async function connectTo(uri: string, name: string): Promise<Database> {
  const connection = await mongoose.createConnection(uri, { dbName: name }).asPromise()
  return {
    connection,
    uri,
    ping: async () => {
      await connection.getClient().db('admin').command({ ping: 1 })
    },
    close: async () => {
      await connection.close()
    },
  }
}

/** Ends the server with the root suite, so that mocha's process can end. */
function closeAfterMocha(suite: Mocha.Suite | undefined): void {
  let root = suite
  while (root?.parent) root = root.parent
  root?.afterAll('end the database process', async function () {
    this.timeout(30_000)
    const started = await run
    run = undefined
    await started?.close()
  })
}
