import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { dumpSnapshot, restoreSnapshot } from '../../../server/platform/mongo/snapshot.ts'
import { useDatabase } from '../../support/database.ts'

const { Decimal128, Long, Int32, Double, Binary, ObjectId } = mongoose.mongo.BSON

describe('A snapshot of the database', () => {
  const source = useDatabase()
  const target = useDatabase()
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-snapshot-'))
    for (const database of [source(), target()]) await database.connection.dropDatabase()
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const db = (database: ReturnType<typeof source>) => {
    if (!database.connection.db) throw new Error('not open')
    return database.connection.db
  }

  it('brings back every document bit for bit, its types and the order of its fields, and the indexes', async () => {
    const bids = db(source()).collection('bids')
    await bids.createIndex({ number: 1 }, { unique: true })
    await bids.insertMany([
      {
        number: 1,
        z: new Int32(1),
        a: new Double(1),
        fee: Decimal128.fromString('1.20'),
        count: Long.fromString('9007199254740993'),
      },
      { number: 2, sealed: new Binary(Buffer.from([1, 2, 3])), of: new ObjectId(), at: new Date(0), tags: ['甲', { b: null }] },
      { _id: { tender: 'T1', lot: 2 }, number: 3 } as never,
    ])
    await db(source()).collection('empty').createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    const first = await dumpSnapshot(source().connection, join(folder, 'one'))
    await restoreSnapshot(target().connection, join(folder, 'one'))
    const second = await dumpSnapshot(target().connection, join(folder, 'two'))
    expect(second).to.deep.equal(first)
    expect(first.collections.map((one) => [one.name, one.documents])).to.deep.equal([
      ['bids', 3],
      ['empty', 0],
    ])
    const indexes = await db(target()).collection('empty').listIndexes().toArray()
    expect(indexes.find((index) => index.name === 'at_1')).to.include({ expireAfterSeconds: 60 })
    const twice = await db(target())
      .collection('bids')
      .insertOne({ number: 1 })
      .catch((error: { code?: number }) => error.code)
    expect(twice).to.equal(11000)
  })

  it('is of one moment, while others go on writing pairs', async () => {
    const pairs = db(source()).collection<{ _id: string; n: number }>('pairs')
    await pairs.insertMany([
      { _id: 'left', n: 0 },
      { _id: 'right', n: 0 },
    ])
    await db(source())
      .collection('filler')
      .insertMany(Array.from({ length: 5_000 }, (_, n) => ({ n, text: 'x'.repeat(200) })))
    let isDone = false
    const writing = (async () => {
      while (!isDone) {
        await source().connection.transaction(async (session) => {
          await pairs.updateMany({}, { $inc: { n: 1 } }, { session })
        })
      }
    })()
    await dumpSnapshot(source().connection, join(folder, 'busy'))
    isDone = true
    await writing
    await restoreSnapshot(target().connection, join(folder, 'busy'))
    const [left, right] = await db(target()).collection('pairs').find().sort({ _id: 1 }).toArray()
    expect(left?.['n']).to.equal(right?.['n'])
  })

  it('is refused when a file was changed, before anything is written', async () => {
    await db(source()).collection('bids').insertOne({ n: 1 })
    const at = join(folder, 'broken')
    await dumpSnapshot(source().connection, at)
    const bytes = await readFile(join(at, 'bids.bson'))
    bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1
    await writeFile(join(at, 'bids.bson'), bytes)
    const refusal = await restoreSnapshot(target().connection, at).catch((error: Error) => error.message)
    expect(refusal).to.match(/not the file the manifest names/)
    expect(await db(target()).listCollections().toArray()).to.deep.equal([])
  })

  it('is not restored over documents that are there, nor written into a folder that is not empty', async () => {
    await db(source()).collection('bids').insertOne({ n: 1 })
    const at = join(folder, 'again')
    await dumpSnapshot(source().connection, at)
    expect(await readdir(at)).to.have.members(['bids.bson', 'bids.metadata.json', 'manifest.json'])
    expect(await restoreSnapshot(source().connection, at).catch((error: Error) => error.message)).to.match(/not empty/)
    expect(await dumpSnapshot(source().connection, at).catch((error: Error) => error.message)).to.match(/not empty/)
  })
})
