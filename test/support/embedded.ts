import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { type EmbeddedServer, startEmbeddedServer } from '../../server/platform/mongo/embedded/embedded-server.ts'

/** An embedded database inside the test's own process, for what cannot be seen through a driver alone. */
export interface OwnServer {
  readonly server: EmbeddedServer
  readonly folder: string
  readonly client: mongoose.mongo.MongoClient
  readonly db: mongoose.mongo.Db
}

/** Starts an embedded server per test file, in process, on a temporary folder. */
export function useOwnServer(): () => OwnServer {
  let own: OwnServer | undefined
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaibiao-embedded-'))
    const server = await startEmbeddedServer({ folder, synchronous: 'off' })
    const client = await new mongoose.mongo.MongoClient(
      `mongodb://${encodeURIComponent(server.socketPath)}/?directConnection=true`,
    ).connect()
    own = { server, folder, client, db: client.db('own') }
  })
  after(async () => {
    await own?.client.close()
    await own?.server.close()
    if (own) await rm(own.folder, { recursive: true, force: true })
  })
  return () => {
    if (!own) throw new Error('the server runs inside tests and hooks only')
    return own
  }
}

/** What a promise was refused with: code and labels of a server error; throws when it was not refused. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<{ code: number; codeName: string; labels: string[]; message: string; error: unknown }> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoError)) throw error
    return {
      code: Number(error.code),
      codeName: 'codeName' in error ? String(error.codeName) : '',
      labels: [...error.errorLabels],
      message: error.message,
      error,
    }
  }
  throw new Error('expected a refusal, but it was done')
}
