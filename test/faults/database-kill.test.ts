import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DatabaseSync } from '@photostructure/sqlite'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { type EmbeddedDatabase, openDatabase } from '../../server/platform/mongo/database.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { databaseProgram } from '../support/built-programs.ts'

/** How often the database process is killed: `npm run faults -- 10000`, or DATABASE_KILLS, for the long form. */
const kills = Number(process.env['DATABASE_KILLS'] ?? 200)
const serverKills = Math.max(2, Math.ceil(kills / 10))
const workers = 6

interface Account {
  _id: string
  n: number
}

/** A document whose keys in an index move with every write. */
interface Place {
  _id: string
  worker: number
  places: number[]
}

/** What a worker was promised, and what it asked for without an answer. */
interface Ledger {
  readonly inserted: string[]
  readonly pairs: string[]
  readonly unsure: string[]
  increments: number
  attempts: number
}

describe('The database process, killed at any moment', () => {
  let folder: string
  let database: EmbeddedDatabase
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-kill-'))
  })
  afterEach(async function () {
    this.timeout(60_000)
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })

  it(`loses no acknowledged write, halves no transaction and repeats no retried one (${kills} times)`, async function () {
    this.timeout(60_000 + kills * 6_000)
    database = await openDatabase({ dataFolder: folder, synchronous: 'full', databaseProgram: databaseProgram() })
    const db = dbOf(database)
    await db.collection('entries').createIndex({ worker: 1, n: 1 }, { unique: true })
    await db.collection('pairs').createIndex({ pair: 1 })
    await db.collection('places').createIndex({ places: 1, worker: 1 })
    let isOver = false
    const working = Array.from({ length: workers }, (_, worker) => work(database, worker, () => isOver))
    for (let count = 0; count < kills; count++) {
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 150))
      const processId = database.processId()
      if (processId === undefined) {
        await database.ping()
        continue
      }
      process.kill(processId, 'SIGKILL')
      await database.ping().catch(() => undefined)
    }
    isOver = true
    const ledgers = await Promise.all(working)
    expect(ledgers.reduce((sum, one) => sum + one.inserted.length, 0)).to.be.greaterThan(kills)
    for (const [worker, ledger] of ledgers.entries()) await check(db, worker, ledger)
    for (const name of ['entries', 'pairs', 'counters', 'places']) {
      expect((await db.command({ validate: name }))['errors'], name).to.deep.equal([])
    }
    await database.close()
    const sqlite = new DatabaseSync(join(folder, 'kaibiao.sqlite'), { readOnly: true })
    expect(Object.values(sqlite.prepare('PRAGMA integrity_check').get())).to.deep.equal(['ok'])
    sqlite.close()
  })

  it(`and its parent with it: what the parent was told is there at the next start (${serverKills} times)`, async function () {
    this.timeout(60_000 + serverKills * 20_000)
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const script = fileURLToPath(new URL('../support/database-load-process.ts', import.meta.url))
    const told = new Set<string>()
    for (let count = 0; count < serverKills; count++) {
      const parent = spawn(process.execPath, ['--import', tsx, script, folder, String(count)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      })
      let text = ''
      parent.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      while (!text.includes('\n')) await new Promise((resolve) => setTimeout(resolve, 10))
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 200))
      // In turn the server alone, whose database process then ends by itself, and everything at once as when power fails.
      if (count % 2 === 0 || parent.pid === undefined) parent.kill('SIGKILL')
      else process.kill(-parent.pid, 'SIGKILL')
      await once(parent, 'close')
      for (const line of text.split('\n').slice(0, -1)) told.add(line)
    }
    database = await openDatabase({ dataFolder: folder })
    const found = await dbOf(database).collection<Account>('load').find().toArray()
    const ids = new Set(found.map((one) => one._id))
    expect([...told].filter((id) => !ids.has(id))).to.deep.equal([])
    expect(told.size).to.be.greaterThan(serverKills)
    const halves = found.filter((one) => one._id.endsWith(':left') && !ids.has(one._id.replace(':left', ':right')))
    expect(halves).to.deep.equal([])
  })
})

function dbOf(database: EmbeddedDatabase): mongoose.mongo.Db {
  if (!database.connection.db) throw new Error('the database is not open')
  return database.connection.db
}

async function work(database: EmbeddedDatabase, worker: number, isOver: () => boolean): Promise<Ledger> {
  const db = dbOf(database)
  const ledger: Ledger = { inserted: [], pairs: [], unsure: [], increments: 0, attempts: 0 }
  for (let n = 0; !isOver(); n++) {
    const id = `${worker}-${n}`
    try {
      await db.collection<{ _id: string; worker: number; n: number }>('entries').insertOne({ _id: id, worker, n })
      ledger.inserted.push(id)
      ledger.attempts += 1
      await db.collection<Account>('counters').updateOne({ _id: `w${worker}` }, { $inc: { n: 1 } }, { upsert: true })
      ledger.increments += 1
      await db
        .collection<Place>('places')
        .replaceOne({ _id: `p${n % 7}` }, { worker, places: [n, n + 1, worker] }, { upsert: true })
      if (n % 3 === 0) await db.collection<Place>('places').deleteOne({ places: n })
      await inTransaction(database.connection, async (session) => {
        const pairs = db.collection<{ _id: string; pair: string }>('pairs')
        await pairs.insertOne({ _id: `${id}:left`, pair: id }, { session })
        await pairs.insertOne({ _id: `${id}:right`, pair: id }, { session })
      })
      ledger.pairs.push(id)
    } catch (error) {
      if (!isUnsure(error)) throw error
      ledger.unsure.push(id)
    }
  }
  return ledger
}

/** An error that leaves open whether the write was done: the driver's own, or a bare one of the socket from its handshake. */
function isUnsure(error: unknown): boolean {
  if (error instanceof mongoose.mongo.MongoError) return true
  return (
    error instanceof Error && 'code' in error && ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ENOENT'].includes(String(error.code))
  )
}

async function check(db: mongoose.mongo.Db, worker: number, ledger: Ledger): Promise<void> {
  const entries = await db.collection<{ _id: string; worker: number }>('entries').find({ worker }).toArray()
  const there = new Set(entries.map((one) => one._id))
  expect(
    ledger.inserted.filter((id) => !there.has(id)),
    'acknowledged inserts that are missing',
  ).to.deep.equal([])
  const pairs = await db
    .collection<{ _id: string; pair: string }>('pairs')
    .find({ pair: new RegExp(`^${worker}-`) })
    .toArray()
  const sides = new Map<string, number>()
  for (const { pair } of pairs) sides.set(pair, (sides.get(pair) ?? 0) + 1)
  expect(
    ledger.pairs.filter((id) => sides.get(id) !== 2),
    'committed transactions that are missing',
  ).to.deep.equal([])
  expect(
    [...sides].filter(([, count]) => count !== 2),
    'transactions half there',
  ).to.deep.equal([])
  const counter = await db.collection<Account>('counters').findOne({ _id: `w${worker}` })
  expect(counter?.n ?? 0, 'increments done').to.be.within(ledger.increments, ledger.attempts)
}
