import { expect } from 'chai'
import mongoose from 'mongoose'
import { useDatabase } from '../../support/database.ts'

const { Binary, Long, UUID } = mongoose.mongo.BSON

interface Lot {
  _id: number
  n?: number
  k?: string
}

describe('The driver against the server', () => {
  const database = useDatabase()
  let client: mongoose.mongo.MongoClient
  let lots: mongoose.mongo.Collection<Lot>
  const events: {
    kind: string
    name: string
    event: mongoose.mongo.CommandStartedEvent | mongoose.mongo.CommandSucceededEvent
  }[] = []

  before(async () => {
    client = await new mongoose.mongo.MongoClient(database().uri, { monitorCommands: true }).connect()
    lots = client.db(database().connection.name).collection<Lot>('lots')
    client.on('commandStarted', (event) => events.push({ kind: 'started', name: event.commandName, event }))
    client.on('commandSucceeded', (event) => events.push({ kind: 'succeeded', name: event.commandName, event }))
    client.on('commandFailed', (event) => events.push({ kind: 'failed', name: event.commandName, event: event as never }))
  })
  beforeEach(async () => {
    await lots.deleteMany({})
    events.length = 0
  })
  after(() => client.close())

  const told = () => events.map(({ kind, name }) => `${name} ${kind}`)

  it('is told of a find and its getMores, each with the cursor (specification: command-logging-and-monitoring, find)', async () => {
    await lots.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    events.length = 0
    expect(await lots.find({}, { batchSize: 2 }).toArray()).to.have.length(3)
    expect(told()).to.deep.equal(['find started', 'find succeeded', 'getMore started', 'getMore succeeded'])
    const replies = events
      .filter(({ kind }) => kind === 'succeeded')
      .map(
        ({ event }) => (event as mongoose.mongo.CommandSucceededEvent).reply as { cursor: { id: mongoose.mongo.Long | number } },
      )
    expect(String(replies[0]?.cursor.id)).to.not.equal('0')
    expect(String(replies[1]?.cursor.id)).to.equal('0')
  })

  it('closes a cursor it does not read to the end (specification: command-logging-and-monitoring, find)', async () => {
    await lots.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const cursor = lots.find({}, { batchSize: 1 })
    await cursor.next()
    events.length = 0
    await cursor.close()
    expect(told()).to.deep.equal(['killCursors started', 'killCursors succeeded'])
  })

  it('hears of write errors in replies that succeed (specification: command-logging-and-monitoring, insertMany)', async () => {
    const refusal = await lots.insertMany([{ _id: 1 }, { _id: 1 }, { _id: 2 }]).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(mongoose.mongo.MongoBulkWriteError)
    expect(refusal).to.include({ code: 11000, insertedCount: 1 })
    expect(told()).to.deep.equal(['insert started', 'insert succeeded'])
  })

  it('hears of a refused command (specification: command-logging-and-monitoring, command)', async () => {
    await lots
      .find({ $bogus: 1 } as object)
      .toArray()
      .catch(() => undefined)
    expect(told()).to.deep.equal(['find started', 'find failed'])
  })

  it('counts what a bulk write did, ordered and not (specification: crud, bulkWrite)', async () => {
    const operations: mongoose.mongo.AnyBulkWriteOperation<Lot>[] = [
      { insertOne: { document: { _id: 1, n: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
      { updateMany: { filter: {}, update: { $set: { k: 'x' } } } },
      { replaceOne: { filter: { _id: 2 }, replacement: { n: 5 }, upsert: true } },
      { deleteOne: { filter: { _id: 1 } } },
      { deleteMany: { filter: { n: 99 } } },
    ]
    for (const ordered of [true, false]) {
      await lots.deleteMany({})
      const done = await lots.bulkWrite(operations, { ordered })
      expect(done.insertedCount).to.equal(1)
      expect(done.upsertedIds).to.deep.equal({ 3: 2 })
      expect(done.deletedCount).to.equal(1)
      if (ordered) expect(done).to.include({ matchedCount: 2, modifiedCount: 2, upsertedCount: 1 })
      expect(await lots.findOne({ _id: 2 })).to.include({ n: 5 })
    }
  })

  it('stops an ordered bulk write at the first refusal and tells where (specification: crud, bulkWrite)', async () => {
    const refusal = (await lots
      .bulkWrite([
        { insertOne: { document: { _id: 1 } } },
        { insertOne: { document: { _id: 1 } } },
        { insertOne: { document: { _id: 2 } } },
      ])
      .catch((error: unknown) => error)) as mongoose.mongo.MongoBulkWriteError
    expect(refusal.result.insertedCount).to.equal(1)
    expect([refusal.writeErrors].flat().map(({ index, code }) => [index, code])).to.deep.equal([[1, 11000]])
    expect(await lots.countDocuments()).to.equal(1)
  })

  it('writes without waiting for an answer (specification: OP_MSG, moreToCome)', async () => {
    const done = await lots.insertOne({ _id: 7 }, { writeConcern: { w: 0 } })
    expect(done.acknowledged).to.equal(false)
    await lots.insertOne({ _id: 7 }, { writeConcern: { w: 0 } })
    for (let tries = 0; tries < 100 && (await lots.countDocuments()) === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await lots.countDocuments()).to.equal(1)
  })

  it('sends more than one message holds in several (specification: OP_MSG, document sequences)', async () => {
    const documents = Array.from({ length: 26 }, (_, _id) => ({ _id, k: new Binary(new Uint8Array(2_000_000)) as never }))
    expect((await lots.insertMany(documents)).insertedCount).to.equal(26)
    expect(told().filter((one) => one === 'insert started').length).to.be.greaterThan(1)
    expect(await lots.estimatedDocumentCount()).to.equal(26)
    const read = await lots.find({}, { projection: { n: { $bsonSize: '$$ROOT' } } }).toArray()
    expect(read.every(({ n }) => Number(n) > 2_000_000)).to.equal(true)
  }).timeout(60_000)

  it('uses one session id in a session, and takes up an ended one again (specification: sessions)', async () => {
    const idsOf = () =>
      events
        .filter(({ kind }) => kind === 'started')
        .map(({ event }) =>
          new UUID(
            ((event as mongoose.mongo.CommandStartedEvent).command as { lsid: { id: mongoose.mongo.Binary } }).lsid.id.buffer,
          ).toString(),
        )
    await client.withSession(async (session) => {
      await lots.insertOne({ _id: 1 }, { session })
      await lots.findOne({ _id: 1 }, { session })
    })
    await lots.findOne({ _id: 1 })
    expect(new Set(idsOf()).size).to.equal(1)
  })

  it('numbers retryable writes, each with the next number, and no write of many (specification: retryable-writes)', async () => {
    await client.withSession(async (session) => {
      await lots.insertOne({ _id: 1 }, { session })
      await lots.updateOne({ _id: 1 }, { $set: { n: 1 } }, { session })
      await lots.updateMany({}, { $set: { n: 2 } }, { session })
    })
    const numbers = events
      .filter(({ kind }) => kind === 'started')
      .map(
        ({ event }) => ((event as mongoose.mongo.CommandStartedEvent).command as { txnNumber?: mongoose.mongo.Long }).txnNumber,
      )
    expect(numbers[1]?.toNumber()).to.equal((numbers[0]?.toNumber() ?? 0) + 1)
    expect(numbers[2]).to.equal(undefined)
  })

  it('stops what takes longer than it may (manual: maxTimeMS; code 50)', async () => {
    await lots.insertMany(Array.from({ length: 20_000 }, (_, _id) => ({ _id })))
    const slow = lots.aggregate(
      [{ $lookup: { from: 'lots', pipeline: [{ $match: { $expr: { $eq: ['$_id', -1] } } }], as: 'x' } }, { $count: 'n' }],
      { maxTimeMS: 30 },
    )
    const refusal = (await slow.toArray().catch((error: unknown) => error)) as { code?: number; codeName?: string }
    expect(refusal).to.include({ code: 50, codeName: 'MaxTimeMSExpired' })
  }).timeout(30_000)

  it('keeps documents up to 16 MB and refuses larger ones (manual: limits)', async () => {
    const large = (length: number) => ({ _id: length, k: new Binary(new Uint8Array(length)) as never })
    await lots.insertOne(large(16 * 1024 * 1024 - 100))
    expect(await lots.countDocuments()).to.equal(1)
    const refusal = (await lots.insertOne(large(16 * 1024 * 1024 + 10_000)).catch((error: unknown) => error)) as { code?: number }
    expect(refusal.code).to.equal(10334)
    expect(await lots.countDocuments()).to.equal(1)
    const grown = (await lots
      .updateOne({}, { $set: { n: 1, k2: 'x'.repeat(1000) } } as object)
      .catch((error: unknown) => error)) as { code?: number }
    expect(grown.code).to.equal(10334)
  }).timeout(30_000)

  it('reads Longs beyond 2^53 as Longs, smaller ones as numbers', async () => {
    await lots.insertOne({ _id: 1, n: Long.fromString('9007199254740993') as never })
    await lots.insertOne({ _id: 2, n: Long.fromNumber(5) as never })
    expect(String((await lots.findOne({ _id: 1 }))?.n)).to.equal('9007199254740993')
    expect((await lots.findOne({ _id: 2 }))?.n).to.equal(5)
  })
})
