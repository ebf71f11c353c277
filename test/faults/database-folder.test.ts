import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { openDatabase } from '../../server/platform/mongo/database.ts'
import { databaseFileName } from '../../server/platform/mongo/embedded/storage.ts'
import { refusalOf } from '../support/embedded.ts'

interface Note {
  _id: number
  text: string
}

const entry = fileURLToPath(new URL('../../server/platform/mongo/embedded/main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
/** Nobody, on every Unix: a user who owns nothing. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** A database process of its own, as an operator starts it, and what it has said so far. */
interface Own {
  readonly child: ChildProcess
  readonly said: () => string
}

function run(command: string, operands: readonly string[], user?: number): Own {
  const child = spawn(command, operands, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: tmpdir() },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  }
  return { child, said: () => text }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('The data folder of the embedded database, when the system refuses it', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-refused-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const withNotes = async <T>(work: (notes: mongoose.mongo.Collection<Note>) => Promise<T>): Promise<T> => {
    const database = await openDatabase({ dataFolder: folder })
    try {
      if (!database.connection.db) throw new Error('the database is not open')
      return await work(database.connection.db.collection<Note>('notes'))
    } finally {
      await database.close()
    }
  }

  /** What a user who may read everything and write nothing is told. */
  const refusedToReader = async (): Promise<string> => {
    if (!isRoot) return refusalBy(process.execPath)
    // The node of root may lie where nobody else gets at it.
    const own = await mkdtemp(join(tmpdir(), 'kaibiao-node-'))
    try {
      await chmod(own, 0o755)
      await copyFile(process.execPath, join(own, 'node'))
      await chmod(join(own, 'node'), 0o755)
      return await refusalBy(join(own, 'node'), nobody)
    } finally {
      await rm(own, { recursive: true })
    }
  }
  const refusalBy = async (node: string, user?: number): Promise<string> => {
    const { child, said } = run(node, ['--import', tsx, entry, '--folder', folder], user)
    const [code] = await once(child, 'close')
    expect(code, said()).to.equal(1)
    return said()
  }

  it('because it may be read and not written: it says so, and everything is there for who may', async function () {
    this.timeout(30_000)
    await withNotes((notes) => notes.insertOne({ _id: 1, text: 'kept' }))
    await chmod(folder, 0o555)
    expect(await refusedToReader())
      .to.contain(folder)
      .and.to.match(/cannot be written by this process: EACCES/)
    await chmod(folder, 0o755)
    expect(await withNotes((notes) => notes.find().toArray())).to.deep.equal([{ _id: 1, text: 'kept' }])
  })

  it('because the file in it may be read and not written: the same', async function () {
    this.timeout(30_000)
    await withNotes((notes) => notes.insertOne({ _id: 1, text: 'kept' }))
    await chmod(join(folder, databaseFileName), 0o444)
    await chmod(folder, 0o777)
    if (isRoot) await chown(folder, nobody, nobody)
    await rm(join(folder, 'database.lock'), { force: true })
    expect(await refusedToReader()).to.match(/cannot be written by this process: EACCES.*kaibiao\.sqlite/)
    await chmod(join(folder, databaseFileName), 0o600)
    expect(await withNotes((notes) => notes.find().toArray())).to.deep.equal([{ _id: 1, text: 'kept' }])
  })

  it('because no file may grow any more: each write is refused with a reason, reads go on, and nothing acknowledged is lost', async function () {
    this.timeout(60_000)
    // The limit is on every file of the process, the write-ahead log first: what a full disk does, without a disk of our own.
    const command = `trap '' XFSZ; ulimit -f 1200; exec "$0" "$@"`
    const { child, said } = run('/bin/sh', ['-c', command, process.execPath, '--import', tsx, entry, '--folder', folder])
    await until(() => said().includes('listening on') || child.exitCode !== null)
    const client = await new mongoose.mongo.MongoClient(
      `mongodb://${encodeURIComponent(join(folder, 'database.sock'))}/?directConnection=true`,
    ).connect()
    const notes = client.db('kaibiao').collection<Note>('notes')
    const kept: number[] = []
    const refused: string[] = []
    try {
      await notes.createIndex({ text: 1 })
      for (let n = 0; refused.length < 5 && n < 500; n++) {
        try {
          await notes.insertOne({ _id: n, text: `${n} ${'x'.repeat(8_000)}` })
          kept.push(n)
        } catch (error) {
          refused.push(error instanceof Error ? error.message : String(error))
        }
      }
      expect(refused, 'the limit was never met').to.have.length(5)
      for (const reason of refused) expect(reason).to.match(/the disk is full|the disk could not be read or written/)
      const { code } = await refusalOf(notes.insertOne({ _id: 1_000, text: 'y'.repeat(8_000) }))
      expect(code).to.be.oneOf([14031, 1])
      expect((await notes.find().sort({ _id: 1 }).toArray()).map((note) => note._id)).to.deep.equal(kept)
    } finally {
      await client.close()
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    await withNotes(async (all) => {
      expect((await all.find().sort({ _id: 1 }).toArray()).map((note) => note._id)).to.deep.equal(kept)
      await all.insertOne({ _id: 2_000, text: 'there is room again' })
    })
  })

  it('is left alone by a second process while the first writes', async function () {
    this.timeout(30_000)
    await withNotes(async (notes) => {
      let isOver = false
      const writing = (async () => {
        let n = 0
        while (!isOver) await notes.insertOne({ _id: n++, text: 'x' })
        return n
      })()
      const { child, said } = run(process.execPath, ['--import', tsx, entry, '--folder', folder])
      const [code] = await once(child, 'close')
      isOver = true
      const written = await writing
      expect(code).to.equal(1)
      expect(said()).to.match(/is in use by another database process, which listens on .*database\.sock/)
      expect(await notes.countDocuments()).to.equal(written)
    })
  })
})
