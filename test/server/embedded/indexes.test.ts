import { expect } from 'chai'
import mongoose from 'mongoose'
import { refusalOf, useOwnServer } from '../../support/embedded.ts'

const { Long, Double, Decimal128 } = mongoose.mongo.BSON

describe('Indexes of the embedded database', () => {
  const own = useOwnServer()
  const lots = () => own().db.collection('lots')

  beforeEach(() => own().db.dropDatabase())

  /** Name of the index a query reads, or the stage when it reads none. */
  async function indexRead(filter: object, sort?: Record<string, 1 | -1>): Promise<string> {
    const cursor = lots().find(filter)
    const { queryPlanner } = await (sort ? cursor.sort(sort) : cursor).explain()
    const plan = queryPlanner.winningPlan
    const reading = plan.stage === 'SORT' ? plan.inputStage : plan
    const name = reading.inputStage?.indexName ?? reading.stage
    return plan.stage === 'SORT' ? `SORT ${name}` : name
  }

  it('that are unique take numbers of all types as one value, and missing as null', async () => {
    await lots().createIndex({ n: 1 }, { unique: true })
    await lots().insertOne({ n: 5 })
    for (const n of [Long.fromNumber(5), new Double(5), Decimal128.fromString('5.0')]) {
      expect((await refusalOf(lots().insertOne({ n }))).code).to.equal(11000)
    }
    await lots().insertOne({ other: 1 })
    const { error } = await refusalOf(lots().insertOne({ n: null }))
    expect(error).to.deep.include({ keyPattern: { n: 1 }, keyValue: { n: null } })
  })

  it('that are compound and unique refuse the same pair only', async () => {
    await lots().createIndex({ tender: 1, bidder: -1 }, { unique: true })
    await lots().insertOne({ tender: 'T', bidder: 1 })
    await lots().insertOne({ tender: 'T', bidder: 2 })
    const refusal = await refusalOf(lots().insertOne({ tender: 'T', bidder: 1 }))
    expect(refusal.error).to.deep.include({ keyPattern: { tender: 1, bidder: -1 }, keyValue: { tender: 'T', bidder: 1 } })
  })

  it('that are unique and multikey refuse an element another document has, not one a document has twice', async () => {
    await lots().createIndex({ tags: 1 }, { unique: true })
    await lots().insertOne({ tags: ['a', 'b', 'a'] })
    expect((await refusalOf(lots().insertOne({ tags: ['c', 'b'] }))).code).to.equal(11000)
    await lots().insertOne({ tags: ['c'] })
  })

  it('that are unique and sparse leave out documents without the field', async () => {
    await lots().createIndex({ code: 1 }, { unique: true, sparse: true })
    await lots().insertMany([{ a: 1 }, { a: 2 }, { code: 'x' }])
    expect((await refusalOf(lots().insertOne({ code: 'x' }))).code).to.equal(11000)
    expect(await indexRead({ code: 'x' })).to.equal('code_1')
    expect(await indexRead({ code: null })).to.equal('COLLSCAN')
    expect(await lots().countDocuments({ code: null })).to.equal(2)
    expect((await lots().find().sort({ code: 1 }).toArray()).length).to.equal(3)
  })

  it('that are partial bind the documents of their filter only, and serve queries that imply it', async () => {
    await lots().createIndex({ bidder: 1 }, { unique: true, partialFilterExpression: { state: 'valid' } })
    await lots().insertMany([
      { bidder: 1, state: 'withdrawn' },
      { bidder: 1, state: 'withdrawn' },
      { bidder: 1, state: 'valid' },
    ])
    expect((await refusalOf(lots().insertOne({ bidder: 1, state: 'valid' }))).code).to.equal(11000)
    expect((await refusalOf(lots().updateOne({ state: 'withdrawn' }, { $set: { state: 'valid' } }))).code).to.equal(11000)
    expect(await indexRead({ bidder: 1, state: 'valid' })).to.equal('bidder_1')
    expect(await indexRead({ bidder: 1 })).to.equal('COLLSCAN')
    expect(await lots().countDocuments({ bidder: 1 })).to.equal(3)
    await lots().updateOne({ state: 'valid' }, { $set: { state: 'withdrawn' } })
    await lots().insertOne({ bidder: 1, state: 'valid' })
  })

  it('serve equality, ranges, $in, prefix patterns and sorts in both directions', async () => {
    await lots().createIndex({ place: 1, price: -1 })
    await lots().createIndex({ name: 1 })
    await lots().insertMany(
      Array.from({ length: 300 }, (_, n) => ({ place: `p${n % 3}`, price: n, name: `lot-${n}`, free: n % 7 })),
    )
    expect(await indexRead({ place: 'p1' })).to.equal('place_1_price_-1')
    expect(await indexRead({ place: 'p1', price: { $gt: 5 } }, { price: -1 })).to.equal('place_1_price_-1')
    expect(await indexRead({ place: 'p1' }, { price: 1 })).to.equal('place_1_price_-1')
    expect(await indexRead({ place: { $in: ['p1', 'p2'] } }, { price: 1 })).to.equal('SORT place_1_price_-1')
    expect(await indexRead({}, { place: -1, price: 1 })).to.equal('place_1_price_-1')
    expect(await indexRead({ name: /^lot-2/ })).to.equal('name_1')
    expect(await indexRead({ free: 3 })).to.equal('COLLSCAN')
    const sorted = await lots()
      .find({ place: 'p1', price: { $gte: 10, $lt: 40 } })
      .sort({ price: 1 })
      .toArray()
    expect(sorted.map((one) => one['price'])).to.deep.equal([10, 13, 16, 19, 22, 25, 28, 31, 34, 37])
    const { executionStats } = await lots()
      .find({ name: /^lot-29/ })
      .explain()
    expect(executionStats).to.include({ nReturned: 11, totalDocsExamined: 11 })
  })

  it('are chosen by how little they make one read', async () => {
    await lots().createIndex({ state: 1 })
    await lots().createIndex({ tender: 1 })
    await lots().insertMany(Array.from({ length: 400 }, (_, n) => ({ state: n === 7 ? 'rare' : 'open', tender: n % 20 })))
    expect(await indexRead({ state: 'open', tender: 3 })).to.equal('tender_1')
    expect(await indexRead({ state: 'rare', tender: 7 })).to.equal('state_1')
  })

  it('serve each alternative of an $or, each document once', async () => {
    await lots().createIndex({ a: 1 })
    await lots().createIndex({ b: 1 })
    await lots().insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: n as never, a: n % 30, b: n % 20, c: n })))
    const filter = { c: { $gte: 5 }, $or: [{ a: 3 }, { b: 3 }] }
    const { queryPlanner, executionStats } = await lots().find(filter).explain()
    expect(queryPlanner.winningPlan.stage).to.equal('OR')
    expect(executionStats.totalDocsExamined).to.be.below(30)
    const found = await lots().find(filter).sort({ c: -1 }).toArray()
    const expected = Array.from({ length: 300 }, (_, n) => n).filter((n) => n >= 5 && (n % 30 === 3 || n % 20 === 3))
    expect(found.map((one) => one['c'])).to.deep.equal(expected.reverse())
    expect(
      (
        await lots()
          .find({ $or: [{ a: 3 }, { c: 3 }] })
          .explain()
      ).queryPlanner.winningPlan.stage,
    ).to.equal('COLLSCAN')
  })

  it('are built over what is there, all of a command or none', async () => {
    await lots().insertMany([{ n: 1, m: 1 }, { n: 2, m: 1 }, { n: [3, 4] }])
    expect(await lots().createIndex({ n: 1 })).to.equal('n_1')
    expect(await lots().find({ n: 4 }).hint('n_1').toArray()).to.have.length(1)
    const refusal = await refusalOf(
      own().db.command({
        createIndexes: 'lots',
        indexes: [
          { key: { x: 1 }, name: 'x_1' },
          { key: { m: 1 }, name: 'm_1', unique: true },
        ],
      }),
    )
    expect(refusal.code).to.equal(11000)
    expect((await lots().indexes()).map((one) => one.name)).to.deep.equal(['_id_', 'n_1'])
    expect((await own().db.command({ validate: 'lots' }))['valid']).to.equal(true)
  })

  it('of a larger collection are built while others go on writing, and are right at the end', async () => {
    await lots().insertMany(Array.from({ length: 6_000 }, (_, n) => ({ _id: n as never, n, tags: [n % 5, `t${n}`] })))
    const building = Promise.all([
      lots().createIndex({ n: 1 }, { unique: true }),
      lots().createIndex({ tags: 1, n: -1 }),
      lots().createIndex({ n: 1 }, { unique: true }),
    ])
    for (let n = 0; n < 60; n++) {
      await lots().updateOne({ _id: (n * 97) as never }, { $set: { n: 100_000 + n } })
      await lots().deleteOne({ _id: (n * 89 + 1) as never })
      await lots().insertOne({ _id: (200_000 + n) as never, n: 200_000 + n, tags: [] })
      await own().client.withSession((session) =>
        session.withTransaction(async () => {
          await lots().updateOne({ _id: (n * 83 + 2) as never }, { $set: { tags: [n, `t${n * 83 + 3}`] } }, { session })
          await lots().deleteOne({ _id: (n * 79 + 5) as never }, { session })
        }),
      )
    }
    await building
    expect((await own().db.command({ validate: 'lots' }))['errors']).to.deep.equal([])
    expect(await indexRead({ n: 100_003 })).to.equal('n_1')
    expect((await refusalOf(lots().insertOne({ n: 100_003 }))).code).to.equal(11000)
  })

  it('are not read by in a transaction that began before they were finished: its snapshot has only part of their keys', async () => {
    await lots().insertMany(Array.from({ length: 5_000 }, (_, n) => ({ _id: n as never, n })))
    await own().client.withSession(async (session) => {
      const building = lots().createIndex({ n: 1 })
      const isBegun = async () => (await lots().listIndexes().toArray()).length === 2
      while (!(await isBegun())) await new Promise((resolve) => setImmediate(resolve))
      session.startTransaction()
      await lots().findOne({ _id: 1 as never }, { session })
      await building
      expect(await indexRead({ n: 4_999 })).to.equal('n_1')
      expect(await lots().findOne({ n: 4_999 }, { session })).to.deep.equal({ _id: 4_999, n: 4_999 })
      await session.abortTransaction()
    })
  })

  it('of a larger collection that has a key twice are given up, and leave nothing behind', async () => {
    await lots().insertMany([...Array.from({ length: 3_000 }, (_, n) => ({ n })), { n: 1_500 }])
    expect((await refusalOf(lots().createIndex({ n: 1 }, { unique: true }))).code).to.equal(11000)
    expect((await lots().indexes()).map((one) => one.name)).to.deep.equal(['_id_'])
    await lots().insertOne({ n: 1_500 })
  })

  it('are named once: the same again is no news, the same name or key otherwise is refused (85, 86)', async () => {
    await lots().createIndex({ n: 1 })
    expect(await own().db.command({ createIndexes: 'lots', indexes: [{ key: { n: 1 }, name: 'n_1' }] })).to.include({
      numIndexesBefore: 2,
      numIndexesAfter: 2,
    })
    expect((await refusalOf(lots().createIndex({ m: 1 }, { name: 'n_1' }))).code).to.equal(86)
    expect((await refusalOf(lots().createIndex({ n: 1 }, { name: 'other' }))).code).to.equal(85)
    await lots().dropIndex('n_1')
    expect((await refusalOf(lots().dropIndex('n_1'))).code).to.equal(27)
    expect((await refusalOf(lots().dropIndex('_id_'))).code).to.equal(72)
  })

  it('of kinds that are not kept are refused by name', async () => {
    for (const key of [{ text: 'text' }, { place: '2dsphere' }, { n: 'hashed' }, { '$**': 1 }]) {
      expect((await refusalOf(lots().createIndex(key as never))).code).to.equal(238)
    }
    expect((await refusalOf(lots().createIndex({ n: 1 }, { collation: { locale: 'zh' } }))).code).to.equal(238)
  })

  it('refuse two arrays side by side (171) and keep nothing of the document', async () => {
    await lots().createIndex({ a: 1, b: 1 })
    expect((await refusalOf(lots().insertOne({ a: [1, 2], b: [3, 4] }))).code).to.equal(171)
    expect(await lots().countDocuments()).to.equal(0)
  })

  it('are hidden and shown again by collMod, and kept meanwhile: also what is multikey stays so', async () => {
    await lots().createIndex({ tags: 1 })
    await lots().insertMany([{ tags: ['a', 'b'] }, { tags: ['b'] }, { tags: 'c' }] as never[])
    const stageOf = async () => (await lots().find({ tags: 'b' }).explain())['queryPlanner'].winningPlan.stage
    expect(await stageOf()).to.equal('FETCH')
    await own().db.command({ collMod: 'lots', index: { name: 'tags_1', hidden: true } })
    expect(await stageOf()).to.equal('COLLSCAN')
    await lots().insertOne({ tags: ['b', 'd'] } as never)
    await own().db.command({ collMod: 'lots', index: { keyPattern: { tags: 1 }, hidden: false } })
    expect(await stageOf()).to.equal('FETCH')
    expect(await lots().find({ tags: 'b' }).toArray()).to.have.length(3)
    expect(await lots().find().sort({ tags: 1 }).toArray(), 'each once').to.have.length(4)
    expect((await own().db.command({ validate: 'lots' }))['valid']).to.equal(true)
    await own().db.command({ collMod: 'lots', index: { name: 'tags_1', expireAfterSeconds: 60 } })
    const [, listed] = await lots().listIndexes().toArray()
    expect(listed).to.include({ name: 'tags_1', expireAfterSeconds: 60 })
    expect((await refusalOf(own().db.command({ collMod: 'lots', index: { name: 'none', hidden: true } }))).code).to.equal(27)
  })

  it('of other fields stay as they are in an update, those of the field and partial ones follow it', async () => {
    await lots().createIndex({ 'a.b': 1, c: 1 })
    await lots().createIndex({ c: 1 })
    await lots().createIndex({ d: 1 }, { partialFilterExpression: { c: { $gt: 1 } } })
    await lots().insertOne({ _id: 1 as never, a: { b: 1 }, c: 1, d: 1 })
    const keys = async () => (await own().db.command({ validate: 'lots' }))['keysPerIndex']
    expect(await keys()).to.include({ d_1: 0 })
    await lots().updateOne({ _id: 1 as never }, { $set: { c: 2 } })
    expect(await keys()).to.include({ d_1: 1, c_1: 1, 'a.b_1_c_1': 1 })
    await lots().updateOne({ _id: 1 as never }, { $set: { 'a.b': 7 } })
    expect(await lots().countDocuments({ 'a.b': 7 })).to.equal(1)
    await lots().updateOne({ _id: 1 as never }, { $unset: { 'a.b': 1 }, $rename: { c: 'd' } })
    const checked = await own().db.command({ validate: 'lots' })
    expect(checked).to.include({ valid: true })
    expect(checked['keysPerIndex']).to.include({ d_1: 0 })
  })

  it('change what they hold with every update and delete', async () => {
    await lots().createIndex({ tags: 1 })
    await lots().insertOne({ _id: 1 as never, tags: ['a', 'b'] })
    await lots().updateOne({ _id: 1 as never }, { $pull: { tags: 'a' } as never, $set: { x: 1 } })
    expect(await lots().countDocuments({ tags: 'a' })).to.equal(0)
    expect(await lots().countDocuments({ tags: 'b' })).to.equal(1)
    await lots().deleteOne({ tags: 'b' })
    expect((await own().db.command({ validate: 'lots' }))['keysPerIndex']).to.deep.equal({ _id_: 0, tags_1: 0 })
  })
})
