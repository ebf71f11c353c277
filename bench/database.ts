import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { type Database, openDatabase } from '../server/platform/mongo/database.ts'
import { atOnce, interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'

const ROUNDS = 9
const WRITES = 200
const READS = 300
/** Operations before anything is measured: a server runs for months, its first thousand calls are not what it costs. */
const WARMING = 1_500
const SCANNED = 100_000
const BODY = 'x'.repeat(300)

interface Row {
  readonly _id: string
  readonly k: number
  readonly u: number
  readonly body: string
}

const rowOf = (name: string, n: number): Row => ({ _id: name, k: n % 50, u: n, body: BODY })

/**
 * The embedded database through mongoose's driver, over its socket and every write durable before the reply, against bare
 * SQLite driven in this process with the same pragmas, one statement or transaction at a time: what the protocol, BSON and the
 * process boundary cost, and what sharing one fsync among many writers gives back.
 */
export async function measure(): Promise<Measurement[]> {
  const ours = await openDatabase({ dataFolder: await mkdtemp(join(tmpdir(), 'embedded-')) })
  const bare = openBare(await mkdtemp(join(tmpdir(), 'bare-')))
  try {
    return await contests(ours, bare)
  } finally {
    await ours.close()
    bare.close()
  }
}

async function contests(database: Database, bare: Bare): Promise<Measurement[]> {
  const { db } = database.connection
  if (!db) throw new Error('the database is not open')
  const rows = db.collection<Row>('rows')
  await rows.createIndex({ k: 1 })
  await rows.createIndex({ u: 1 })
  const scanned = db.collection<Row>('scanned')
  await scanned.createIndex({ u: 1 })
  const known = Array.from({ length: 100 }, (_, n) => rowOf(`r${n}`, -n - 1))
  await rows.insertMany(known)
  for (const row of known) bare.insert(row)
  for (let from = 0; from < SCANNED; from += 5_000) {
    const some = Array.from({ length: 5_000 }, (_, n) => rowOf(`s${from + n}`, from + n))
    await scanned.insertMany(some)
    bare.fill(some)
  }
  let next = 1_000
  const fresh = (): Row => {
    next += 1
    return rowOf(`r${next}`, next)
  }
  const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `r${n % 100}`)
  const inserting = (width: number, count: number) => ({
    ours: () => secondsOf(() => atOnce(width, Array.from({ length: count }, fresh), (row) => rows.insertOne(row))),
    baseline: () => secondsOf(() => each(Array.from({ length: count }, fresh), bare.insert)),
  })
  const insertThree = () =>
    database.connection.transaction(async (session) => {
      for (let n = 0; n < 3; n += 1) await rows.insertOne(fresh(), { session })
    })
  await atOnce(1, Array.from({ length: WARMING }, fresh), (row) => rows.insertOne(row))
  await atOnce(1, names(WARMING), (_id) => rows.updateOne({ _id }, { $inc: { k: 1 } }))
  await atOnce(1, names(WARMING), (_id) => rows.findOne({ _id }))
  await atOnce(1, names(WARMING / 5), () => insertThree())
  each(Array.from({ length: WARMING }, fresh), bare.insert)
  const pings = await interleave(ROUNDS, {
    ours: () => secondsOf(() => atOnce(1, names(WRITES), () => db.command({ ping: 1 }))),
    baseline: () => secondsOf(() => each(Array.from({ length: WRITES }, fresh), bare.insert)),
  })
  const single = await interleave(ROUNDS, inserting(1, WRITES))
  const eight = await interleave(ROUNDS, inserting(8, WRITES * 2))
  const hundred = await interleave(ROUNDS, inserting(100, WRITES * 10))
  const updates = await interleave(ROUNDS, {
    ours: () => secondsOf(() => atOnce(1, names(WRITES), (_id) => rows.updateOne({ _id }, { $inc: { k: 1 } }))),
    baseline: () => secondsOf(() => each(names(WRITES), bare.update)),
  })
  const transactions = await interleave(ROUNDS, {
    ours: () => secondsOf(() => atOnce(1, names(WRITES / 4), () => insertThree())),
    baseline: () => secondsOf(() => each(names(WRITES / 4), () => bare.together([fresh(), fresh(), fresh()]))),
  })
  const finds = await interleave(ROUNDS, {
    ours: () => secondsOf(() => atOnce(1, names(READS), (_id) => scanned.findOne({ _id: _id.replace('r', 's') }))),
    baseline: () => secondsOf(() => each(names(READS), (name) => bare.find(name.replace('r', 's')))),
  })
  const ranges = await interleave(ROUNDS, {
    ours: () =>
      secondsOf(() => atOnce(1, names(READS / 3), (_, n) => scanned.find({ u: { $gte: n * 7, $lt: n * 7 + 50 } }).toArray())),
    baseline: () => secondsOf(() => each(names(READS / 3), (_, n) => bare.range(n * 7, n * 7 + 50))),
  })
  const groups = await interleave(3, {
    ours: () => secondsOf(() => scanned.aggregate([{ $group: { _id: '$k', sum: { $sum: '$u' } } }]).toArray()),
    baseline: () => secondsOf(() => bare.group()),
  })
  const line = (name: string, rounds: Awaited<ReturnType<typeof interleave>>, amount: number, unit: string, what: string) =>
    rateOf({ name: `database-${name}`, rounds, amount, unit, what })
  return [
    line(
      'ping',
      pings,
      WRITES,
      'round trips/s',
      'a command that does nothing, against a durable INSERT of bare SQLite: what driver, socket and protocol alone leave',
    ),
    line(
      'insert-1',
      single,
      WRITES,
      'writes/s',
      'insertOne, two indexes, one at a time, against a durable INSERT of bare SQLite',
    ),
    line('insert-8', eight, WRITES * 2, 'writes/s', 'the same from eight connections, against one writer of bare SQLite'),
    line('insert-100', hundred, WRITES * 10, 'writes/s', 'the same from a hundred connections'),
    line('update-1', updates, WRITES, 'writes/s', 'updateOne by _id with $inc of an indexed field, against UPDATE'),
    line(
      'transaction-3',
      transactions,
      WRITES / 4,
      'transactions/s',
      'three inserts in a transaction, four round trips, against BEGIN … COMMIT',
    ),
    line('find-id', finds, READS, 'reads/s', 'findOne by _id one at a time, against SELECT in process'),
    line('range-50', ranges, READS / 3, 'reads/s', 'fifty documents by an index, against SELECT in process'),
    line('group-100k', groups, SCANNED, 'documents/s', '$group over 100,000 documents of BSON, against GROUP BY over columns'),
  ]
}

function each<T>(items: readonly T[], work: (item: T, index: number) => unknown): void {
  for (const [index, item] of items.entries()) work(item, index)
}

interface Bare {
  fill(rows: readonly Row[]): void
  insert(row: Row): void
  together(rows: readonly Row[]): void
  update(id: string): void
  find(id: string): void
  range(from: number, to: number): void
  group(): void
  close(): void
}

function openBare(folder: string): Bare {
  const sqlite = new DatabaseSync(join(folder, 'bare.sqlite'))
  sqlite.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
  for (const table of ['rows', 'scanned']) {
    sqlite.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, k INTEGER, u INTEGER, body TEXT) WITHOUT ROWID`)
  }
  sqlite.exec('CREATE INDEX rows_k ON rows (k); CREATE INDEX rows_u ON rows (u); CREATE INDEX scanned_u ON scanned (u)')
  const insert = sqlite.prepare('INSERT INTO rows VALUES (?, ?, ?, ?)')
  const fill = sqlite.prepare('INSERT INTO scanned VALUES (?, ?, ?, ?)')
  const update = sqlite.prepare('UPDATE rows SET k = k + 1 WHERE id = ?')
  const find = sqlite.prepare('SELECT * FROM scanned WHERE id = ?')
  const range = sqlite.prepare('SELECT * FROM scanned WHERE u >= ? AND u < ?')
  const group = sqlite.prepare('SELECT k, SUM(u) FROM scanned GROUP BY k')
  const inTransaction = (work: () => void): void => {
    sqlite.exec('BEGIN IMMEDIATE')
    work()
    sqlite.exec('COMMIT')
  }
  return {
    fill: (rows) => inTransaction(() => each(rows, (row) => fill.run(row._id, row.k, row.u, row.body))),
    insert: (row) => void insert.run(row._id, row.k, row.u, row.body),
    together: (rows) => inTransaction(() => each(rows, (row) => insert.run(row._id, row.k, row.u, row.body))),
    update: (id) => void update.run(id),
    find: (id) => void find.get(id),
    range: (from, to) => void range.all(from, to),
    group: () => void group.all(),
    close: () => sqlite.close(),
  }
}
